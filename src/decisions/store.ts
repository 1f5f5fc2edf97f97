/**
 * Where decisions, calls, feedback and the audit stay: SQLite (embedded) or PostgreSQL (several instances), see sql/. Methods reject
 * when the store cannot be reached, each within a time limit of its own.
 */
import type { AuditEntry } from './audit-entry.js';
import type { DecisionRecord } from './record.js';
import type { ReportRows } from './report-rows.js';

/** From the first instant (inclusive) to the second (exclusive), ISO; open where absent. */
export interface Span {
  readonly from?: string;
  readonly to?: string;
}

export interface Erased {
  readonly calls: number;
  readonly decisions: number;
  readonly feedback: number;
}

/** An entry and what tells it from all others. */
export interface AuditRow {
  readonly key: string;
  readonly entry: AuditEntry;
}

/** What is older than these ISO instants is deleted; what has none is kept. */
export interface RetentionLimits {
  /** Calls, decisions, cards and feedback. */
  readonly records?: string;
  readonly audit?: string;
}

/** A token that is used up, for as long as it could be used again. */
export interface TokenClaim {
  readonly issuer: string;
  readonly jti: string;
  readonly expiresAt: Date;
}

export interface DecisionStore {
  /**
   * Stores all of them or, when it rejects, none. An entry that is stored already is left alone, so a batch may be repeated.
   *
   * @param lines entries as encodeEntry writes them
   */
  save(lines: readonly string[]): Promise<void>;

  /** The latest record with this coverage-assertion-id. */
  byId(id: string): Promise<DecisionRecord | undefined>;
  /** In the order they were made; empty when there is none. */
  byHookInstance(hookInstance: string): Promise<readonly DecisionRecord[]>;
  /** Those of the ids that are coverage-assertion-ids of stored decisions. */
  knownIds(ids: readonly string[]): Promise<ReadonlySet<string>>;

  /** True exactly once per issuer and jti until it has expired, over all processes that share the store. */
  claimToken(issuer: string, jti: string, expiresAt: Date): Promise<boolean>;
  /** As `claimToken`, for several at once; in their order. */
  claimTokens(claims: readonly TokenClaim[]): Promise<readonly boolean[]>;

  /** Counts for the report: nothing in them names a patient. */
  report(span: Span): Promise<ReportRows>;
  /**
   * Oldest first.
   *
   * @param after the last one of the page before
   */
  audit(span: Span, limit: number, after?: AuditRow): Promise<readonly AuditRow[]>;

  /** Deletes some of what is too old, and expired tokens; resolves to the number of rows, 0 when nothing is left. */
  deleteBefore(limits: RetentionLimits): Promise<number>;

  /** The FHIR servers of the calls about a patient; null stands for calls that named none. */
  serversOf(patient: string): Promise<readonly (string | null)[]>;
  /**
   * Erases calls, cards, decisions and feedback of a patient, and remembers the keyed hash, so that what arrives later from that time
   * (a spool found afterwards) goes when `applyErasures` runs.
   *
   * @param patient keyed hash (patient-key.ts)
   * @param before ISO instant: calls that came later are not erased
   * @param fhirServer null for calls that named none; every server when absent
   */
  erasePatient(patient: string, before: string, fhirServer?: string | null): Promise<Erased>;
  applyErasures(): Promise<Erased>;

  /** The key for the patients' hashes that the database made for itself. */
  patientKey(): Promise<string>;
  /**
   * Remembers which configured key is used for the patients' hashes.
   *
   * @param print see keyPrint; absent when none is configured
   * @returns false when the records were made with another one
   */
  claimKey(print: string | undefined): Promise<boolean>;

  /** Rejects when the store cannot be written. */
  check(): Promise<void>;
  close(): Promise<void>;
}
