/**
 * Lets applications in at the addresses of DTR: with an access token of ours that has the scope (DT-11); where no clients are registered a
 * sandbox trusts everybody, as it does for hook calls.
 */
import type { Request, Response } from 'express';
import type { AccessTokens, Bearer } from '../auth/access-token.js';
import { bearerToken } from '../auth/bearer-token.js';
import type { CrdVersion } from '../auth/client.js';
import { CallerRefused } from '../auth/refusal.js';
import { allows } from '../auth/scopes.js';
import type { Config } from '../config.js';
import { ServiceError } from '../errors.js';

export interface ScopeGateDeps {
  readonly mode: Config['mode'];
  /** Absent where no clients are registered. */
  readonly tokens?: AccessTokens | undefined;
  /** Counts a call for its client, or for the stranger it came from; may refuse it. */
  readonly countClient: (
    response: Response,
    client: { readonly id: string; readonly rateLimit?: number },
  ) => Promise<void>;
  readonly limitStranger: (response: Response) => void;
}

/** `{ type: 'Questionnaire', permission: 'r' }` */
export interface NeededScope {
  readonly type: string;
  readonly permission: string;
}

/**
 * Undefined for a caller that a sandbox trusts without a token.
 *
 * @throws ServiceError 401, 403 or 429
 */
export type ScopeGate = (
  request: Request,
  response: Response,
  needed: NeededScope,
  version: CrdVersion,
) => Promise<Bearer | undefined>;

export function scopeGate({ mode, tokens, countClient, limitStranger }: ScopeGateDeps): ScopeGate {
  return async (request, response, { type, permission }, version) => {
    const bearer = await bearerOf(request, response, mode, tokens).catch((error: unknown) => {
      limitStranger(response);
      throw error;
    });
    if (!bearer) {
      limitStranger(response);
      return undefined;
    }
    const { clientId: id, scopes, versions, rateLimit } = bearer;
    await countClient(response, { id, ...(rateLimit !== undefined && { rateLimit }) });
    if (!versions.includes(version)) throw new ServiceError('crd-version-refused');
    if (!allows(scopes, type, permission)) {
      response.setHeader('WWW-Authenticate', 'Bearer error="insufficient_scope"');
      throw new ServiceError('scope-missing', [{ diagnostics: `It needs system/${type}.${permission}.` }]);
    }
    return bearer;
  };
}

async function bearerOf(
  request: Request,
  response: Response,
  mode: Config['mode'],
  tokens: AccessTokens | undefined,
): Promise<Bearer | undefined> {
  try {
    const token = tokens || mode === 'production' ? bearerToken(request.rawHeaders) : undefined;
    if (token === undefined && mode === 'sandbox') return undefined;
    if (token === undefined) throw new CallerRefused('no-token');
    if (!tokens) throw new CallerRefused('client-unknown');
    return await tokens.read(token);
  } catch (error) {
    if (!(error instanceof CallerRefused)) throw error;
    const isMissing = error.code === 'token-missing';
    response.setHeader('WWW-Authenticate', `Bearer${isMissing ? '' : ' error="invalid_token"'}`);
    throw new ServiceError(isMissing ? 'access-token-missing' : 'access-token-refused');
  }
}
