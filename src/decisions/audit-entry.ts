/** Who did what with the records, and when: appended, never changed (CRD 2.2 found-38, CR-83). */

export interface AuditEntry {
  /** ISO instant */
  readonly at: string;
  /** `client:<id>`, `operator`, `operator:<account>` for the command line, `unverified` in a sandbox, `retention`. */
  readonly who: string;
  readonly what: AuditedAct;
  /** A hookInstance, a decision's id or a span of time; never a patient. */
  readonly target?: string | undefined;
  /** `200`, `found`, `not-found`, `12 calls, 14 decisions, 1 feedback`. */
  readonly outcome: string;
}

export type AuditedAct =
  'hook-call' | 'feedback' | 'decision-read' | 'report' | 'audit-read' | 'erase' | 'retention';
