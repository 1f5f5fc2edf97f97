/** What handlers tell the access log and the traces about a call. Nothing in it may name a patient. */
import type { Response } from 'express';
import type { ErrorCode } from '../errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface CallNotes {
  readonly route?: string;
  readonly hook?: string;
  readonly hookInstance?: string;
  /** The id under which the caller is registered. */
  readonly client?: string;
  /** Code of the failure the call ended with. */
  readonly code?: ErrorCode;
  /** How many orders came to which determination. */
  readonly determinations?: Readonly<Record<string, number>>;
  readonly traceId?: string;
}

export function notesOf(response: Response): CallNotes {
  return response.locals as CallNotes;
}

function note(response: Response, notes: CallNotes): void {
  Object.assign(response.locals, notes);
}

/** The pattern that was matched, such as `/decisions/:id`. */
export function noteRoute(response: Response, route: string): void {
  note(response, { route });
}

/** Only a UUID is logged: CDS Hooks asks for one, and anything else could be anything. */
export function noteHookInstance(response: Response, hookInstance: string): void {
  note(response, { hookInstance: UUID.test(hookInstance) ? hookInstance : '(not a UUID)' });
}

export function noteClient(response: Response, client: string): void {
  note(response, { client });
}

export function noteFailure(response: Response, code: ErrorCode): void {
  note(response, { code });
}

export function noteTrace(response: Response, traceId: string): void {
  note(response, { traceId });
}

export function noteDecisions(
  response: Response,
  records: readonly { readonly hook: string; readonly determination: string }[],
): void {
  const determinations: Record<string, number> = {};
  for (const { determination } of records)
    determinations[determination] = (determinations[determination] ?? 0) + 1;
  const hook = records[0]?.hook;
  note(response, { determinations, ...(hook !== undefined && { hook }) });
}
