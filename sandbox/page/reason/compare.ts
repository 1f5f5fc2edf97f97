/** What changed between two decisions on the same order. */
import type { DecisionRecord } from '../../../src/decisions/record.js';
import type { PolicyOutline } from '../../../src/sandbox/policy-tree.js';
import type { STATUSES } from './words.js';

export interface Change {
  readonly id: string;
  readonly title: string;
  readonly was: keyof typeof STATUSES;
  readonly is: keyof typeof STATUSES;
  readonly reason: string;
}

/** Criteria whose status changed, in the order of the policy. */
export function changesBetween(
  was: DecisionRecord,
  is: DecisionRecord,
  outline: PolicyOutline | undefined,
): readonly Change[] {
  const before = statusesOf(was);
  const after = statusesOf(is);
  const nodes = new Map(outline?.tree.map((node) => [node.id, node]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): readonly Change[] => {
    const [old, fresh] = [before.get(id), after.get(id)];
    const oldStatus = old?.status ?? 'not-evaluated';
    const newStatus = fresh?.status ?? 'not-evaluated';
    if (oldStatus === newStatus) return [];
    const node = nodes.get(id);
    const reason =
      fresh && newStatus !== 'not-evaluated' ? fresh.reason : 'It need not be looked at any more.';
    if (node?.otherwise !== undefined && fresh?.reason === node.otherwise) return [];
    return [{ id, title: node?.title ?? id, was: oldStatus, is: newStatus, reason }];
  });
}

function statusesOf({ criteria }: DecisionRecord) {
  return new Map(criteria.map((criterion) => [criterion.id, criterion]));
}
