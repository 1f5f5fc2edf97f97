/** A token is good for one call; for clients that are registered so, the very same token again within a minute. */
import { createHash } from 'node:crypto';
import type { Client } from './client.js';
import { CallerRefused } from './refusal.js';
import type { ReplayGuard } from './replay-guard.js';

export interface UsedToken {
  readonly jti: string;
  /** The token's third part: tells a token from another one with the same jti. */
  readonly signature: string;
  /** Until when the token would be accepted. */
  readonly expiresAt: Date;
}

/** @throws CallerRefused `replayed`, or `replay-unchecked` when the guard fails: an unchecked token is not trusted */
export type SingleUse = (client: Client, token: UsedToken) => Promise<void>;

const REUSE_MS = 60_000;
/** Milliseconds the guard may take, unless told. */
const PATIENCE_MS = 1500;

export function singleUse(guard: ReplayGuard, now: () => Date, patienceMs = PATIENCE_MS): SingleUse {
  const inTurn = turnTaker();

  const claim = async (issuer: string, key: string, expiresAt: Date): Promise<boolean> => {
    try {
      return await settledWithin(patienceMs, guard.claimToken(issuer, key, expiresAt));
    } catch (cause) {
      throw new CallerRefused('replay-unchecked', undefined, { cause });
    }
  };

  /**
   * The first use leaves a second claim, of the token itself, that lasts a minute. A later use finds it by claiming it
   * for no time at all, so instances that share the store know of each other's first uses by the guard alone.
   */
  const reusable = async ({ issuer }: Client, { jti, signature, expiresAt }: UsedToken): Promise<boolean> => {
    const itself = `${jti} ${createHash('sha256').update(signature).digest('base64url')}`;
    const first = await claim(issuer, jti, expiresAt);
    const until = first ? now().getTime() + REUSE_MS : now().getTime();
    const unclaimed = await claim(issuer, itself, new Date(until));
    return first || !unclaimed;
  };

  return async (client, token) => {
    const fresh =
      client.tokenReuse === 'allow'
        ? await inTurn(`${client.issuer} ${token.jti}`, () => reusable(client, token))
        : await claim(client.issuer, token.jti, token.expiresAt);
    if (!fresh) throw new CallerRefused('replayed');
  };
}

/** Work under one key waits for the work before it: a client that reuses tokens may make two calls at once. */
function turnTaker(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}

async function settledWithin<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
