/** A JSON Web Key Set looked at before it is trusted: public keys only, each of them usable for a signature. */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import { algorithmsOf } from './algorithms.js';

/** What is wrong with a key set, or with one of its keys; never quotes a key. */
export interface KeyFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Jwk = JsonWebKey & {
  readonly kid?: unknown;
  readonly alg?: unknown;
  readonly use?: unknown;
  readonly key_ops?: unknown;
};

/** Members of a private key in any key type (RFC 7518 §6, RFC 8037), and of a symmetric one. */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv', 'k'];
/** RFC 7518 §3.3 */
const LEAST_RSA_BITS = 2048;

export function isKeySet(value: unknown): value is JSONWebKeySet {
  if (!isRecord(value) || !Array.isArray(value['keys'])) return false;
  return value['keys'].length > 0 && value['keys'].every(isRecord);
}

/**
 * A set that holds a private or a symmetric key is not to be used at all: whoever can read it can sign with it.
 * @returns the first such key's fault
 */
export function secretIn({ keys }: JSONWebKeySet): KeyFault | undefined {
  const at = keys.findIndex(isSecret);
  if (at < 0) return undefined;
  const symmetric = keys[at]?.kty === 'oct';
  return {
    path: ['keys', at],
    message: symmetric
      ? 'is a symmetric key, with which anyone who reads it can sign; register a public key'
      : 'is a private key, with which anyone who reads it can sign; register its public part, and replace the key',
  };
}

/** Why single keys could never verify a token; those are of no harm to the others. */
export function unusableIn({ keys }: JSONWebKeySet): readonly KeyFault[] {
  const seen = new Set<unknown>();
  return keys.flatMap((key, at) => {
    const jwk = key as Jwk;
    const message = seen.has(jwk.kid) ? 'has the kid of another key' : faultOf(jwk);
    seen.add(jwk.kid);
    return message === undefined ? [] : [{ path: ['keys', at], message }];
  });
}

function faultOf(jwk: Jwk): string | undefined {
  if (isSecret(jwk)) return undefined;
  if (typeof jwk.kid !== 'string' || jwk.kid === '') return 'has no kid, so no token can name it';
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'is not for signatures (use)';
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify')))
    return 'is not for verifying (key_ops)';
  if (algorithmsOf(jwk).length === 0) return 'is of a key type, curve or algorithm that is not supported';
  const bits = modulusLength(jwk);
  if (bits === undefined) return 'is not a valid key';
  return bits < LEAST_RSA_BITS ? `is an RSA key of less than ${LEAST_RSA_BITS} bits` : undefined;
}

/** Infinity for a key that has none; undefined for no key. */
function modulusLength(jwk: Jwk): number | undefined {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return key.asymmetricKeyDetails?.modulusLength ?? Infinity;
  } catch {
    return undefined;
  }
}

function isSecret(jwk: object): boolean {
  return SECRET_MEMBERS.some((member) => Object.hasOwn(jwk, member)) || (jwk as Jwk).kty === 'oct';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
