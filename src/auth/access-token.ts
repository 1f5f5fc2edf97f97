/** Access tokens of SMART Backend Services: given out for a client's signed assertion, good for a few minutes and for some scopes. */
import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import type { CrdVersion } from './client.js';
import { CallerRefused } from './refusal.js';
import type { VerifyCaller } from './verify-caller.js';

/** What a token says of its bearer. */
export interface Bearer {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly versions: readonly CrdVersion[];
  readonly rateLimit?: number;
}

export interface AccessTokenDeps {
  /** Shared by all instances, known to nobody else. */
  readonly secret: () => Uint8Array;
  readonly now: () => Date;
  /** Where tokens are given out, and what they are good for. */
  readonly issuer: string;
}

/** SMART advises five minutes at most. */
export const TOKEN_SECONDS = 300;
const ALG = 'HS256';

export class AccessTokens {
  readonly #deps: AccessTokenDeps;

  constructor(deps: AccessTokenDeps) {
    this.#deps = deps;
  }

  async issue({ clientId, scopes, versions, rateLimit }: Bearer): Promise<string> {
    const { issuer, now, secret } = this.#deps;
    const at = Math.floor(now().getTime() / 1000);
    return new SignJWT({
      scope: scopes.join(' '),
      versions,
      ...(rateLimit !== undefined && { rateLimit }),
    })
      .setProtectedHeader({ alg: ALG, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience(issuer)
      .setSubject(clientId)
      .setIssuedAt(at)
      .setExpirationTime(at + TOKEN_SECONDS)
      .sign(secret());
  }

  /** @throws CallerRefused for a token that is not one of ours, or has expired */
  async read(token: string): Promise<Bearer> {
    const { issuer, now, secret } = this.#deps;
    try {
      const { payload } = await jwtVerify(token, secret(), {
        algorithms: [ALG],
        typ: 'at+jwt',
        issuer,
        audience: issuer,
        currentDate: now(),
        requiredClaims: ['exp', 'sub', 'scope'],
      });
      const {
        sub = '',
        scope,
        versions,
        rateLimit,
      } = payload as typeof payload & {
        readonly scope: string;
        readonly versions: readonly CrdVersion[];
        readonly rateLimit?: number;
      };
      return {
        clientId: sub,
        scopes: scope.split(' '),
        versions,
        ...(rateLimit !== undefined && { rateLimit }),
      };
    } catch (error) {
      const isExpired = (error as { code?: unknown }).code === 'ERR_JWT_EXPIRED';
      throw new CallerRefused(isExpired ? 'expired' : 'signature-wrong', undefined, { cause: error });
    }
  }
}

/**
 * The client that signed an assertion (SMART Backend Services; RFC 7523): iss and sub are the client, aud is the token endpoint.
 *
 * @throws CallerRefused
 */
export async function clientOfAssertion(assertion: string, verify: VerifyCaller, tokenUrl: string) {
  const { client } = await verify(assertion, [tokenUrl]);
  const { sub, iss } = decodeJwt(assertion);
  if (sub !== iss)
    throw new CallerRefused('claim-wrong', 'sub has to be the client, as iss is.', { clientId: client.id });
  return client;
}
