/** The FHIR server the end-to-end cases run against: the one of `npm run test:fhir`, else the embedded one. */
import { startFhirServer } from '../support/fhir-server.js';

export interface AnyServer {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly token: string | undefined;
  readonly isEmbedded: boolean;
  /** @throws Error with the status and the beginning of the answer when the server refuses */
  send(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

const PATIENCE = 60_000;

export async function anyServer(): Promise<AnyServer> {
  const given = process.env['FHIR_SERVER']?.replace(/\/+$/, '');
  const embedded = given === undefined ? await startFhirServer({ token: 'embedded' }) : undefined;
  const url = embedded?.url ?? given ?? '';
  const token = embedded ? 'embedded' : process.env['FHIR_TOKEN'];
  return {
    url,
    token,
    isEmbedded: embedded !== undefined,
    async send(method, path, body) {
      const response = await fetch(path === '' ? url : `${url}/${path}`, {
        method,
        headers: {
          accept: 'application/fhir+json',
          ...(body && { 'content-type': 'application/fhir+json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
    close: async () => embedded?.close(),
  };
}
