/** The words of orders: a drug order of the draft, the services beside it, its planned date. */
import type { CodeableConcept, Medication, MedicationRequest, ServiceRequest } from '../fhir.js';
import type { Obtained } from '../chart/chart.js';
import type { DaySpan } from '../dates.js';

/**
 * How a ServiceRequest belongs to a drug order, strongest first. An explicit link (`supportingInformation`, `basedOn`)
 * wins over `group` (same requisition), which wins over `only-one` (an administration service beside the only drug of
 * the draft). `same-draft` is merely there: it can be the plan for continuation, never evidence of the site.
 */
export type CompanionLink = 'supportingInformation' | 'basedOn' | 'group' | 'only-one' | 'same-draft';

/** A ServiceRequest beside the drug order, strongest link first: it may carry the site, or the plan for continuation. */
export interface Companion {
  readonly reference: string;
  readonly request: ServiceRequest;
  readonly link: CompanionLink;
  readonly obtained: Obtained;
}

/** The day the drug is planned to be given, and the element that said so. */
export interface PlannedDate {
  readonly span: DaySpan;
  /** As it stands in the element, possibly partial. */
  readonly text: string;
  /** `dosageInstruction.timing.repeat.boundsPeriod.start`, … or `evaluation date`. */
  readonly path: string;
}

/** One MedicationRequest of the draft. */
export interface Order {
  /** `MedicationRequest/m1` */
  readonly reference: string;
  readonly request: MedicationRequest;
  readonly obtained: Obtained;
  /** Codings and text of the drug, from the order itself or from the Medication it refers to. */
  readonly concepts: readonly CodeableConcept[];
  /** The Medication resource when there is one at hand. */
  readonly medication?: Medication;
  /** `Medication/x` still to be read, when the drug is only a reference. */
  readonly unreadMedication?: string;
  readonly companions: readonly Companion[];
  readonly planned: PlannedDate;
}

/** A draft entry that could not be used as an order, and why; its decision says so. */
export interface UnusableEntry {
  readonly index: number;
  readonly reference?: string;
  readonly reason: string;
}
