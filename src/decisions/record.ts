/**
 * The decision record: why the service said what it said for one order, also when it said nothing (contract.md,
 * "The decision record"). It holds references, codes and dates; never a name, an identifier of the patient or a token.
 */
import type { CoverageStatus } from '../core/coverage/types.js';
import type { CriterionStatus, Determination, DeterminationCause, Documentation } from '../core/decision.js';
import type { DrugListRow, DrugOutcome } from '../core/drug/types.js';
import type { Evidence } from '../core/evidence.js';
import type { QuestionnaireResponse } from '../core/fhir.js';
import type { SiteClass } from '../core/site/types.js';

/** Members marked "additional" go beyond the contract's example; readers must not rely on their absence. */
export interface DecisionRecord {
  /** The coverage-assertion-id: unguessable. The same id again means an unchanged assertion, repeated. */
  readonly id: string;
  readonly hookInstance: string;
  readonly hook: string;
  readonly crdVersion: '2.0' | '2.2';
  /** `MedicationRequest/m1` */
  readonly order: string;
  /** Additional: the request of the call that the answer was written on, when it was not the order itself (CI-22). */
  readonly carrier?: string;
  readonly policy?: {
    readonly id: string;
    readonly version: string;
    /** Additional: SHA-256 of the policy's files. */
    readonly revision?: string;
  };
  readonly drug: {
    readonly outcome: DrugOutcome;
    readonly hcpcs: readonly string[];
    readonly name: string;
    /** `rxnorm 310994 → J1745` */
    readonly path: readonly string[];
    /** Additional. */
    readonly doubts?: readonly string[];
    /** Additional: what a person has to answer when the codes that remain, or the codings, disagree. */
    readonly question?: string;
    /** Additional: rows of the payer's list as printed, each with what it really is where the print is wrong. */
    readonly rows?: readonly DrugListRow[];
    /** Additional: editions of the tables that answered. */
    readonly versions?: Readonly<Record<string, string>>;
  };
  /** Additional: whose coverage decided, as a reference of the client's own. */
  readonly coverage?: {
    readonly status: CoverageStatus;
    readonly reference?: string;
    readonly reason: string;
  };
  readonly site?: {
    readonly class: SiteClass;
    readonly posCode?: string;
    readonly evidence: readonly Evidence[];
    /** Additional. */
    readonly hints?: readonly Evidence[];
    /** Additional: for an unresolved site, what was seen and what is missing. */
    readonly reason?: string;
  };
  readonly determination: Determination;
  /** Additional: why the determination is what it is. */
  readonly cause?: DeterminationCause;
  readonly criteria: readonly CriterionRecord[];
  /** Additional: what the policy's form asks and the data already answer, so that DTR can restore it without the chart. */
  readonly documentation?: DocumentationRecord;
  readonly nonQualifying: readonly string[];
  readonly assumptions: readonly string[];
  readonly unavailable: readonly string[];
  /** Additional: true when the answer said nothing about this order. */
  readonly silent?: boolean;
  /** ISO instant */
  readonly evaluatedAt: string;
}

export interface CriterionRecord {
  readonly id: string;
  readonly status: CriterionStatus;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  /** Additional: paragraph of the policy. */
  readonly paragraph?: string;
}

export interface DocumentationRecord extends Documentation {
  /** Keyed hash of the patient's id (patient-key.ts), so that the form of one patient is never given for another. */
  readonly patient?: string;
  /** Base URL the call named: what is kept of the form later is erased with the call. */
  readonly fhirServer?: string;
  /** What was answered when the form came back. */
  readonly completed?: CompletedForm;
}

/** Which answers were given; no document, no free text, and nothing that names the patient (dtr/kept-form.ts). */
export type CompletedForm = QuestionnaireResponse;
