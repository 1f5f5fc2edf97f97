/** The key set at a registered address: fetched when needed, kept for a while, fetched once more for a kid it does not have. */
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { isKeySet, secretIn } from './jwks.js';
import { CallerRefused } from './refusal.js';

/**
 * Gets the JSON at an address, with a limit of its size, without redirects, and never from a private network unless
 * that is allowed. Rejects otherwise, with an Error whose message says why in a few words that may be logged.
 */
export type FetchJson = (url: URL, signal: AbortSignal) => Promise<unknown>;

export interface RemoteKeyOptions {
  /** Milliseconds for one fetch; it is part of a call's time. */
  readonly timeoutMs: number;
  /** Milliseconds after which fetched keys are fetched again. */
  readonly maxAgeMs: number;
  /** Least milliseconds between two fetches, whatever tokens ask for: made-up kids must not flood the key server. */
  readonly leastIntervalMs: number;
}

export const defaultRemoteKeyOptions: RemoteKeyOptions = {
  timeoutMs: 2000,
  maxAgeMs: 600_000,
  leastIntervalMs: 10_000,
};

/** One look-up per address, shared by all clients that use it. */
export class RemoteKeys {
  readonly #byAddress = new Map<string, JWTVerifyGetKey>();
  readonly #fetchJson: FetchJson;
  readonly #options: RemoteKeyOptions;

  constructor(fetchJson: FetchJson, options: RemoteKeyOptions = defaultRemoteKeyOptions) {
    this.#fetchJson = fetchJson;
    this.#options = options;
  }

  /** @throws CallerRefused when the keys cannot be had; an error of jose when none of them fits */
  at(address: string): JWTVerifyGetKey {
    const known = this.#byAddress.get(address);
    if (known) return known;
    const { timeoutMs, maxAgeMs, leastIntervalMs } = this.#options;
    const keys = createRemoteJWKSet(new URL(address), {
      timeoutDuration: timeoutMs,
      cacheMaxAge: maxAgeMs,
      cooldownDuration: leastIntervalMs,
      [customFetch]: patiently(leastIntervalMs, (url, { signal }) => this.#fetch(new URL(url), signal)),
    });
    this.#byAddress.set(address, keys);
    return keys;
  }

  async #fetch(url: URL, signal: AbortSignal): Promise<Response> {
    const set = await this.#fetchJson(url, signal).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : 'unknown';
      throw new CallerRefused('keys-unreachable', `The client's keys could not be fetched: ${why}.`, {
        cause,
      });
    });
    if (!isKeySet(set) || secretIn(set)) throw new CallerRefused('keys-unusable');
    return Response.json(set);
  }
}

type Fetch = (url: string, options: { readonly signal: AbortSignal }) => Promise<Response>;

/** After a failure the same failure again until the interval is over; jose itself waits only after a success. */
function patiently(intervalMs: number, fetch: Fetch): Fetch {
  let failure: { readonly at: number; readonly error: unknown } | undefined;
  return async (url, options) => {
    if (failure && performance.now() < failure.at + intervalMs) throw failure.error;
    try {
      return await fetch(url, options);
    } catch (error) {
      failure = { at: performance.now(), error };
      throw error;
    }
  };
}
