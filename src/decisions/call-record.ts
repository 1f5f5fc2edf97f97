/** One hook call as it is kept: who asked, when, what came of it, and which cards were shown (CRD 2.2 found-37, CR-83, CR-86). */
import type { DecisionRecord } from './record.js';

/** Holds no name, no identifier of the patient and no token. */
export interface CallRecord {
  readonly hookInstance: string;
  readonly hook: string;
  readonly serviceId: string;
  readonly crdVersion: DecisionRecord['crdVersion'];
  /** The registered client; absent when the caller was not verified (sandbox). */
  readonly clientId?: string | undefined;
  /** Keyed hash of the patient's id (patient-key.ts): what makes erasure by patient possible. Absent when unknown. */
  readonly patient?: string | undefined;
  /** Base URL the call named: a patient's id means something on its own server only. */
  readonly fhirServer?: string | undefined;
  /** ISO instant */
  readonly receivedAt: string;
  /** Milliseconds from the arrival of the call to its answer, with decimals. */
  readonly ms: number;
  /** HTTP status of the answer. */
  readonly status: number;
  /** Cards and system actions of the answer. */
  readonly cards: number;
  readonly actions: number;
  /** True for a client in silent mode: evaluated and recorded, nothing shown. */
  readonly silentMode?: boolean | undefined;
  /** CRDMetricData (CR-86), kept as it is. */
  readonly metric?: unknown;
  readonly served: readonly ServedCard[];
}

/** A card that was shown, so that feedback on it leads to the decisions and criteria behind it (CH-70). */
export interface ServedCard {
  /** `card.uuid` */
  readonly card: string;
  /** `suggestion.uuid` */
  readonly suggestions: readonly string[];
  /** Ids of the decision records it was made from. */
  readonly decisions: readonly string[];
  /** The template it was made with, such as `not-met`. */
  readonly template: string;
  /** Ids of the criteria the card speaks of. */
  readonly criteria: readonly string[];
}
