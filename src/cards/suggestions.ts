/**
 * Suggestions of a card: one click that changes its orders to another site, or splits a first course.
 * A change of site is one update per order (CRD "propose alternate").
 */
import type { CardTemplate, CardTemplates } from '../knowledge/card-types.js';
import type { SuggestedSite } from '../knowledge/suggestion-types.js';
import { changedOrder, targetOf } from './changed-order.js';
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
  return template.suggest.flatMap((kind) => {
    if (kind === 'HOME_ORDERS') return [];
    if (kind === 'SPLIT') return splitsOf(subject, facts, templates, ids);
    const made = alternative(subject, kind, templates, ids);
    if (!made) return [];
    const { actions, ...rest } = made;
    return [{ ...rest, ...(template.recommended === kind && { isRecommended: true }), actions }];
  });
}

/** A click can move all of the subject's orders to such a site. */
export function canMoveTo(subject: Subject, kind: SuggestedSite): boolean {
  const { decisions } = subject;
  return offered(decisions[0], kind) !== undefined && decisions.every((one) => targetOf(one, subject));
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
  const values = valuesOf(subject.view.values.drug, site, templates.words);
  const label = said([words.label, words.unnamed], values, kind);
  const actions = new Map<string, Action>();
  for (const decision of subject.decisions) {
    const target = targetOf(decision, subject);
    if (!target) return undefined;
    const { resource, sharers } = changedOrder(decision, target, words, site);
    const others = namesOfDrugs(sharers, templates.words);
    const description = said([words.description], { ...values, others }, label);
    actions.set(`${resource.resourceType}/${resource.id}`, { type: 'update', description, resource });
  }
  return { label, uuid: ids(), actions: [...actions.values()] };
}
