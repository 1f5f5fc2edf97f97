/**
 * Home infusion takes three orders: the drug, nursing, supplies (facts: users and cards, A4). One card for the whole draft
 * offers those that are not there yet, when home infusion is suggested (CRD "additional orders": creates only, no link).
 */
import { codings } from '../core/chart/read.js';
import { formatDay } from '../core/dates.js';
import type { Decision } from '../core/decision.js';
import type { CodeableConcept, FhirResource, ServiceRequest } from '../core/fhir.js';
import type { CardTemplate } from '../knowledge/card-types.js';
import type { HomeOrderWords, SuggestedSite } from '../knowledge/suggestion-types.js';
import { enumerated } from './chart-text.js';
import type { CardKnowledge } from './knowledge.js';
import { said, valuesOf, type Made } from './made.js';
import { creation, isDated, referencesTo, type NewOrder } from './new-order.js';
import { offered } from './offered.js';
import { cardOf, type RenderedCard } from './render.js';
import { isBeside } from './select.js';
import { namesOfDrugs } from './shared-service.js';
import type { Subject } from './subject.js';
import { canMoveTo } from './suggestions.js';
import { viewWith } from './view.js';

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
  if (subjects.length === 0) return [];
  const additional: AdditionalCard[] = [];
  for (const template of cards) {
    const { offers } = template.when;
    if (offers === undefined) continue;
    const [first, ...others] = subjects.filter(
      (subject) => isBeside(template, subject.decisions[0], cards) && canMoveTo(subject, offers),
    );
    const card = first && additionalCard(template, offers, [first, ...others], draft, knowledge, ids);
    if (card) additional.push(card);
  }
  return additional;
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
  const decisions = subjects.length === 1 ? subjects[0].decisions : subjects.flatMap((one) => one.decisions);
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
    decisions: subject.decisions,
    draft: subject.draft,
    targets: subject.targets,
    view: viewWith(
      view,
      { drug: () => drug, homeOrders: () => homeOrders },
      { drug: [drug, templates.words.drug], site: view.names.site },
    ),
  };
  const site = offered(subject.decisions[0], kind)?.sites[0];
  const values = valuesOf(drug, site, templates.words);
  const orders = [first, ...rest] as const;
  const links = linksTo(orders);
  const suggestions = missing.map((words): Made => {
    const label = said([words.label], values, words.name);
    const uuid = ids();
    const wanted: NewOrder = {
      orders,
      code: codeOf(words, said([words.text], values, words.name)),
      site,
      place: templates.suggestions[kind],
      rest: links,
    };
    return { label, uuid, actions: [creation(uuid, said([words.description], values, label), wanted)] };
  });
  const card = cardOf(template, about, suggestions, 'any', knowledge, ids);
  return { card, kind: template.kind, decisions };
}

/**
 * No `basedOn`: linked that strongly it would say where the drug is given (core/orders/companions.ts), also when the prescriber
 * stays with the hospital.
 */
function linksTo(orders: NewOrder['orders']): NewOrder['rest'] {
  const links: Partial<ServiceRequest> = {};
  const references = referencesTo(orders);
  if (references) links.supportingInfo = [...references];
  const [first] = orders;
  if (isDated(first)) links.occurrencePeriod = { start: formatDay(first.planned.span.first) };
  return links;
}

function codeOf({ code }: HomeOrderWords, text: string): CodeableConcept {
  return code ? { coding: [code], text } : { text };
}

/** The codes of every service order of the draft. */
function serviceCodes(decisions: readonly Decision[], draft: readonly FhirResource[]): readonly string[] {
  const codes: string[] = [];
  const add = (resource: FhirResource): void => {
    if (resource.resourceType !== 'ServiceRequest') return;
    for (const { code } of codings(resource.code)) if (code !== undefined && code !== null) codes.push(code);
  };
  for (const { order } of decisions) for (const { request } of order.companions) add(request);
  draft.forEach(add);
  return codes;
}
