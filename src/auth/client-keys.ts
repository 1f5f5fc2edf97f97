/** Which key a client's token is to be verified with: pinned ones, or those of an address the client has registered. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { ALGORITHMS } from './algorithms.js';
import { CallerRefused } from './refusal.js';
import type { RemoteKeys } from './remote-keys.js';

/** The header of a token whose signature is not verified yet. */
export interface TokenHeader {
  readonly alg: string;
  readonly kid: string;
  readonly jku?: string;
}

export type VerificationKey = Awaited<ReturnType<JWTVerifyGetKey>>;

/** @throws CallerRefused */
export type KeyLookup = (header: TokenHeader) => Promise<VerificationKey>;

export interface RegisteredKeys {
  /** Addresses, character by character as tokens name them. */
  readonly jku: readonly string[];
  readonly pinned?: JSONWebKeySet;
  readonly algorithms?: readonly string[];
}

export function keyLookup(registered: RegisteredKeys, remote: RemoteKeys): KeyLookup {
  const algorithms = new Set(registered.algorithms ?? ALGORITHMS);
  const pinned = registered.pinned && createLocalJWKSet(registered.pinned);
  const addresses = new Map(registered.jku.map((address) => [address, remote.at(address)]));
  return async (header) => {
    if (!algorithms.has(header.alg)) throw new CallerRefused('alg-not-registered');
    const keys = keySetFor(header.jku, addresses, pinned);
    try {
      return await keys({ alg: header.alg, kid: header.kid }, NO_TOKEN);
    } catch (error) {
      if (error instanceof CallerRefused) throw error;
      throw new CallerRefused(reasonOf(error), undefined, { cause: error });
    }
  };
}

/** jose hands the token to key look-ups; these go by the header alone. */
const NO_TOKEN = { payload: '', signature: '' };

/**
 * A client with pinned keys alone may send any jku: it is not looked at. A token without jku is from a client whose
 * keys were settled out of band (CH-85): the pinned ones, or those at the one address that is registered.
 */
function keySetFor(
  jku: string | undefined,
  addresses: ReadonlyMap<string, JWTVerifyGetKey>,
  pinned: JWTVerifyGetKey | undefined,
): JWTVerifyGetKey {
  const named = jku === undefined ? undefined : addresses.get(jku);
  if (named) return named;
  if (jku !== undefined && addresses.size > 0) throw new CallerRefused('jku-not-registered');
  if (pinned) return pinned;
  const [only, ...others] = addresses.values();
  if (!only || others.length > 0) throw new CallerRefused('jku-missing');
  return only;
}

function reasonOf(error: unknown): 'kid-unknown' | 'keys-unreachable' | 'keys-unusable' {
  if (error instanceof errors.JWKSNoMatchingKey) return 'kid-unknown';
  return error instanceof errors.JWKSTimeout ? 'keys-unreachable' : 'keys-unusable';
}
