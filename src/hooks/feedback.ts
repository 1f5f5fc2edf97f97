/** CDS Hooks feedback: what became of our cards. Unknown cards and repeated entries are fine (CH-72). */
import { ServiceError } from '../errors.js';
import { compileCheck } from './schema/compile.js';
import { FEEDBACK_SCHEMA } from './schema/feedback.js';

export interface FeedbackEntry {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly outcomeTimestamp: string;
  readonly acceptedSuggestions?: readonly { readonly id: string }[] | null;
  /** `userComment` is free text of a clinician: never logged. */
  readonly overrideReason?: {
    readonly reason?: { readonly code: string; readonly system?: string | null } | null;
    readonly userComment?: string | null;
  } | null;
}

const check = compileCheck(FEEDBACK_SCHEMA, 'first');

/** @throws ServiceError 400 naming each fault */
export function parseFeedback(body: unknown): readonly FeedbackEntry[] {
  const faults = check(body);
  if (faults.length > 0) throw new ServiceError('invalid-feedback', faults);
  return (body as { feedback: readonly FeedbackEntry[] }).feedback;
}
