/** What one decision asserts about the order's coverage, in no CRD version's words; a serializer per version says it. */
import type { Decision, DeterminationCause } from '../core/decision.js';
import type { Extension } from '../core/fhir.js';
import type { AnswerRow } from '../core/policy/answers.js';
import { typeAndId } from '../core/chart/references.js';
import type { PayerContact } from '../core/coverage/types.js';
import { filled, type CardView } from '../cards/view.js';
import type { CompiledAnswers } from '../knowledge/answers.js';
import { conditionsOf } from './conditions.js';

/** A name and a value that qualify the assertion. */
export interface AssertionDetail {
  /** CRD's code, where there is one; the same in every version that has it. */
  readonly code?: 'allowed-period' | 'policy-link' | undefined;
  readonly name: string;
  readonly value: Pick<Extension, 'valueString' | 'valuePeriod' | 'valueUrl'>;
  readonly qualification?: string | undefined;
}

export type AssertionContact = PayerContact;

export interface CoverageAssertion {
  /** The client's own Coverage: `Coverage/c1`. */
  readonly coverage: string;
  readonly codes: AnswerRow;
  /** HCPCS Level II codes the claim has to use; empty unless the drug is RESOLVED. */
  readonly billingCodes: readonly string[];
  readonly reason: string;
  /** Under which conditions it holds (CI-06). */
  readonly details: readonly AssertionDetail[];
  /** Other requests it rests on: `ServiceRequest/s1`. */
  readonly dependencies: readonly string[];
  /** Canonical with version. */
  readonly questionnaire?: string | undefined;
  /** Whom to ask about this kind of case, when the payer names someone. */
  readonly contact?: AssertionContact | undefined;
  /** Last day it can hold, `2025-12-31`, when that is known. */
  readonly expires?: string | undefined;
}

/** What the policy brings to an assertion. */
export interface AssertionKnowledge {
  readonly answers: CompiledAnswers;
  /** Canonical of the documentation form, `url|version`. */
  readonly questionnaire?: string;
  /** Where the policy can be read. */
  readonly policyUrl?: string;
}

/** Undefined when there is no Coverage to refer to, or when the policy has no answer for this outcome. */
export function assertionOf(
  decision: Decision,
  knowledge: AssertionKnowledge,
  view: CardView,
): CoverageAssertion | undefined {
  const coverage = typeAndId(decision.coverage?.reference);
  const answer = knowledge.answers.of(decision.determination, causeOf(decision));
  if (coverage === undefined || !answer) return undefined;
  const { drug, payer } = decision;
  const questionnaire = answer.row.questionnaire ? knowledge.questionnaire : undefined;
  const { details, dependencies, expires } = conditionsOf(decision, answer.row, knowledge, view);
  return {
    coverage,
    codes: answer.row,
    billingCodes: drug.outcome === 'RESOLVED' ? drug.hcpcs.slice(0, 1) : [],
    // A reason whose words cannot be filled is still needed: every version demands one beside OTH and doc-purpose.
    reason: filled(answer.reason, view) ?? knowledge.answers.limitation,
    details,
    dependencies,
    questionnaire,
    contact: payer?.contact,
    expires,
  };
}

/** A payor that could not be read is no payor that is unknown: nobody may be told "not covered" because a read failed (CI-13). */
function causeOf({ cause, unavailable }: Decision): DeterminationCause {
  if (cause !== 'coverage-unknown') return cause;
  return unavailable.some((one) => /^(Organization|Coverage)\b/.test(one)) ? 'technical-failure' : cause;
}
