/** The token of a call's Authorization header (RFC 6750 §2.1), and what it says of itself before anything is verified. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ALGORITHMS } from './algorithms.js';
import type { TokenHeader } from './client-keys.js';
import { CallerRefused, type RefusalReason } from './refusal.js';

/** Characters of a token; a CDS Hooks token has less than one thousand. */
const LONGEST_TOKEN = 16_384;
const BEARER = /^bearer +([^\s]+) *$/i;

/**
 * @param rawHeaders names and values by turns, as node:http received them: it would drop a second Authorization silently
 * @returns undefined when there is no such header
 * @throws CallerRefused
 */
export function bearerToken(rawHeaders: readonly string[]): string | undefined {
  const sent = rawHeaders.filter(
    (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'authorization',
  );
  const [value] = sent;
  if (value === undefined) return undefined;
  if (sent.length > 1) throw new CallerRefused('two-tokens');
  const token = BEARER.exec(value)?.[1];
  if (token === undefined) throw new CallerRefused('not-bearer');
  return token;
}

/** What a token claims; good for finding the client and the key, and for nothing else. */
export interface UnverifiedToken {
  readonly header: TokenHeader;
  readonly issuer: string;
  readonly tenant: string | undefined;
}

/** @throws CallerRefused when a part of the token is missing or of the wrong kind (CH-82, CH-83) */
export function readToken(token: string): UnverifiedToken {
  if (token.length > LONGEST_TOKEN) throw new CallerRefused('too-large');
  const { header, claims } = decoded(token);
  const { alg, typ, kid, jku } = header;
  const { iss, tenant } = claims;
  // The algorithm first: a symmetric one must never get as far as a key.
  if (typeof alg !== 'string' || !ALGORITHMS.includes(alg)) throw new CallerRefused('alg-refused');
  if (typeof typ !== 'string' || !/^(?:application\/)?jwt$/i.test(typ)) throw new CallerRefused('typ-wrong');
  return {
    header: { alg, kid: text(kid, 'kid-missing'), ...(isGiven(jku) && { jku: text(jku, 'jku-wrong') }) },
    issuer: text(iss, 'iss-missing'),
    tenant: isGiven(tenant) ? text(tenant, 'tenant-wrong') : undefined,
  };
}

type Members = Readonly<Record<string, unknown>>;

function decoded(token: string): { readonly header: Members; readonly claims: Members } {
  try {
    return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) };
  } catch (cause) {
    throw new CallerRefused('not-a-jwt', undefined, { cause });
  }
}

/** Libraries write a member they have no value for as null. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function text(value: unknown, otherwise: RefusalReason): string {
  if (typeof value !== 'string' || value === '') throw new CallerRefused(otherwise);
  return value;
}
