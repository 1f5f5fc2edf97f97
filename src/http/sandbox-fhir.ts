/** The embedded FHIR server under an address of this service (sandbox mode, SANDBOX_FHIR=on). */
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../errors.js';
import type { FhirCall, FhirReply } from '../sandbox/fhir-api.js';
import { noteRoute } from './access-log.js';
import { readJson } from './body.js';
import { FHIR_TYPE, sendText } from './reply.js';

export interface SandboxFhirDeps {
  readonly api: { answer(call: FhirCall): FhirReply };
  /** Where it is mounted, as clients see it: `https://cds.example.org/sandbox/fhir`. */
  readonly base: string;
  readonly bodyLimit: number;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);

export function sandboxFhir({ api, base, bodyLimit }: SandboxFhirDeps): RequestHandler {
  return async (request: Request, response: Response) => {
    noteRoute(response, '/sandbox/fhir');
    if (!METHODS.has(request.method)) throw new ServiceError('method-not-allowed');
    const { pathname, searchParams } = new URL(request.url, base);
    const hasBody = request.method === 'POST' || request.method === 'PUT';
    const body = hasBody ? (await readJson(request, bodyLimit)).rawText : '';
    const { status, answer, location } = api.answer({
      method: request.method === 'HEAD' ? 'GET' : request.method,
      path: pathname.replace(/^\/+|\/+$/g, ''),
      query: searchParams,
      body,
      base,
    });
    if (location !== undefined) response.setHeader('Location', `${base}/${location}`);
    sendText(response, status, FHIR_TYPE, answer === undefined ? '' : JSON.stringify(answer));
  };
}
