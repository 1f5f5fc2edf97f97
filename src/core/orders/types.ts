/** The words of orders: a drug order of the draft, the services beside it, its planned date. */
import type { CodeableConcept, Medication, MedicationRequest, Reference, ServiceRequest } from '../fhir.js';
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
  /** Drug orders of the draft that go with it as well and that nobody asked about (order-select). */
  readonly sharedWith?: readonly string[];
}

/** What the hook itself says about the place. It is newer than anything the order says, so it stands above the ladder. */
export interface Destination {
  /** `dispatch`: the performer it is sent to. `appointment`: where it is booked. */
  readonly kind: 'dispatch' | 'appointment';
  readonly places: readonly Reference[];
  /** The Appointment. */
  readonly holder?: Obtained;
}

/** The day the drug is planned to be given, and the element that said so. */
export interface PlannedDate {
  readonly span: DaySpan;
  /** As it stands in the element, possibly partial. */
  readonly text: string;
  /** `dosageInstruction.timing.repeat.boundsPeriod.start`, … or `evaluation date`. */
  readonly path: string;
}

/** One drug order of the call. */
export interface Order {
  /** `MedicationRequest/m1`; `ServiceRequest/s1` where a service was ordered by the drug's billing code alone. */
  readonly reference: string;
  readonly request: MedicationRequest;
  readonly obtained: Obtained;
  /**
   * The request of this call that coverage information is written on: the drug order itself, or what the hook laid before us in its
   * place (a dispatched ServiceRequest, an Appointment or the ServiceRequest it is based on, CI-22).
   */
  readonly carrier: Obtained;
  /** Codings and text of the drug, from the order itself or from the Medication it refers to. */
  readonly concepts: readonly CodeableConcept[];
  /** The Medication resource when there is one at hand. */
  readonly medication?: Medication;
  /** `Medication/x` still to be read, when the drug is only a reference. */
  readonly unreadMedication?: string;
  readonly companions: readonly Companion[];
  readonly planned: PlannedDate;
  /** Where a dispatch or an appointment takes it; absent for drafts. */
  readonly destination?: Destination;
}

/** The drug orders of a call, and what was laid before us as one and is none. */
export interface FoundOrders {
  readonly orders: readonly Order[];
  readonly unusable: readonly UnusableEntry[];
}

/** An entry that could not be used as an order, and why; its decision says so. */
export interface UnusableEntry {
  /** Place in the Bundle, or in the list of dispatched orders. */
  readonly index: number;
  readonly reference?: string;
  readonly reason: string;
}
