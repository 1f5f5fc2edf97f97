/** What a verified token has to claim (CH-82, CH-84, CH-86), and in which words a wrong claim is refused. */
import { errors, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { CallerRefused } from './refusal.js';

export interface ExpectedClaims {
  readonly issuer: string;
  /** Public addresses of what was called; `aud` has to hold one of them, or one that is registered for the client. */
  readonly audiences: readonly string[];
  readonly registeredAudiences: readonly string[];
  readonly now: Date;
  /** Seconds from `iat` to `exp`. */
  readonly maxLifetime: number;
}

/** Seconds by which the clocks of the client and of this service may differ. */
export const CLOCK_SKEW = 60;
/** Seconds that a lifetime may be over its maximum: clients read the clock for iat and for exp separately. */
const ROUNDING = 5;
/** Characters of a jti; each is kept until its token expires. */
const LONGEST_JTI = 255;

/** For `jwtVerify`, which looks at them once the signature is verified. */
export function claimOptions({
  issuer,
  audiences,
  registeredAudiences,
  now,
}: ExpectedClaims): JWTVerifyOptions {
  return {
    issuer,
    audience: [...audiences, ...registeredAudiences],
    requiredClaims: ['exp', 'iat', 'jti'],
    clockTolerance: CLOCK_SKEW,
    currentDate: now,
    // Only makes jose refuse an iat in the future; how old it may be follows from exp and the lifetime.
    maxTokenAge: Number.MAX_SAFE_INTEGER,
  };
}

/**
 * What `jwtVerify` leaves to be checked.
 * @throws CallerRefused
 */
export function checkRest(
  { exp = 0, iat = 0, jti }: JWTPayload,
  { maxLifetime }: ExpectedClaims,
): { readonly jti: string; readonly expiresAt: Date } {
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI)
    throw wrong(`jti has to be a string of 1 to ${LONGEST_JTI} characters.`);
  if (exp - iat > maxLifetime + ROUNDING)
    throw wrong(`exp is more than ${maxLifetime} seconds after iat, which is the most for this client.`);
  return { jti, expiresAt: new Date((exp + CLOCK_SKEW) * 1000) };
}

/** An error of `jwtVerify` in our own words; undefined when it is not about a claim. */
export function refusedClaim(error: unknown, expected: ExpectedClaims): CallerRefused | undefined {
  if (!(error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed))
    return undefined;
  const { claim, reason } = error;
  if (reason === 'missing') return wrong(`${claim} is missing.`);
  if (reason === 'invalid') return wrong(`${claim} has to be a number of seconds since 1970.`);
  switch (claim) {
    case 'exp':
      return new CallerRefused('expired', `exp has passed; the time here is ${expected.now.toISOString()}.`);
    case 'aud':
      return wrong(`aud has to be the address that was called: ${expected.audiences.join(' or ')}.`);
    case 'iat':
    case 'nbf':
      return wrong(`${claim} does not fit the time here, which is ${expected.now.toISOString()}.`);
    default:
      return wrong(`${claim} is wrong.`);
  }
}

function wrong(words: string): CallerRefused {
  return new CallerRefused('claim-wrong', words);
}
