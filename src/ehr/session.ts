/** Reads from one EHR during one hook call, within the call's limits. Whatever goes wrong becomes an availability. */
import type { ReadRequest, ReadResult } from '../core/chart/chart.js';
import { createClient } from './client.js';
import { defaultLimits, type ReadLimits } from './limits.js';
import type { Send } from './network.js';
import { bareId } from './patient.js';
import type { ServerProfiles } from './profiles.js';
import { Reader, unavailable } from './reader.js';
import { checkFhirServer, type ServerPolicy } from './url.js';

export interface SessionOptions {
  readonly fhirServer: string | undefined;
  /** The call's fhirAuthorization; without one the server is asked without a token. */
  readonly authorization?: { readonly access_token: string } | undefined;
  readonly patientId: string;
  readonly limits?: Partial<ReadLimits> | undefined;
  /** Ends all reading, for instance because the caller has gone. */
  readonly signal?: AbortSignal | undefined;
  /** Which servers may be asked; https or loopback when absent. */
  readonly policy?: ServerPolicy | undefined;
  /** The way out, see network.ts. */
  readonly send: Send;
  /** What earlier calls learned of servers, and where this one leaves what it learns. */
  readonly profiles: ServerProfiles;
}

export interface EhrSession {
  /**
   * Reads everything in parallel, the result of a request at its place. Never rejects. A key is read once in a session.
   * `begun`: what the prefetch gave. Its answers are returned as they are, except that one of which only further pages
   * are missing is read on from its `next` link; what it could not give is read.
   */
  gather(requests: readonly ReadRequest[], begun?: readonly ReadResult[]): Promise<ReadResult[]>;
  /** Forgets the token and what was read (CH-31); then the server may be asked for its metadata, off the way of the answer. */
  close(): void;
}

export function openSession(options: SessionOptions): EhrSession {
  const limits = { ...defaultLimits, ...options.limits };
  const check = checkFhirServer(options.fhirServer, options.policy);
  if ('refused' in check) return closedSession(check.refused);
  const client = createClient({
    baseUrl: check.url,
    token: options.authorization?.access_token,
    maxBytes: limits.maxBytes,
    send: options.send,
  });
  const { profiles } = options;
  const reader = new Reader(client, bareId(options.patientId), limits, {
    profile: profiles.of(check.url),
    now: () => profiles.now(),
  });
  return {
    gather: (requests, begun = []) => reader.gather(requests, begun, options.signal),
    close: () => {
      reader.close();
      profiles.refresh(check.url);
    },
  };
}

/** With nothing to read from, whatever the prefetch gave stands, also its reason why it gave nothing. */
function closedSession(reason: string): EhrSession {
  return {
    gather: (requests, begun = []) =>
      Promise.resolve(
        requests.map(({ key }) => begun.find((one) => one.key === key) ?? unavailable(key, reason)),
      ),
    close: () => undefined,
  };
}
