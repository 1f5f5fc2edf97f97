/**
 * Suggestions of a card: one click that changes the order to another site, or adds the order to continue at home.
 * The site is written where it was read (contract.md): a ServiceRequest of the draft, else the MedicationRequest.
 * A suggestion is one update (CRD "propose alternate") or one create (CRD "additional orders").
 */
import type { Decision } from '../core/decision.js';
import type { FhirResource } from '../core/fhir.js';
import type { ReachableSite } from '../core/site/types.js';
import type { CardTemplate, SiteWords, SuggestedSite, SuggestionWords } from '../knowledge/card-types.js';
import type { SuggestionValue } from '../knowledge/card-vocabulary.js';
import { fill, type Template } from '../knowledge/template.js';
import { changeMedicationRequest, changeServiceRequest } from './change-site.js';
import { continuationOf } from './continuation.js';
import { plain } from './plain.js';
import type { Action, Suggestion } from './types.js';

type SuggestionValues = Readonly<Record<SuggestionValue, string | undefined>>;

const NAME = 50;

/** Empty when the template has none, or when the order has no id an update could name. */
export function suggestionsFor(
  decision: Decision,
  template: CardTemplate,
  words: SuggestionWords,
  ids: () => string,
): readonly Suggestion[] {
  return template.suggest.flatMap((kind) => {
    const home = kind === 'CONTINUATION';
    const site = nearest(decision, home ? 'HOME' : kind);
    const values = valuesOf(decision, site);
    const made = home
      ? continuation(decision, words, values, site)
      : alternative(decision, kind, words[kind], values, site);
    if (!made) return [];
    return [
      {
        label: made.label,
        uuid: ids(),
        ...(template.recommended === kind && { isRecommended: true }),
        actions: [made.action],
      },
    ];
  });
}

interface Made {
  readonly label: string;
  readonly action: Action;
}

function alternative(
  decision: Decision,
  kind: SuggestedSite,
  words: SiteWords,
  values: SuggestionValues,
  site: ReachableSite | undefined,
): Made | undefined {
  const offered = decision.alternatives.some((one) => one.siteClass === kind);
  const resource = offered ? changedOrder(decision, words, site) : undefined;
  if (!resource) return undefined;
  const label = text(words.label, values) ?? text(words.unnamed, values) ?? kind;
  return {
    label,
    action: { type: 'update', description: text(words.description, values) ?? label, resource },
  };
}

function continuation(
  decision: Decision,
  words: SuggestionWords,
  values: SuggestionValues,
  site: ReachableSite | undefined,
): Made {
  const label = text(words.CONTINUATION.label, values) ?? 'CONTINUATION';
  const description = text(words.CONTINUATION.description, values) ?? label;
  const title = text(words.CONTINUATION.text, values) ?? label;
  const resource = continuationOf(decision.order, words.CONTINUATION, words.HOME, title, site);
  return { label, action: { type: 'create', description, resource } };
}

/**
 * The complete order with the new site. Coverage information added by this very answer is not in it: it speaks of the
 * former site, and the EHR asks again once the order has changed.
 */
function changedOrder(
  decision: Decision,
  words: SiteWords,
  site: ReachableSite | undefined,
): FhirResource | undefined {
  const { order } = decision;
  const companion = order.companions.find(
    (one) => one.reference === decision.site?.writtenAt && one.obtained.source === 'draft',
  );
  if (companion && isIdentified(companion.request))
    return changeServiceRequest(companion.request, words, site);
  return isIdentified(order.request) ? changeMedicationRequest(order.request, words, site) : undefined;
}

function isIdentified(resource: FhirResource): boolean {
  return typeof resource.id === 'string' && resource.id !== '';
}

function nearest(decision: Decision, kind: SuggestedSite): ReachableSite | undefined {
  return decision.alternatives.find((one) => one.siteClass === kind)?.sites[0];
}

function valuesOf(decision: Decision, site: ReachableSite | undefined): SuggestionValues {
  return {
    drug: plain(decision.drug.name, NAME) ?? 'the drug',
    name: plain(site?.name, NAME),
    distance: site?.distanceMiles?.toFixed(1),
  };
}

function text(template: Template, values: SuggestionValues): string | undefined {
  return fill(template, values);
}
