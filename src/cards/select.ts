/** Chooses the templates for a decision. */
import type { Decision } from '../core/decision.js';
import type { CardCondition, CardTemplate } from '../knowledge/card-types.js';

/** The card of the determination, if there is one, and the safety card when the chart has safety facts. */
export function templatesFor(decision: Decision, cards: readonly CardTemplate[]): readonly CardTemplate[] {
  let best: CardTemplate | undefined;
  for (const card of cards) {
    const { when } = card;
    if (when.safety || when.offers !== undefined) continue;
    // One that says no more than the best so far would not take its place.
    if (best && specificity(when) <= specificity(best.when)) continue;
    if (applies(when, decision)) best = card;
  }
  const safety = isSafetyRelevant(decision) ? cards.filter(({ when }) => when.safety) : [];
  return best ? [best, ...safety] : safety;
}

/** Does an additional card go with this decision's own card, which suggests the site it is about? */
export function isBeside(card: CardTemplate, decision: Decision, cards: readonly CardTemplate[]): boolean {
  const { offers } = card.when;
  if (offers === undefined || !applies(card.when, decision)) return false;
  const [own] = templatesFor(decision, cards);
  return own?.suggest.includes(offers) ?? false;
}

/** An order the policy does not speak about gets no card at all (contract.md); its EHR has its own allergy alerts. */
function isSafetyRelevant(decision: Decision): boolean {
  return decision.safety.length > 0 && decision.determination !== 'not-applicable';
}

function applies(when: CardCondition, decision: Decision): boolean {
  return (
    (when.determination === undefined || when.determination === decision.determination) &&
    (when.causes === undefined || when.causes.includes(decision.cause)) &&
    (when.drugOutcomes === undefined || when.drugOutcomes.includes(decision.drug.outcome)) &&
    (when.criteria === undefined ||
      when.criteria.every(({ status, anyOf }) =>
        decision.criteria.some((one) => one.status === status && anyOf.includes(one.id)),
      ))
  );
}

function specificity(when: CardCondition): number {
  return (
    Number(when.determination !== undefined) +
    Number(when.causes !== undefined) +
    Number(when.drugOutcomes !== undefined) +
    (when.criteria?.length ?? 0)
  );
}
