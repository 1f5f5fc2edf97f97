/** Answers what never becomes a call: a request that is no HTTP, too long in its head, or too slow to arrive. */
import type { Socket } from 'node:net';
import { ServiceError, type ErrorCode } from '../errors.js';

const REASONS = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
} as const;

/** The codes are node:http's, see "Event: 'clientError'". */
export function refusalOf({ code = '' }: NodeJS.ErrnoException): ErrorCode | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  return code.startsWith('HPE_') ? 'malformed-request' : undefined;
}

/** Writes the failure by hand, because there is no response object to write it with, and ends the connection. */
export function refuse(socket: Socket, code: ErrorCode): void {
  const failure = new ServiceError(code);
  const body = JSON.stringify(failure.toOperationOutcome());
  const reason = REASONS[failure.status as keyof typeof REASONS] ?? '';
  socket.write(
    [
      `HTTP/1.1 ${failure.status} ${reason}`,
      'Content-Type: application/fhir+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  socket.destroySoon();
}
