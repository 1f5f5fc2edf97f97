/** The answer for one order, neutral to the CRD version, and the words it is made of. */
import type { CoverageResult, PayerKnowledge } from './coverage/types.js';
import type { DrugResolution } from './drug/types.js';
import type { PrefilledAnswer } from './documentation/answer.js';
import type { Evidence } from './evidence.js';
import type { Order } from './orders/types.js';
import type { ReachableSite, SiteClass, SiteResult } from './site/types.js';

/** contract.md, "Determinations". */
export type Determination =
  'met' | 'needs-documentation' | 'not-met' | 'insufficient-context' | 'not-applicable';

/** contract.md, "Criterion status". */
export type CriterionStatus = 'met' | 'not-met' | 'needs-documentation' | 'not-evaluated';

/** One criterion, group or gate of the policy, as evaluated for one order. */
export interface CriterionResult {
  readonly id: string;
  readonly title: string;
  readonly status: CriterionStatus;
  /** One sentence a prescriber understands. */
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  /** Policy paragraph, such as `I.A.1.c`. */
  readonly paragraph?: string;
  /** Depth in the criteria tree, 0 for gates and the topmost groups. */
  readonly depth: number;
  /** What to attach when the criterion is claimed. */
  readonly documents: readonly string[];
  /** The criterion does not concern this order, so its status says nothing to a reader. */
  readonly notConcerned?: true;
}

/** Why the determination is what it is, as a key the policy's answer table and the card templates are indexed by. */
export type DeterminationCause =
  | 'criteria'
  | 'facility'
  | 'site-unknown'
  | 'drug-ambiguous'
  | 'administration-unknown'
  | 'date-unknown'
  | 'coverage-unknown'
  | 'coverage-missing'
  | 'coverage-inactive'
  | 'preferred-site'
  | 'drug-not-listed'
  | 'not-provider-administered'
  | 'other-line-of-business'
  | 'other-payer'
  | 'out-of-scope-setting'
  | 'before-effective-date'
  | 'unusable-order'
  | 'no-drug-order'
  | 'technical-failure';

/** A site the prescriber could choose instead, named when the payer's directory knows one. */
export interface AlternativeSite {
  readonly siteClass: SiteClass;
  /** In-network sites that serve the patient, nearest first; empty when the directory names none. */
  readonly sites: readonly ReachableSite[];
}

/** The form that goes with a decision, as far as it could be filled in. */
export interface Documentation {
  /** Id of the form. */
  readonly form: string;
  readonly answers: readonly PrefilledAnswer[];
}

/** The answer for one order, neutral to the CRD version. Cards and coverage-information are made from this alone. */
export interface Decision {
  readonly order: Order;
  readonly determination: Determination;
  readonly cause: DeterminationCause;
  readonly policy?: { readonly id: string; readonly version: string; readonly revision: string };
  readonly drug: DrugResolution;
  readonly coverage?: CoverageResult;
  readonly payer?: PayerKnowledge;
  readonly site?: SiteResult;
  readonly criteria: readonly CriterionResult[];
  /** Ids of the criteria that carry the determination: those met, or those close to it. */
  readonly deciding: readonly string[];
  readonly nonQualifying: readonly string[];
  readonly alternatives: readonly AlternativeSite[];
  readonly assumptions: readonly string[];
  /** What could not be read: `MedicationAdministration: 403`. */
  readonly unavailable: readonly string[];
  /** For how many days an approval would last at most, when the policy says so. */
  readonly durationDays?: number;
  /** What the policy's form asks and the data already answer; absent where the criteria were not asked. */
  readonly documentation?: Documentation;
  /** Safety facts independent of coverage, such as a documented anaphylaxis to the ordered drug. */
  readonly safety: readonly Evidence[];
}
