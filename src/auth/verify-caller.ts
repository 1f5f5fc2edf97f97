/** From a call's token to the client that made the call, or a refusal (CDS Hooks, "Trusting CDS Clients"). */
import { errors, jwtVerify } from 'jose';
import { readToken } from './bearer-token.js';
import { checkRest, claimOptions, refusedClaim, type ExpectedClaims } from './claims.js';
import type { VerificationKey } from './client-keys.js';
import type { Caller, Client } from './client.js';
import type { ClientRegistry } from './client-registry.js';
import { CallerRefused } from './refusal.js';
import type { ReplayGuard } from './replay-guard.js';
import { singleUse } from './single-use.js';

export interface VerifierDeps {
  readonly registry: ClientRegistry;
  readonly replay: ReplayGuard;
  readonly now: () => Date;
  /** Milliseconds the guard may take, in place of the default. */
  readonly replayPatienceMs?: number | undefined;
}

/**
 * @param token a JWT in its compact form
 * @param audiences the public addresses of what was called; one of them has to be in `aud`
 * @throws CallerRefused
 */
export type VerifyCaller = (token: string, audiences: readonly string[]) => Promise<Caller>;

/**
 * The token is used up last, so that one that is refused for something else can be sent again.
 *
 * @example
 * const verify = createVerifier({ registry, replay, now: () => new Date() });
 * const { client } = await verify(token, ['https://cds.example.org/cds-services/site-of-care-order-sign']);
 */
export function createVerifier({ registry, replay, now, replayPatienceMs }: VerifierDeps): VerifyCaller {
  const useOnce = singleUse(replay, now, replayPatienceMs);
  return async (token, audiences) => {
    const { header, issuer, tenant } = readToken(token);
    // The issuer picks the client before any key is looked for: nobody makes this service fetch from where they like.
    const client = registry.find(issuer, tenant);
    if (!client) throw new CallerRefused('client-unknown');
    try {
      const key = await client.keys(header);
      const expected = {
        issuer,
        audiences,
        registeredAudiences: client.audiences,
        now: now(),
        maxLifetime: client.maxTokenLifetimeSeconds,
      };
      const { jti, expiresAt } = await verifiedClaims(token, header.alg, key, expected);
      await useOnce(client, { jti, signature: token.slice(token.lastIndexOf('.') + 1), expiresAt });
      return { client };
    } catch (error) {
      throw ofClient(error, client);
    }
  };
}

async function verifiedClaims(token: string, alg: string, key: VerificationKey, expected: ExpectedClaims) {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: [alg], ...claimOptions(expected) });
    return checkRest(payload, expected);
  } catch (error) {
    throw refusedClaim(error, expected) ?? (isForged(error) ? new CallerRefused('signature-wrong') : error);
  }
}

function isForged(error: unknown): boolean {
  return error instanceof errors.JOSEError || error instanceof TypeError;
}

function ofClient(error: unknown, client: Client): unknown {
  if (!(error instanceof CallerRefused)) return error;
  return new CallerRefused(error.reason, error.words, { clientId: client.id, cause: error.cause });
}
