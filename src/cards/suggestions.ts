/**
 * Suggestions of a card: one click that changes its orders to another site, or adds the order to continue at home.
 * The site is written where it was read (contract.md): a ServiceRequest of the draft, else the MedicationRequest.
 * A suggestion is one update per order (CRD "propose alternate") or one create (CRD "additional orders").
 */
import type { Decision } from '../core/decision.js';
import type { FhirResource, MedicationRequest } from '../core/fhir.js';
import type { ReachableSite } from '../core/site/types.js';
import type {
  CardTemplate,
  CardTemplates,
  CommonWords,
  SiteWords,
  SuggestedSite,
  SuggestionWords,
} from '../knowledge/card-types.js';
import type { SuggestionValue } from '../knowledge/card-vocabulary.js';
import { fill, type Template } from '../knowledge/template.js';
import { changeMedicationRequest, changeServiceRequest } from './change-site.js';
import { enumerated, nameOf } from './chart-text.js';
import { continuationOf } from './continuation.js';
import { homeIsSafe, offered } from './offered.js';
import { sharersOf, unlinked } from './shared-service.js';
import type { Subject } from './subject.js';
import type { Action, Suggestion } from './types.js';

type SuggestionValues = Readonly<Record<SuggestionValue, string | undefined>>;

const NAME = 80;

/** Empty when the template has none, or when an order has no id an update could name. */
export function suggestionsFor(
  subject: Subject,
  template: CardTemplate,
  templates: CardTemplates,
  ids: () => string,
): readonly Suggestion[] {
  return template.suggest.flatMap((kind) => {
    const home = kind === 'CONTINUATION';
    const site = offered(subject.decisions[0], home ? 'HOME' : kind)?.sites[0];
    const values = valuesOf(subject, site, templates.words);
    const made = home
      ? continuation(subject, templates.suggestions, values, site)
      : alternative(subject, kind, templates, values, site);
    if (!made) return [];
    return [
      {
        label: made.label,
        uuid: ids(),
        ...(template.recommended === kind && { isRecommended: true }),
        actions: made.actions,
      },
    ];
  });
}

interface Made {
  readonly label: string;
  readonly actions: readonly Action[];
}

function alternative(
  subject: Subject,
  kind: SuggestedSite,
  templates: CardTemplates,
  values: SuggestionValues,
  site: ReachableSite | undefined,
): Made | undefined {
  if (!offered(subject.decisions[0], kind)) return undefined;
  const words = templates.suggestions[kind];
  const label = text(words.label, values) ?? text(words.unnamed, values) ?? kind;
  const actions = new Map<string, Action>();
  for (const decision of subject.decisions) {
    const changed = changedOrder(decision, subject, words, site);
    // A click that moved only some of the orders would not do what its label says.
    if (!changed) return undefined;
    const { resource, sharers } = changed;
    const others = [
      ...new Set(
        sharers.map(({ drug }) => nameOf(drug.name, NAME, templates.words.records) ?? templates.words.drug),
      ),
    ];
    const said = {
      ...values,
      others: others.length > 0 ? enumerated(others, templates.words.and) : undefined,
    };
    const description = text(words.description, said) ?? label;
    actions.set(`${resource.resourceType}/${resource.id}`, { type: 'update', description, resource });
  }
  return { label, actions: [...actions.values()] };
}

function continuation(
  { decisions }: Subject,
  words: SuggestionWords,
  values: SuggestionValues,
  site: ReachableSite | undefined,
): Made | undefined {
  const [decision] = decisions;
  if (!homeIsSafe(decision)) return undefined;
  const label = text(words.CONTINUATION.label, values) ?? 'CONTINUATION';
  const description = text(words.CONTINUATION.description, values) ?? label;
  const title = text(words.CONTINUATION.text, values) ?? label;
  const [first, ...rest] = decisions.map(({ order }) => order);
  if (!first) return undefined;
  const resource = continuationOf([first, ...rest], words.CONTINUATION, words.HOME, title, site);
  return { label, actions: [{ type: 'create', description, resource }] };
}

interface Changed {
  readonly resource: FhirResource;
  /** Decisions that share the service order, which is then left as it is. */
  readonly sharers: readonly Decision[];
}

/**
 * The complete order with the new site. Coverage information added by this very answer is not in it: it speaks of the
 * former site, and the EHR asks again once the order has changed.
 */
function changedOrder(
  decision: Decision,
  { decisions, draft }: Subject,
  words: SiteWords,
  site: ReachableSite | undefined,
): Changed | undefined {
  const { order } = decision;
  const companion = order.companions.find(
    (one) => one.reference === decision.site?.writtenAt && one.obtained.source === 'draft',
  );
  const service = companion && isIdentified(companion.request) ? companion : undefined;
  const sharers = service ? sharersOf(service.reference, decisions, draft) : [];
  if (service && sharers.length === 0)
    return { resource: changeServiceRequest(service.request, words, site), sharers };
  if (!isIdentified(order.request)) return undefined;
  const request: MedicationRequest = service ? unlinked(order.request, service.reference) : order.request;
  return { resource: changeMedicationRequest(request, words, site), sharers };
}

function isIdentified(resource: FhirResource): boolean {
  return typeof resource.id === 'string' && resource.id !== '';
}

function valuesOf({ view }: Subject, site: ReachableSite | undefined, words: CommonWords): SuggestionValues {
  return {
    drug: view.values.drug,
    name: nameOf(site?.name, NAME, words.records),
    distance: site?.distanceMiles?.toFixed(1),
    others: undefined,
  };
}

function text(template: Template, values: SuggestionValues): string | undefined {
  return fill(template, values);
}
