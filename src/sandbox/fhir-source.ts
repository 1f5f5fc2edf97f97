/**
 * A FHIR server the sandbox reads for its user: any base address, through the guarded network of the service itself. Failures become
 * errors that say what the person has to do.
 */
import { ServiceError, type ErrorCode } from '../errors.js';
import { deadline, within } from '../ehr/deadline.js';
import { failureOf } from '../ehr/failure.js';
import type { Send } from '../ehr/network.js';
import { getJson } from '../ehr/transport.js';
import { checkFhirServer, type ServerPolicy } from '../ehr/url.js';

export interface FhirSourceDeps {
  readonly send: Send;
  readonly policy: ServerPolicy;
  /** Milliseconds for one read. */
  readonly timeoutMs: number;
  /** Milliseconds for all reads of one source together. */
  readonly budgetMs: number;
  readonly maxBytes: number;
}

export type Json = Readonly<Record<string, unknown>>;

export interface FhirSource {
  /** Without trailing slash. */
  readonly base: string;
  /**
   * @param relative below the base, `Patient?name=x`, or a `next` link of the server
   * @throws ServiceError that tells the user what is wrong with the server
   */
  get(relative: string): Promise<Json>;
  /** Ends the time limit; nothing can be read afterwards. */
  close(): void;
}

/** @throws ServiceError `sandbox-server-refused` for an address that may not be asked */
export function openSource(server: string, token: string | undefined, deps: FhirSourceDeps): FhirSource {
  const checked = checkFhirServer(server, deps.policy);
  if ('refused' in checked)
    throw new ServiceError('sandbox-server-refused', [
      { expression: 'server', diagnostics: `${checked.refused}.` },
    ]);
  const { url: base } = checked;
  const { send, maxBytes, timeoutMs } = deps;
  const budget = deadline(deps.budgetMs, TOO_SLOW, undefined);

  return {
    base: base.href.replace(/\/$/, ''),
    close: () => budget.clear(),
    async get(relative) {
      const url = new URL(relative, base);
      // The token is for this server alone: a link to the next page must not lead to another.
      if (url.origin !== base.origin)
        throw new ServiceError('sandbox-server-refused', [
          { diagnostics: 'The answer led to another server.' },
        ]);
      try {
        const value = await within(timeoutMs, TOO_SLOW, budget.signal, (signal) =>
          getJson(url, { send, token, maxBytes, signal }),
        );
        return asResource(value);
      } catch (error) {
        throw error instanceof ServiceError ? error : explained(error);
      }
    },
  };
}

const TOO_SLOW = 'too slow';

function asResource(value: unknown): Json {
  const type = typeof value === 'object' && value !== null && (value as Json)['resourceType'];
  if (typeof type === 'string') return value as Json;
  throw new ServiceError('sandbox-no-fhir-server', [
    { diagnostics: 'Its answer is JSON, but no FHIR resource.' },
  ]);
}

function explained(error: unknown): ServiceError {
  const { status, message } = failureOf(error);
  if (message === TOO_SLOW) return new ServiceError('sandbox-server-slow');
  if (message === 'not JSON' || message === 'empty answer')
    return new ServiceError('sandbox-no-fhir-server', [{ diagnostics: `The answer was ${message}.` }]);
  if (status === undefined && message === 'network error')
    return new ServiceError('sandbox-server-unreachable');
  if (message === 'redirect refused')
    return new ServiceError('sandbox-server-failed', [
      { diagnostics: 'It sends the reader on to another address, which is not followed.' },
    ]);
  const code = status === undefined ? undefined : BY_STATUS[status];
  return new ServiceError(code ?? 'sandbox-server-failed', [{ diagnostics: `It answered: ${message}.` }]);
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'sandbox-token-refused',
  403: 'sandbox-access-refused',
  404: 'sandbox-not-on-server',
  410: 'sandbox-not-on-server',
};
