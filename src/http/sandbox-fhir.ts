/** The embedded FHIR server under an address of this service (sandbox mode; SANDBOX_FHIR=off takes it away). */
import type { Request, RequestHandler, Response } from 'express';
import { ServiceError } from '../errors.js';
import type { FhirCall, FhirReply } from '../sandbox/fhir-api.js';
import { noteRoute } from './call-notes.js';
import type { BodyMemory } from './body-memory.js';
import { readJson } from './body.js';
import { answerPreflight } from './cors.js';
import { FHIR_TYPE, sendText } from './reply.js';

export interface SandboxFhirDeps {
  readonly api: { answer(call: FhirCall): FhirReply };
  /** Where it is mounted, as clients see it: `https://cds.example.org/sandbox/fhir`. */
  readonly base: string;
  readonly bodyLimit: number;
  readonly bodies: BodyMemory;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);

export function sandboxFhir({ api, base, bodyLimit, bodies }: SandboxFhirDeps): RequestHandler {
  return async (request: Request, response: Response) => {
    noteRoute(response, '/sandbox/fhir');
    if (request.method === 'OPTIONS') {
      answerPreflight(response, [...METHODS, 'OPTIONS'].join(', '));
      return;
    }
    if (!METHODS.has(request.method)) throw new ServiceError('method-not-allowed');
    const { pathname, searchParams } = new URL(request.url, base);
    const hasBody = request.method === 'POST' || request.method === 'PUT';
    const body = hasBody ? (await readJson(request, bodyLimit, bodies.roomFor(response))).rawText : '';
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
