/** The call as a command line. The token is never in it. */
import type { HookRequest } from '../api/sandbox.js';

const MARKER = '<put the token here>';

/** The request as it may be shown. */
export function withoutToken(request: HookRequest): HookRequest {
  if (!request.fhirAuthorization) return request;
  return { ...request, fhirAuthorization: { ...request.fhirAuthorization, access_token: MARKER } };
}

/** @param origin `http://127.0.0.1:3000` */
export function asCurl(origin: string, endpoint: string, request: HookRequest): string {
  // Within a quoted here-document nothing is expanded; JSON has no line that could end it early.
  const body = JSON.stringify(withoutToken(request), null, 1);
  return `curl -s -X POST '${origin}${endpoint}' -H 'Content-Type: application/json' --data-binary @- <<'CALL'\n${body}\nCALL\n`;
}
