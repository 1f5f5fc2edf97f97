/** What one decision asserts about the order's coverage, in no CRD version's words; a serializer per version says it. */
import type { Decision } from '../core/decision.js';
import type { AnswerRow } from '../core/policy/answers.js';
import { typeAndId } from '../core/chart/references.js';
import type { CardView } from '../cards/view.js';
import type { CompiledAnswers } from '../knowledge/answers.js';
import { fill } from '../knowledge/template.js';

export interface CoverageAssertion {
  /** The client's own Coverage: `Coverage/c1`. */
  readonly coverage: string;
  readonly codes: AnswerRow;
  /** HCPCS Level II codes the claim has to use; empty unless the drug is RESOLVED. */
  readonly billingCodes: readonly string[];
  readonly reason: string;
  /** What the assertion does not speak about. */
  readonly limitation: string;
  /** Policy id and version. */
  readonly policy?: string;
  /** Canonical with version. */
  readonly questionnaire?: string;
}

/** What the policy brings to an assertion. */
export interface AssertionKnowledge {
  readonly answers: CompiledAnswers;
  /** Canonical of the documentation form, `url|version`. */
  readonly questionnaire?: string;
}

/** Undefined when there is no Coverage to refer to, or when the policy has no answer for this outcome. */
export function assertionOf(
  decision: Decision,
  knowledge: AssertionKnowledge,
  view: CardView,
): CoverageAssertion | undefined {
  const coverage = typeAndId(decision.coverage?.reference);
  const answer = knowledge.answers.of(decision.determination, decision.cause);
  if (coverage === undefined || !answer) return undefined;
  const { policy, drug } = decision;
  const reason = fill(answer.reason, view.values);
  const questionnaire = answer.row.questionnaire ? knowledge.questionnaire : undefined;
  return {
    coverage,
    codes: answer.row,
    billingCodes: drug.outcome === 'RESOLVED' ? drug.hcpcs.slice(0, 1) : [],
    // A reason whose words cannot be filled is still needed: every version demands one beside OTH and doc-purpose.
    reason: reason ?? knowledge.answers.limitation,
    limitation: knowledge.answers.limitation,
    ...(policy && { policy: `${policy.id}, version ${policy.version}` }),
    ...(questionnaire !== undefined && { questionnaire }),
  };
}
