/** SMART Backend Services: where the configuration is, and the endpoint that gives access tokens out (DT-11; OAuth 2.0 errors). */
import { urlencoded, type Request, type RequestHandler, type Response } from 'express';
import { clientOfAssertion, TOKEN_SECONDS, type AccessTokens } from '../auth/access-token.js';
import { CallerRefused } from '../auth/refusal.js';
import { grantedScopes, SCOPES_OFFERED } from '../auth/scopes.js';
import type { VerifyCaller } from '../auth/verify-caller.js';
import { JSON_TYPE, sendText } from './reply.js';
import type { Route } from './url-table.js';

export interface TokenRouteDeps {
  readonly publicUrl: string;
  readonly verify: VerifyCaller;
  readonly tokens: AccessTokens;
  /** Told of each refusal; may refuse more than so many. */
  readonly limitStranger: (response: Response) => void;
}

const TOKEN_PATH = '/auth/token';
/** Below every FHIR base, and below the service's own address for whoever looks there. */
const CONFIGURATION_PATHS = ['', '/fhir', '/crd/2.2/fhir'].map(
  (base) => `${base}/.well-known/smart-configuration`,
);
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LONGEST_FORM = '32kb';

export function tokenRoutes({ publicUrl, verify, tokens, limitStranger }: TokenRouteDeps): readonly Route[] {
  const tokenUrl = `${publicUrl}${TOKEN_PATH}`;
  const configuration = JSON.stringify({
    token_endpoint: tokenUrl,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    scopes_supported: SCOPES_OFFERED,
    capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
  });

  const give: RequestHandler = async (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    const refuse = (error: string, words: string, status = 400): void => {
      limitStranger(response);
      sendText(response, status, JSON_TYPE, JSON.stringify({ error, error_description: words }));
    };
    const form = await formOf(request, response);
    if (!form)
      return refuse('invalid_request', 'The body has to be an application/x-www-form-urlencoded form.');
    if (form.get('grant_type') !== 'client_credentials')
      return refuse('unsupported_grant_type', 'grant_type has to be client_credentials.');
    const assertion = form.get('client_assertion') ?? '';
    if (form.get('client_assertion_type') !== ASSERTION_TYPE || assertion === '')
      return refuse(
        'invalid_request',
        `client_assertion and client_assertion_type ${ASSERTION_TYPE} are needed.`,
      );
    try {
      const { id, crdVersions, rateLimit } = await clientOfAssertion(assertion, verify, tokenUrl);
      const scopes = grantedScopes(form.get('scope') ?? '');
      if (scopes.length === 0)
        return refuse('invalid_scope', `scope has to name one of ${SCOPES_OFFERED.join(' ')}.`);
      const token = await tokens.issue({
        clientId: id,
        scopes,
        versions: [...crdVersions],
        ...(rateLimit !== undefined && { rateLimit }),
      });
      const granted = {
        access_token: token,
        token_type: 'bearer',
        expires_in: TOKEN_SECONDS,
        scope: scopes.join(' '),
      };
      sendText(response, 200, JSON_TYPE, JSON.stringify(granted));
    } catch (error) {
      if (!(error instanceof CallerRefused)) throw error;
      // Which part of the registration does not fit is not told, as for hook calls.
      refuse('invalid_client', error.told ?? 'The assertion does not come from a registered client.', 401);
    }
  };

  return [
    { method: 'post', path: TOKEN_PATH, handler: give },
    ...CONFIGURATION_PATHS.map((path): Route => ({
      method: 'get',
      path,
      handler: (_request, response) => sendText(response, 200, JSON_TYPE, configuration),
    })),
  ];
}

const parse = urlencoded({ extended: false, limit: LONGEST_FORM, parameterLimit: 20 });

/** Undefined for what is no form; a member that came twice counts as missing. */
async function formOf(
  request: Request,
  response: Response,
): Promise<ReadonlyMap<string, string> | undefined> {
  const failed = await new Promise<boolean>((resolve) => {
    parse(request, response, (error: unknown) => resolve(error !== undefined));
  });
  const body = request.body as Readonly<Record<string, unknown>> | undefined;
  if (failed || body === undefined) return undefined;
  return new Map(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
  );
}
