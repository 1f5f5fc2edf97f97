/** What a scenario is: the order that is about to be signed, the chart behind it, and what the service has to say. */
import type { FhirResource, MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import type { CriterionStatus, Determination } from '../../../src/core/decision.js';

/** One card about one order. */
export interface ExpectedCard {
  readonly indicator: 'info' | 'warning' | 'critical';
  /** Words the summary or the detail must contain, whatever else they say. */
  readonly says?: readonly RegExp[];
  readonly suggestions?: 'some' | 'none';
  /** No suggestion may be for such a site. */
  readonly neverOffers?: RegExp;
}

/** The answer for one order. */
export interface ExpectedDecision {
  readonly determination: Determination;
  readonly criteria: Readonly<Record<string, CriterionStatus>>;
  /** All of them, in any order. */
  readonly nonQualifying?: readonly string[];
  /** Empty: silence. */
  readonly cards: readonly ExpectedCard[];
  readonly coverageInformation: boolean;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** What an implementation gets wrong easily. */
  readonly trap: string;
  readonly draft: readonly (MedicationRequest | ServiceRequest)[];
  /** What the EHR holds: patient, coverage, places, history. */
  readonly chart: readonly FhirResource[];
  readonly encounterId?: string;
  /** By the order's reference. */
  readonly expected: Readonly<Record<string, ExpectedDecision>>;
}

/** The day every scenario is evaluated on, and the instant the app's clock stands at. */
export const EVALUATED_AT = '2025-10-01T12:00:00Z';
/** The day the drug is to be given. */
export const PLANNED = '2025-10-08';
