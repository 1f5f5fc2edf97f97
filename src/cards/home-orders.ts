/**
 * Home infusion takes three orders: the drug, nursing, supplies (facts: users and cards, A4). One card for the whole draft
 * offers those that are not there yet, when home infusion is suggested (CRD "additional orders": creates only, no link).
 */
import { codings } from '../core/chart/read.js';
import { formatDay } from '../core/dates.js';
import type { Decision } from '../core/decision.js';
import type { FhirResource } from '../core/fhir.js';
import type { Order } from '../core/orders/types.js';
import type { CardTemplate } from '../knowledge/card-types.js';
import type { HomeOrderWords, SuggestedSite } from '../knowledge/suggestion-types.js';
import { enumerated } from './chart-text.js';
import type { CardKnowledge } from './knowledge.js';
import { said, valuesOf, type Made } from './made.js';
import { creation, isDated, referencesTo } from './new-order.js';
import { offered } from './offered.js';
import { cardOf, type RenderedCard } from './render.js';
import { isBeside } from './select.js';
import { namesOfDrugs } from './shared-service.js';
import type { Subject } from './subject.js';
import { canMoveTo } from './suggestions.js';

export interface AdditionalCard extends RenderedCard {
  /** The decisions it goes with. */
  readonly decisions: readonly Decision[];
}

/**
 * @param subjects those that have a card of their own
 * @param draft every resource of the draft
 */
export function additionalCards(
  subjects: readonly Subject[],
  draft: readonly FhirResource[],
  knowledge: CardKnowledge,
  ids: () => string,
): readonly AdditionalCard[] {
  const { cards } = knowledge.templates;
  return cards.flatMap((template) => {
    const { offers } = template.when;
    if (offers === undefined) return [];
    const about = subjects.filter(
      (subject) => isBeside(template, subject.decisions[0], cards) && canMoveTo(subject, offers),
    );
    const [first, ...others] = about;
    return first ? (additionalCard(template, offers, [first, ...others], draft, knowledge, ids) ?? []) : [];
  });
}

function additionalCard(
  template: CardTemplate,
  kind: SuggestedSite,
  subjects: readonly [Subject, ...Subject[]],
  draft: readonly FhirResource[],
  knowledge: CardKnowledge,
  ids: () => string,
): AdditionalCard | undefined {
  const { templates } = knowledge;
  const decisions = subjects.flatMap((subject) => subject.decisions);
  const codes = serviceCodes(decisions, draft);
  const missing = templates.suggestions.HOME_ORDERS.filter(
    ({ present }) => !codes.some((code) => present.test(code)),
  );
  const [subject] = subjects;
  const [first, ...rest] = decisions.map(({ order }) => order);
  if (missing.length === 0 || !first) return undefined;

  const drug = namesOfDrugs(decisions, templates.words) ?? templates.words.drug;
  const { view } = subject;
  const homeOrders = enumerated(
    missing.map(({ name }) => name),
    templates.words.and,
  );
  const about: Subject = {
    ...subject,
    view: {
      ...view,
      names: { ...view.names, drug: [drug, templates.words.drug] },
      values: { ...view.values, drug, homeOrders },
    },
  };
  const site = offered(subject.decisions[0], kind)?.sites[0];
  const suggestions = missing.map((words): Made => {
    const values = valuesOf(drug, site, templates.words);
    const label = said([words.label], values, words.name);
    const uuid = ids();
    const order = orderFor([first, ...rest], words, said([words.text], values, words.name));
    const wanted = { ...order, site, place: templates.suggestions[kind] };
    return { label, uuid, actions: [creation(uuid, said([words.description], values, label), wanted)] };
  });
  const card = cardOf(template, about, suggestions, 'any', knowledge, ids);
  return { card, kind: template.kind, decisions };
}

/**
 * No `basedOn`: linked that strongly it would say where the drug is given (core/orders/companions.ts), also when the prescriber
 * stays with the hospital.
 */
function orderFor(orders: readonly [Order, ...Order[]], { code }: HomeOrderWords, text: string) {
  const references = referencesTo(orders);
  const [first] = orders;
  return {
    orders,
    code: { ...(code && { coding: [code] }), text },
    rest: {
      ...(references && { supportingInfo: [...references] }),
      ...(isDated(first) && { occurrencePeriod: { start: formatDay(first.planned.span.first) } }),
    },
  };
}

/** The codes of every service order of the draft. */
function serviceCodes(decisions: readonly Decision[], draft: readonly FhirResource[]): readonly string[] {
  const companions = decisions.flatMap(({ order }) => order.companions.map(({ request }) => request));
  return [...companions, ...draft].flatMap((resource) =>
    resource.resourceType === 'ServiceRequest'
      ? codings(resource.code).flatMap(({ code }) => code ?? [])
      : [],
  );
}
