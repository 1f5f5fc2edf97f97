/** The words of coverage: payers, what a Coverage amounts to, and gate S.LOB for one order. */
import type { Evidence } from '../evidence.js';
import type { Truth } from '../truth.js';
import type { Coverage } from '../fhir.js';

/** The payer a coverage was found to belong to, and the policy that governs its site-of-care drugs. */
export interface PayerKnowledge {
  readonly id: string;
  readonly name: string;
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  readonly phone?: string;
  /** Whom to ask about the site of care, when that is somebody else than the payer's general line. */
  readonly contact?: PayerContact;
  readonly lineOfBusiness: string;
  readonly state: string;
  readonly planIds: readonly string[];
  readonly policyId: string;
  /** Canonical id of the network Organization in the directory. */
  readonly network: string;
  readonly maxDistanceMiles: number;
  /** Certification name → directory organisations that hold it. */
  readonly facilityCertifications: Readonly<Record<string, readonly string[]>>;
  readonly specialtyPharmacyCannotSupply: readonly string[];
  /** ZIP code → [latitude, longitude] in degrees. */
  readonly zipCentroids: Readonly<Record<string, readonly [number, number]>>;
}

export interface PayerContact {
  readonly name?: string;
  readonly telecom: readonly { readonly system: 'phone' | 'fax' | 'email' | 'url'; readonly value: string }[];
}

export type CoverageStatus =
  /** our payer, the right line of business, active on the planned date */
  | 'applies'
  /** no Coverage exists and ASSUME_COVERAGE=on lets the demo payer stand in */
  | 'assumed'
  | 'other-line-of-business'
  | 'other-payer'
  | 'ended'
  | 'not-started'
  /** looked, and there is no Coverage */
  | 'none'
  /** could not be read */
  | 'unavailable'
  /** readable, but it cannot be told whose it is */
  | 'unknown';

/** S.LOB for one order: which payer and policy apply, and why. */
export interface CoverageResult {
  readonly status: CoverageStatus;
  readonly truth: Truth;
  /** The client's own Coverage, which coverage-information must reference. */
  readonly coverage?: Coverage;
  /** `Coverage/c1` */
  readonly reference?: string;
  readonly payer?: PayerKnowledge;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly assumptions: readonly string[];
}
