/** A terminology server and RxNav in one: answers as the test tells it, and remembers what it was asked. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeServer {
  readonly url: string;
  /** Path and query of every request. */
  readonly asked: string[];
  /** What the next requests get: a JSON value, a status, or a handler of its own. */
  answer(how: unknown): void;
  close(): Promise<void>;
}

export async function startFakeServer(): Promise<FakeServer> {
  const asked: string[] = [];
  let how: unknown = {};
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (typeof how === 'function')
      return (how as (response: ServerResponse, url: string) => void)(response, request.url ?? '');
    if (typeof how === 'number') return response.writeHead(how).end('<html>');
    response
      .writeHead(200, { 'content-type': 'application/fhir+json' })
      .end(typeof how === 'string' ? how : JSON.stringify(how));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (next) => {
      how = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What `$translate` answers (FHIR R4). */
export function translation(...codes: readonly string[]): unknown {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: codes.length > 0 },
      ...codes.map((code) => ({
        name: 'match',
        part: [
          { name: 'equivalence', valueCode: 'relatedto' },
          {
            name: 'concept',
            valueCoding: { system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code },
          },
        ],
      })),
    ],
  };
}

/** What RxNav's historystatus answers. */
export function history({
  remapped,
  ingredients,
}: {
  remapped?: string;
  ingredients?: readonly string[];
}): unknown {
  return {
    rxcuiStatusHistory: {
      metaData: { status: remapped === undefined ? 'Active' : 'Remapped' },
      derivedConcepts: {
        ...(remapped !== undefined && {
          remappedConcept: [{ remappedRxCui: remapped, remappedActive: 'YES' }],
        }),
        ...(ingredients && {
          ingredientConcept: ingredients.map((ingredientRxcui) => ({ ingredientRxcui })),
        }),
      },
    },
  };
}
