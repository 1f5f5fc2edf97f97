/** What differs between the CRD versions: everything else of an answer is made once, in no version's words (VR-3). */
import type { Extension } from '../core/fhir.js';
import type { ErrorCode } from '../errors.js';
import type { CoverageAssertion } from './coverage-assertion.js';

export const CRD_VERSIONS = ['2.0', '2.2'] as const;
export type CrdVersion = (typeof CRD_VERSIONS)[number];

export interface CrdDialect {
  readonly version: CrdVersion;
  /** Where the version is served: empty, or such as `/crd/2.2` (VR-1). */
  readonly base: string;
  /** Code system of `source.topic` and of the configuration options. */
  readonly topicSystem: string;
  /** CH-41: 2.0 test kits read `systemActions: []`, 2.2 forbids it. */
  readonly sendsEmptyActions: boolean;
  /** How draft orders that are no usable FHIR are refused (contract, "Status codes"). */
  readonly unusableDraft: ErrorCode;
  /** Is a call for a coverage that is known to be somebody else's refused, or answered with nothing (CRD 2.2 hook-13)? */
  readonly refusesOtherPayers: boolean;
  /** The value of `davinci-crd.associated-resource` (CR-60). */
  associatedResource(references: readonly string[]): unknown;
  /** The coverage-information extension. `date` is the day of the assertion, `2025-10-01`. */
  coverageInformation(assertion: CoverageAssertion, id: string, date: string): Extension;
}
