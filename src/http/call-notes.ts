/** What handlers tell the access log and the traces about a call. Nothing in it may name a patient. */
import type { Response } from 'express';
import type { ErrorCode } from '../errors.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Notes {
  route?: string;
  hook?: string;
  hookInstance?: string;
  /** The id under which the caller is registered. */
  client?: string;
  /** Code of the failure the call ended with. */
  code?: ErrorCode;
  /** How many orders came to which determination. */
  determinations?: Readonly<Record<string, number>>;
  traceId?: string;
}

export type CallNotes = Readonly<Notes>;

export function notesOf(response: Response): CallNotes {
  return notes(response);
}

function notes(response: Response): Notes {
  return response.locals as Notes;
}

/** The pattern that was matched, such as `/decisions/:id`. */
export function noteRoute(response: Response, route: string): void {
  notes(response).route = route;
}

/** Only a UUID is logged: CDS Hooks asks for one, and anything else could be anything. */
export function noteHookInstance(response: Response, hookInstance: string): void {
  notes(response).hookInstance = UUID.test(hookInstance) ? hookInstance : '(not a UUID)';
}

export function noteClient(response: Response, client: string): void {
  notes(response).client = client;
}

export function noteFailure(response: Response, code: ErrorCode): void {
  notes(response).code = code;
}

export function noteTrace(response: Response, traceId: string): void {
  notes(response).traceId = traceId;
}

export function noteDecisions(
  response: Response,
  records: readonly { readonly hook: string; readonly determination: string }[],
): void {
  const determinations: Record<string, number> = {};
  for (const { determination } of records)
    determinations[determination] = (determinations[determination] ?? 0) + 1;
  const hook = records[0]?.hook;
  const noted = notes(response);
  noted.determinations = determinations;
  if (hook !== undefined) noted.hook = hook;
}
