/** SMART Backend Services in production (DT-11): configuration, token endpoint, scopes; and nothing of DTR without a token. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cleanUp, temporaryFile } from '../auth/registered.js';
import { claims, header, ISSUER, sign, signer, type Changes, type Signer } from '../auth/support.js';
import { parameters, withCoverage } from '../support/dtr.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { keepSecrets } from '../support/output.js';

const NOW = '2025-10-08T12:00:00Z';
const TOKEN_URL = 'https://cds.example.org/auth/token';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const FORM = 'https://site-of-care-cds.example.org/fhir/Questionnaire/ga-pmn-34-site-of-care';
const PACKAGE = '/fhir/Questionnaire/$questionnaire-package';
const SCOPES = 'system/questionnaire.rs system/valueset.rs system/library.rs';

let key: Signer;
let stranger: Signer;
let app: PolicyApp;

beforeAll(async () => {
  [key, stranger] = await Promise.all([signer('ES384', 'key-1'), signer('ES384', 'key-1')]);
  const clients = temporaryFile('clients.json', {
    clients: [
      { id: 'north', issuer: ISSUER, keys: { jwks: { keys: [key.publicJwk] } }, crdVersions: ['2.0'] },
    ],
  });
  const environment = {
    MODE: 'production',
    PUBLIC_URL: 'https://cds.example.org',
    PAYER: 'demo-ga-him',
    CDS_CLIENTS: clients,
  };
  app = await startPolicyApp({ now: NOW, environment });
});
afterAll(async () => {
  await app.close();
  cleanUp();
});

const assertion = (changes: Changes = {}, by = key): Promise<string> =>
  sign(by, header(by), claims(new Date(NOW), { aud: TOKEN_URL, sub: ISSUER, ...changes }));

async function ask(form: Readonly<Record<string, string>>) {
  const response = await fetch(`${app.url}/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body, cache: response.headers.get('cache-control') };
}

const askFor = async (scope: string, signed?: string) =>
  ask({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: signed ?? (await assertion()),
    scope,
  });

async function tokenFor(scope: string): Promise<string> {
  const { body } = await askFor(scope);
  const token = String(body['access_token']);
  keepSecrets({}, `Bearer ${token}`);
  return token;
}

const call = (path: string, token?: string) =>
  fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/fhir+json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(parameters(withCoverage, { name: 'questionnaire', valueCanonical: FORM })),
  });

test.each(['', '/fhir', '/crd/2.2/fhir'])(
  '%s/.well-known/smart-configuration leads to the token endpoint',
  async (base) => {
    const response = await fetch(`${app.url}${base}/.well-known/smart-configuration`);
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({
        token_endpoint: TOKEN_URL,
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['private_key_jwt'],
      }),
    ]);
  },
);

test('given a signed assertion, then a token for the scopes that are offered, and it opens DTR', async () => {
  const { status, body, cache } = await askFor(`${SCOPES} system/Patient.rs`);
  expect({ status, cache, body }).toEqual({
    status: 200,
    cache: 'no-store',
    body: {
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 300,
      scope: 'system/Questionnaire.rs system/ValueSet.rs system/Library.rs',
    },
  });
  expect((await call(PACKAGE, String(body['access_token']))).status).toBe(200);
});

describe('the token endpoint refuses', () => {
  test.each<[string, () => Promise<Awaited<ReturnType<typeof ask>>>, number, string]>([
    [
      'an assertion of a stranger',
      async () => askFor(SCOPES, await assertion({}, stranger)),
      401,
      'invalid_client',
    ],
    [
      'one for another address',
      async () => askFor(SCOPES, await assertion({ aud: 'https://x.example' })),
      401,
      'invalid_client',
    ],
    [
      'one that has expired',
      async () => askFor(SCOPES, await assertion({ iat: 1, exp: 2 })),
      401,
      'invalid_client',
    ],
    [
      'one whose sub is another',
      async () => askFor(SCOPES, await assertion({ sub: 'https://other' })),
      401,
      'invalid_client',
    ],
    [
      'no assertion',
      async () => ask({ grant_type: 'client_credentials', scope: SCOPES }),
      400,
      'invalid_request',
    ],
    ['another grant', async () => ask({ grant_type: 'password' }), 400, 'unsupported_grant_type'],
    ['scopes it does not have', async () => askFor('system/Patient.rs launch'), 400, 'invalid_scope'],
  ])('%s', async (_what, asking, status, error) => {
    const refused = await asking();
    expect([refused.status, refused.body['error']]).toEqual([status, error]);
  });

  test('the same assertion a second time', async () => {
    const signed = await assertion();
    expect((await askFor(SCOPES, signed)).status).toBe(200);
    expect((await askFor(SCOPES, signed)).body['error']).toBe('invalid_client');
  });

  test('a body that is no form', async () => {
    const response = await fetch(`${app.url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_request' }),
    ]);
  });
});

describe('DTR refuses', () => {
  test.each([
    ['no token', () => Promise.resolve(undefined), PACKAGE, 401],
    ['a token that is none', () => Promise.resolve('abc'), PACKAGE, 401],
    ["the client's own JWT", () => assertion(), PACKAGE, 401],
    ['a token without the scope', () => tokenFor('system/ValueSet.rs'), PACKAGE, 403],
    ['a version the client is not registered for', () => tokenFor(SCOPES), `/crd/2.2${PACKAGE}`, 403],
    [
      'answers without the scope for them',
      () => tokenFor(SCOPES),
      '/fhir/QuestionnaireResponse?context=x',
      403,
    ],
  ])('%s', async (_what, token, path, status) => {
    const response = await call(path, await token());
    const { resourceType } = (await response.json()) as { resourceType: string };
    expect([response.status, resourceType]).toEqual([status, 'OperationOutcome']);
    if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('an access token at a hook', async () => {
    const response = await call('/cds-services/site-of-care-order-sign', await tokenFor(SCOPES));
    expect(response.status).toBe(401);
  });
});
