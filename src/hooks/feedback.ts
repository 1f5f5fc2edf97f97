/** CDS Hooks feedback: what became of our cards. Unknown cards and repeated entries are fine (CH-72). */
import type { DecisionLog } from '../decisions/decision-log.js';
import type { FeedbackRecord } from '../decisions/feedback-record.js';
import { ServiceError } from '../errors.js';
import { compileCheck } from './schema/compile.js';
import { FEEDBACK_SCHEMA } from './schema/feedback.js';

export interface FeedbackEntry {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  readonly outcomeTimestamp: string;
  readonly acceptedSuggestions?: readonly { readonly id: string }[] | null;
  /** `userComment` is free text of a clinician: stored, never logged. */
  readonly overrideReason?: {
    readonly reason?: { readonly code: string; readonly system?: string | null } | null;
    readonly userComment?: string | null;
  } | null;
}

/** The criterion that a policy's exception stands for; undefined for a code that is none of ours. */
export type OverrideCriterion = (code: string, system: string | undefined) => string | undefined;

export interface FeedbackContext {
  readonly serviceId: string;
  readonly clientId?: string;
  readonly receivedAt: Date;
  readonly criterionOf: OverrideCriterion;
}

const check = compileCheck(FEEDBACK_SCHEMA, 'first');

/** @throws ServiceError 400 naming the first fault */
export function parseFeedback(body: unknown): readonly FeedbackEntry[] {
  const faults = check(body);
  if (faults.length > 0) throw new ServiceError('invalid-feedback', faults);
  return (body as { feedback: readonly FeedbackEntry[] }).feedback;
}

/**
 * Resolves when the feedback survives the end of this process: it may be answered then.
 *
 * @throws ServiceError 503 when it can be neither spooled nor stored; the client may send it again
 */
export async function keepFeedback(
  decisions: DecisionLog,
  entries: readonly FeedbackEntry[],
  context: FeedbackContext,
): Promise<void> {
  const { clientId, receivedAt } = context;
  const records = entries.map((entry) => toFeedbackRecord(entry, context));
  const who = clientId === undefined ? 'unverified' : `client:${clientId}`;
  try {
    await decisions.addFeedback(records, who, receivedAt.toISOString());
  } catch (cause) {
    throw new ServiceError('store-unreachable', [], { cause });
  }
}

/** The entry as it is kept. Reasons of an overridden card and suggestions of an accepted one alone mean something. */
function toFeedbackRecord(entry: FeedbackEntry, context: FeedbackContext): FeedbackRecord {
  const { card, outcome, outcomeTimestamp } = entry;
  const accepted = outcome === 'accepted' ? (entry.acceptedSuggestions ?? []) : [];
  const override = outcome === 'overridden' ? entry.overrideReason : undefined;
  const code = override?.reason?.code;
  const system = override?.reason?.system ?? undefined;
  const criterion = code === undefined ? undefined : context.criterionOf(code, system);
  const comment = override?.userComment ?? undefined;
  return {
    card,
    outcome,
    outcomeTimestamp: new Date(outcomeTimestamp).toISOString(),
    suggestions: accepted.map(({ id }) => id),
    ...(code !== undefined && { reason: code }),
    ...(system !== undefined && { reasonSystem: system }),
    ...(criterion !== undefined && { criterion }),
    ...(comment !== undefined && { userComment: comment }),
    serviceId: context.serviceId,
    ...(context.clientId !== undefined && { clientId: context.clientId }),
    receivedAt: context.receivedAt.toISOString(),
  };
}
