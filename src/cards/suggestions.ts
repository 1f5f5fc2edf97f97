/**
 * Suggestions of a card: one click that changes its orders to another site, or splits a first course.
 * A change of site is one update per order (CRD "propose alternate").
 */
import { extended } from '../core/extended.js';
import type { FhirResource } from '../core/fhir.js';
import type { CardTemplate, CardTemplates } from '../knowledge/card-types.js';
import type { SuggestedSite } from '../knowledge/suggestion-types.js';
import { changedOrder } from './changed-order.js';
import type { PolicyCardFacts } from './knowledge.js';
import { said, valuesOf, type Made } from './made.js';
import { offered } from './offered.js';
import { namesOfDrugs } from './shared-service.js';
import { splitsOf } from './split.js';
import type { Subject } from './subject.js';
import type { Action, Suggestion } from './types.js';

/** Empty when the template has none, or when no order of the draft could be changed. */
export function suggestionsFor(
  subject: Subject,
  template: CardTemplate,
  facts: PolicyCardFacts | undefined,
  templates: CardTemplates,
  ids: () => string,
): readonly Suggestion[] {
  const suggestions: Suggestion[] = [];
  for (const kind of template.suggest) {
    if (kind === 'HOME_ORDERS') continue;
    if (kind === 'SPLIT') suggestions.push(...splitsOf(subject, facts, templates, ids));
    else {
      const made = alternative(subject, kind, templates, ids);
      if (!made) continue;
      const { label, uuid, actions } = made;
      suggestions.push({
        label,
        uuid,
        ...(template.recommended === kind && { isRecommended: true }),
        actions,
      });
    }
  }
  return suggestions;
}

/** A click can move all of the subject's orders to such a site. */
export function canMoveTo(subject: Subject, kind: SuggestedSite): boolean {
  return offered(subject.decisions[0], kind) !== undefined && subject.targets().every((one) => one);
}

function alternative(
  subject: Subject,
  kind: SuggestedSite,
  templates: CardTemplates,
  ids: () => string,
): Made | undefined {
  // A click that moved only some of the orders would not do what its label says.
  if (!canMoveTo(subject, kind)) return undefined;
  const site = offered(subject.decisions[0], kind)?.sites[0];
  const words = templates.suggestions[kind];
  const values = valuesOf(subject.view.value('drug'), site, templates.words);
  const label = said([words.label, words.unnamed], values, kind);
  const actions: Action[] = [];
  const targets = subject.targets();
  for (let index = 0; index < targets.length; index += 1) {
    const [decision, target] = [subject.decisions[index], targets[index]];
    if (!decision || !target) return undefined;
    const { resource, sharers } = changedOrder(decision, target, words, site);
    const named =
      sharers.length === 0 ? values : extended(values, { others: namesOfDrugs(sharers, templates.words) });
    const action = {
      type: 'update' as const,
      description: said([words.description], named, label),
      resource,
    };
    // Orders of one service: the last word on it counts.
    const same = actions.findIndex((one) => isSame(one.resource, resource));
    if (same < 0) actions.push(action);
    else actions[same] = action;
  }
  return { label, uuid: ids(), actions };
}

function isSame(one: FhirResource | undefined, other: FhirResource): boolean {
  return one?.resourceType === other.resourceType && one.id === other.id;
}
