/** The form of the policy, filled in as far as the decision's own facts go, for every order whose criteria were asked. */
import type { CriterionResult, Documentation } from '../decision.js';
import type { Evaluation } from '../policy/evaluate.js';
import type { CompiledPolicy } from '../policy/policy.js';
import type { Subject } from '../policy/subject.js';

/** Undefined where the policy asks nothing: outside its scope, or where it cannot be told whether the order is in it. */
export function documentationFor(
  subject: Subject,
  { form }: CompiledPolicy,
  { criteriaAsked, kind, requestType }: Evaluation,
  criteria: readonly CriterionResult[],
): Documentation | undefined {
  if (!form || !criteriaAsked) return undefined;
  const reasonOf = (id: string): string | undefined => criteria.find((one) => one.id === id)?.reason;
  return { form: form.id, answers: form.prefill({ subject, kind, requestType, reasonOf }) };
}
