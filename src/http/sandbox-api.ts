/** The API of the sandbox page: what an EHR and a FHIR client would do for it (sandbox mode only). */
import type { RequestHandler } from 'express';
import { ServiceError } from '../errors.js';
import type { SandboxConsole } from '../sandbox/console.js';
import type { BodyMemory } from './body-memory.js';
import { readJson } from './body.js';
import { sendJson } from './reply.js';
import { readCall, readCaseRequest, readCoverageWish, readPatientQuery } from './sandbox-api-schema.js';
import type { Route } from './url-table.js';

export interface SandboxApiDeps {
  readonly sandbox: SandboxConsole;
  readonly bodyLimit: number;
  readonly bodies: BodyMemory;
  readonly publicUrl: string;
}

export function sandboxApi(deps: SandboxApiDeps): readonly Route[] {
  const { sandbox, bodyLimit, bodies } = deps;
  const ownPageOnly = onlyFor(new URL(deps.publicUrl).host);
  const get = (path: string, answer: (query: URLSearchParams) => unknown): Route => ({
    method: 'get',
    path: `/sandbox/api/${path}`,
    handler: ownPageOnly(async (request, response) => {
      const { searchParams } = new URL(request.url, 'http://sandbox');
      sendJson(response, await answer(searchParams));
    }),
  });
  const post = (path: string, answer: (body: unknown) => Promise<unknown>): Route => ({
    method: 'post',
    path: `/sandbox/api/${path}`,
    handler: ownPageOnly(async (request, response) => {
      const { body } = await readJson(request, bodyLimit, bodies.roomFor(response));
      sendJson(response, await answer(body));
    }),
  });
  return [
    get('catalog', () => sandbox.catalog()),
    get('drugs', (query) => ({ drugs: sandbox.drugs(query.get('q') ?? '') })),
    get('gallery', () => sandbox.gallery()),
    post('patients', (body) => {
      const { server, token, query, count } = readPatientQuery(body);
      return sandbox.patients({ server, token }, { query, count });
    }),
    post('call', (body) => sandbox.call(readCall(body))),
    post('coverage', (body) => {
      const { server, token, reference } = readCoverageWish(body);
      return sandbox.coverage({ server, token }, reference);
    }),
    post('cases', (body) => sandbox.makeCase(readCaseRequest(body))),
    post('replay', (body) => sandbox.replay(body)),
  ];
}

/**
 * Another site's page must not read FHIR servers through this machine: the API asks whatever address it is given.
 * Programs that are no browsers send no Origin.
 */
function onlyFor(publicHost: string): (handler: RequestHandler) => RequestHandler {
  return (handler) => (request, response, next) => {
    const { origin, host } = request.headers;
    const from = origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined;
    if (origin !== undefined && (from === undefined || (from !== host && from !== publicHost)))
      throw new ServiceError('sandbox-other-page');
    return handler(request, response, next);
  };
}
