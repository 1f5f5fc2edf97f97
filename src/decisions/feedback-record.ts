/** One entry of CDS Hooks feedback as it is kept (CH-70…CH-73). */

export interface FeedbackRecord {
  /** `card.uuid`; the card may be one nobody knows (CH-72). */
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  /** ISO instant in UTC: the same instant written in another zone is the same entry. */
  readonly outcomeTimestamp: string;
  /** Ids of the accepted suggestions. */
  readonly suggestions: readonly string[];
  /** Code of the override reason. */
  readonly reason?: string;
  readonly reasonSystem?: string;
  /** The criterion that stands behind the reason: the policy's exception of that code. */
  readonly criterion?: string;
  /** Free text of a clinician: may hold anything, is stored and never logged. */
  readonly userComment?: string;
  /** The service in the address, which need not be the one that made the card. */
  readonly serviceId: string;
  readonly clientId?: string;
  /** ISO instant */
  readonly receivedAt: string;
}
