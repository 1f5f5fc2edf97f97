/** Writes answers without Express's res.send(), which would compute an ETag and look the charset up each time. */
import type { ServerResponse } from 'node:http';
import type { ServiceError } from '../errors.js';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const HTML_TYPE = 'text/html; charset=utf-8';
export const FHIR_TYPE = 'application/fhir+json; charset=utf-8';

/** Sends text once; a response that is already on its way, or whose client has gone, is left alone. */
export function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

export function sendJson(response: ServerResponse, value: unknown): void {
  sendText(response, 200, JSON_TYPE, JSON.stringify(value));
}

/** Sends a failure as OperationOutcome. A body that was not read to its end cannot be followed by another request. */
export function sendFailure(response: ServerResponse, failure: ServiceError): void {
  if (!response.req.complete && !response.headersSent) response.setHeader('Connection', 'close');
  sendText(response, failure.status, FHIR_TYPE, JSON.stringify(failure.toOperationOutcome()));
}
