/** What is kept of one call: a record for each order looked at, also of those the answer says nothing about, and which card came of which. */
import type { HookCall } from '../core/call.js';
import type { Decided } from '../core/decide.js';
import type { CriterionStatus, Decision } from '../core/decision.js';
import { orderKey } from '../core/orders/key.js';
import type { Answer } from '../crd/answer.js';
import type { CrdVersion } from '../crd/dialect.js';
import type { ServedCard } from '../decisions/call-record.js';
import { recordOf, recordOfNoOrder, recordOfUnusable, type RecordContext } from '../decisions/make-record.js';
import type { DecisionRecord } from '../decisions/record.js';

export interface Kept {
  readonly records: readonly DecisionRecord[];
  readonly served: readonly ServedCard[];
}

export function keptOf(
  call: HookCall,
  decided: Decided,
  answer: Answer,
  crdVersion: CrdVersion,
  ids: () => string,
): Kept {
  const context = (id: string): RecordContext => ({ id, crdVersion, call });
  if (decided.decisions.length + decided.unusable.length === 0)
    return { records: [recordOfNoOrder(context(ids()))], served: [] };
  const identified = decided.decisions.map((decision): Identified => {
    const key = orderKey(decision.order);
    return { key, id: answer.assertions.get(key) ?? ids(), decision };
  });
  const records = [
    ...identified.map(({ key, id, decision }) => recordOf(decision, context(id), !answer.spoken.has(key))),
    ...decided.unusable.map((entry) => recordOfUnusable(entry, context(ids()))),
  ];
  return { records, served: servedCards(answer, identified) };
}

interface Identified {
  readonly key: string;
  readonly id: string;
  readonly decision: Decision;
}

/** What a card is about: the criteria that are met, or that documents could meet. */
function isSpokenOf(status: CriterionStatus): boolean {
  return status === 'met' || status === 'needs-documentation';
}

/** So that feedback on a card leads to the decisions and criteria behind it (CH-70). */
function servedCards({ shown }: Answer, identified: readonly Identified[]): readonly ServedCard[] {
  if (shown.length === 0) return [];
  return shown.map(({ card, kind, orders }) => {
    const about = identified.filter(({ key }) => orders.includes(key));
    return {
      card: card.uuid,
      suggestions: (card.suggestions ?? []).map(({ uuid }) => uuid),
      decisions: about.map(({ id }) => id),
      template: kind,
      criteria: spokenCriteria(about),
    };
  });
}

/** Each once, though several decisions may have it. */
function spokenCriteria(about: readonly Identified[]): readonly string[] {
  const ids: string[] = [];
  for (const { decision } of about)
    for (const { id, status } of decision.criteria) if (isSpokenOf(status) && !ids.includes(id)) ids.push(id);
  return ids;
}
