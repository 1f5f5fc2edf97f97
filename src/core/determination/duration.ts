/** For how long an approval would last at most: short when only a short-course criterion is met (policy reading A4). */
import { addMonths } from '../dates.js';
import type { Evaluation } from '../policy/evaluate.js';
import type { CompiledPolicy } from '../policy/policy.js';

/** Days from the planned date. */
export function approvalDays(policy: CompiledPolicy, evaluation: Evaluation, plannedDay: number): number {
  const longest = addMonths(plannedDay, policy.maxApprovalMonths) - plannedDay;
  if (evaluation.kind === 'continued') return longest;
  const met = evaluation.initial.children.filter(
    (child) => child.truth === 'met' && child.standing === 'evaluated',
  );
  const days = met.map((child) => policy.shortApprovals.get(child.node.id ?? '') ?? longest);
  return days.length > 0 ? Math.max(...days) : longest;
}
