/** Who calls, through HTTP: every way a token can be wrong, in production (docs/security.md lists them). */
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CompactSign, exportSPKI, importJWK } from 'jose';
import type { Caller } from '../../src/auth/client.js';
import { cleanUp, NOW, verifierFor } from '../auth/registered.js';
import {
  base64url,
  claims,
  header,
  ISSUER,
  SERVICE_URL,
  sign,
  signer,
  startKeyServer,
  unsigned,
  type Changes,
  type KeyServer,
  type Signer,
} from '../auth/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

const UNTRUSTED = 'The bearer token does not come from a registered client.';

let ec: Signer;
let rsa: Signer;
let stranger: Signer;
/** Publishes the keys of the client that is registered by address. */
let keyServer: KeyServer;
/** Records whoever asks it; nobody should. */
let trap: KeyServer;
let app: TestApp;
let callers: (Caller | undefined)[];

beforeAll(async () => {
  [ec, rsa, stranger] = await Promise.all([
    signer('ES384', 'key-1'),
    signer('RS384', 'key-2'),
    signer('ES384', 'key-1'),
  ]);
  keyServer = await startKeyServer(ec.publicJwk, rsa.publicJwk);
  trap = await startKeyServer(stranger.publicJwk);
  // Keys on loopback are for sandboxes; the checks are those of production all the same.
  const verify = verifierFor([
    { id: 'north', issuer: ISSUER, keys: { jwks: { keys: [ec.publicJwk, rsa.publicJwk] } } },
    { id: 'river', issuer: 'https://hosted.example', tenant: 'river', keys: { jku: [keyServer.jku] } },
    {
      id: 'lake',
      issuer: 'https://lake.example',
      keys: { jwks: { keys: [ec.publicJwk, rsa.publicJwk] }, algorithms: ['ES384'] },
      fhirServers: ['https://FHIR.lake.example/r4/'],
    },
    { id: 'twice', issuer: 'https://twice.example', keys: { jku: [keyServer.jku, trap.jku] } },
    {
      id: 'hill',
      issuer: 'https://hill.example',
      keys: { jwks: { keys: [ec.publicJwk] } },
      crdVersions: ['2.2'],
    },
  ]);
  app = await startApp(
    [
      fakeService((_request, { caller }) => {
        callers.push(caller);
        return Promise.resolve({ response: { cards: [], systemActions: [] }, records: [] });
      }),
    ],
    { config: { mode: 'production', openDiscovery: false }, deps: { verify } },
  );
});
afterAll(async () => {
  await app.close();
  await Promise.all([keyServer.close(), trap.close()]);
  cleanUp();
});

interface Answer {
  readonly status: number;
  /** The stable code of a refusal. */
  readonly code: string | undefined;
  readonly text: string;
  readonly authenticate: string | null;
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as {
    issue?: { details: { coding: { code: string }[] } }[];
  };
  return {
    status: response.status,
    code: body.issue?.[0]?.details.coding[0]?.code,
    text,
    authenticate: response.headers.get('www-authenticate'),
  };
}

async function call(token: string | undefined, body: unknown = orderSign()): Promise<Answer> {
  callers = [];
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return answerOf(await app.call(body, { headers }));
}

const good = (claimChanges: Changes = {}, headerChanges: Changes = {}): Promise<string> =>
  sign(ec, header(ec, headerChanges), claims(NOW, claimChanges));

const seconds = (from: number): number => NOW.getTime() / 1000 + from;

describe('a call with a good token', () => {
  test.each(['ES384', 'RS384'])(
    'signed with %s is answered, and the service knows the client',
    async (alg) => {
      const by = alg === 'ES384' ? ec : rsa;
      expect(await call(await sign(by, header(by), claims(NOW)))).toMatchObject({ status: 200 });
      expect(callers[0]?.client.id).toBe('north');
    },
  );

  test('may write the scheme in lower case', async () => {
    const response = await app.call(orderSign(), { headers: { Authorization: `bearer ${await good()}` } });
    expect(response.status).toBe(200);
  });

  test('may name several audiences, and members nobody knows', async () => {
    const token = await good(
      { aud: ['https://other.example', SERVICE_URL], sub: 'ehr', extra: {} },
      { extra: 1 },
    );
    expect((await call(token)).status).toBe(200);
  });

  test('is taken within a minute of clock skew, both ways', async () => {
    expect((await call(await good({ iat: seconds(55), exp: seconds(300) }))).status).toBe(200);
    expect((await call(await good({ nbf: seconds(55) }))).status).toBe(200);
    expect((await call(await good({ iat: seconds(-300), exp: seconds(-55) }))).status).toBe(200);
  });
});

describe('a call without a token', () => {
  test('is refused in production, and told the scheme', async () => {
    const answer = await call(undefined);
    expect(answer).toMatchObject({ status: 401, code: 'token-missing', authenticate: 'Bearer' });
    expect(callers).toEqual([]);
  });

  test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'Token abc'])(
    'but with "Authorization: %s" is refused',
    async (authorization) => {
      const answer = await answerOf(
        await app.call(orderSign(), { headers: { Authorization: authorization } }),
      );
      expect(answer).toMatchObject({
        status: 401,
        code: 'token-malformed',
        authenticate: 'Bearer error="invalid_token"',
      });
    },
  );

  test('is refused before its body is read', async () => {
    expect(await call(undefined, '{ this is no JSON')).toMatchObject({ status: 401 });
  });

  test('is refused in production also when no clients are registered at all', async () => {
    const other = await startApp([fakeService()], { config: { mode: 'production' } });
    const headers = { Authorization: `Bearer ${await good()}` };
    expect((await other.call(orderSign())).status).toBe(401);
    expect((await other.call(orderSign(), { headers })).status).toBe(401);
    await other.close();
  });

  test('may still ask with OPTIONS, as browsers do before a call', async () => {
    const response = await fetch(`${app.url}/cds-services/site-of-care-order-sign`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
  });
});

describe('two Authorization headers', () => {
  test('are refused, whatever the first one is', async () => {
    const tokens = [`Bearer ${await good()}`, `Bearer ${await good()}`];
    expect(await statusOfRawCall(['Authorization', tokens[0] ?? '', 'authorization', tokens[1] ?? ''])).toBe(
      401,
    );
    expect(await statusOfRawCall(['Authorization', tokens[0] ?? ''])).toBe(200);
  });

  function statusOfRawCall(headers: readonly string[]): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const url = `${app.url}/cds-services/site-of-care-order-sign`;
      const all = [
        'Host',
        new URL(url).host,
        'Content-Type',
        'application/json',
        'Connection',
        'close',
        ...headers,
      ];
      callers = [];
      const request = httpRequest(url, { method: 'POST', headers: all }, (response) => {
        response.resume();
        response.once('close', () => resolve(response.statusCode));
      });
      request.once('error', reject);
      request.end(JSON.stringify(orderSign()));
    });
  }
});

describe('a token that is no JWT', () => {
  test.each([
    ['one word', 'abc'],
    ['two parts', 'abc.def'],
    ['empty parts', '..'],
    ['parts that are no JSON', 'YWJj.YWJj.YWJj'],
    ['a header that is a list', `${base64url([])}.${base64url({})}.YWJj`],
    ['claims that are a list', `${base64url({ alg: 'ES384' })}.${base64url([])}.YWJj`],
    ['five parts, encrypted', `${base64url({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
    ['percent signs and quotes', `%00"'<script>.%2e.x`],
  ])('no JWT is refused: %s', async (_, token) => {
    expect(await call(token)).toMatchObject({ status: 401, code: 'token-malformed' });
  });

  test('a huge one is refused before it is parsed', async () => {
    const answer = await call(await good({ filler: 'x'.repeat(14_000) }));
    expect(answer).toMatchObject({ status: 401, code: 'token-malformed' });
    expect(answer.text).toMatch(/too large/);
    expect((await call(await good({ filler: 'x'.repeat(11_000) }))).status).toBe(200);
  });
});

describe('a header member dropped or wrong', () => {
  test.each([
    ['typ dropped', { typ: undefined }, 'typ'],
    ['typ wrong', { typ: 'JOSE' }, 'typ'],
    ['typ a number', { typ: 1 }, 'typ'],
    ['kid dropped', { kid: undefined }, 'kid'],
    ['kid empty', { kid: '' }, 'kid'],
    ['kid a list', { kid: ['key-1'] }, 'kid'],
    ['jku a number', { jku: 1 }, 'jku'],
    ['jku empty', { jku: '' }, 'jku'],
  ])('a header member is refused, and named: %s', async (_, changes, named) => {
    const answer = await call(await good({}, changes));
    expect(answer).toMatchObject({ status: 401, code: 'token-malformed' });
    expect(answer.text).toContain(`"diagnostics":"${named} `);
  });

  test('alg dropped is refused', async () => {
    const answer = await call(unsigned(header(ec, { alg: undefined }), claims(NOW), 'YWJj'));
    expect(answer).toMatchObject({ status: 401, code: 'token-malformed' });
  });

  test('a critical extension nobody knows is refused, though the signature is right', async () => {
    const token = await new CompactSign(new TextEncoder().encode(JSON.stringify(claims(NOW))))
      .setProtectedHeader({ alg: 'ES384', kid: 'key-1', typ: 'JWT', crit: ['must'], must: 1 })
      .sign(ec.privateKey, { crit: { must: true } });
    expect(await call(token)).toMatchObject({ status: 401, code: 'token-untrusted' });
  });
});

describe('an algorithm that proves nothing', () => {
  test.each(['none', 'None', 'NONE', 'nOnE'])('alg %s is refused, signed or not', async (alg) => {
    for (const signature of ['', 'YWJj']) {
      const answer = await call(unsigned(header(ec, { alg }), claims(NOW), signature));
      expect(answer).toMatchObject({ status: 401, code: 'token-malformed' });
    }
  });

  test('HS256 with the public RSA key as its secret is refused', async () => {
    const pem = await exportSPKI((await importJWK(rsa.publicJwk, 'RS384')) as never);
    for (const secret of [pem, pem.trim(), JSON.stringify(rsa.publicJwk), String(rsa.publicJwk.n)]) {
      const signed = `${base64url(header(rsa, { alg: 'HS256' }))}.${base64url(claims(NOW))}`;
      const signature = createHmac('sha256', secret).update(signed).digest('base64url');
      expect(await call(`${signed}.${signature}`)).toMatchObject({ status: 401, code: 'token-malformed' });
    }
  });

  test.each(['HS384', 'HS512', 'A128KW', 'dir', 'es384', ''])('alg %s is refused as well', async (alg) => {
    expect(await call(unsigned(header(ec, { alg }), claims(NOW), 'YWJj'))).toMatchObject({
      status: 401,
      code: 'token-malformed',
    });
  });

  test('an EC key under the name of an RSA algorithm, and the reverse, is refused', async () => {
    for (const [alg, kid] of [
      ['RS384', 'key-1'],
      ['ES384', 'key-2'],
      ['ES256', 'key-1'],
      ['PS384', 'key-2'],
    ]) {
      const [, payload, signature] = (await good()).split('.');
      const token = `${base64url(header(ec, { alg, kid }))}.${payload}.${signature}`;
      expect(await call(token)).toMatchObject({ status: 401, code: 'token-untrusted' });
    }
  });

  test('an algorithm that is not registered for the client is refused', async () => {
    const ofLake = claims(NOW, { iss: 'https://lake.example' });
    expect(await call(await sign(rsa, header(rsa), ofLake))).toMatchObject({
      status: 401,
      code: 'token-untrusted',
    });
    expect((await call(await sign(ec, header(ec), ofLake))).status).toBe(200);
  });
});

describe('a token of somebody else', () => {
  test('all of them get the same answer, which tells nothing about who is registered', async () => {
    const answers = await Promise.all([
      // Nobody's issuer, nobody's tenant, no tenant where one is registered.
      call(await good({ iss: 'https://nobody.example' })),
      call(await good({ iss: 'https://hosted.example', tenant: 'lake' })),
      call(await good({ iss: 'https://hosted.example' })),
      call(await good({ tenant: 'river' })),
      // Another's key under our kid, an unknown kid, an address nobody registered.
      call(await sign(stranger, header(stranger), claims(NOW))),
      call(await good({}, { kid: 'key-9' })),
      call(await good({ iss: 'https://hosted.example', tenant: 'river' }, { jku: trap.jku })),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 401, code: 'token-untrusted' });
      expect(answer.text).toContain(UNTRUSTED);
      expect(answer.text).toBe(answers[0]?.text);
    }
    expect(answers[0]?.text).not.toMatch(/river|north|key-1|127\.0\.0\.1/);
    expect(trap.requests).toEqual([]);
  });

  test('a key that the token brings along is not believed', async () => {
    const jwk = { ...stranger.publicJwk };
    const token = await sign(stranger, header(stranger, { jwk, x5u: trap.jku, x5c: ['MII='] }), claims(NOW));
    expect(await call(token)).toMatchObject({ status: 401, code: 'token-untrusted' });
    expect(trap.requests).toEqual([]);
  });

  test('claims changed after signing are refused', async () => {
    const [head, , signature] = (await good()).split('.');
    const token = `${head}.${base64url(claims(NOW))}.${signature}`;
    expect(await call(token)).toMatchObject({ status: 401, code: 'token-untrusted' });
  });

  test.each([
    '../../../../dev/null',
    '/etc/passwd',
    "' OR '1'='1",
    'key-1; DROP TABLE token',
    '__proto__',
    'constructor',
    'key-1\u0000',
    'KEY-1',
  ])('a kid that wants to be more than a name is refused: %s', async (kid) => {
    expect(await call(await good({}, { kid }))).toMatchObject({ status: 401, code: 'token-untrusted' });
  });

  test.each(['__proto__', 'constructor', 'toString'])('an issuer named %s is nobody', async (iss) => {
    expect(await call(await good({ iss, tenant: iss }))).toMatchObject({
      status: 401,
      code: 'token-untrusted',
    });
  });
});

describe('an address of keys', () => {
  const ofRiver = { iss: 'https://hosted.example', tenant: 'river' };

  test('that the client has registered is asked, once', async () => {
    expect((await call(await good(ofRiver, { jku: keyServer.jku }))).status).toBe(200);
    expect(callers[0]?.client.id).toBe('river');
    expect((await call(await good(ofRiver))).status).toBe(200);
    expect(keyServer.requests).toEqual(['/jwks.json']);
  });

  test.each([
    ['another path on the same host', () => keyServer.jku.replace('jwks', 'other')],
    ['the same with a query', () => `${keyServer.jku}?x=1`],
    ['the same with a fragment', () => `${keyServer.jku}#x`],
    ['the same with credentials', () => keyServer.jku.replace('http://', 'http://a@')],
    ['the same host in other letters', () => keyServer.jku.replace('127.0.0.1', 'localhost')],
    ['a file', () => 'file:///etc/passwd'],
    ['loopback', () => trap.jku],
    ["the cloud's metadata", () => 'http://169.254.169.254/latest/meta-data/'],
    ['nothing that is an address', () => '//'],
  ])('that is not registered is never asked: %s', async (_, jku) => {
    const before = keyServer.requests.length;
    expect(await call(await good(ofRiver, { jku: jku() }))).toMatchObject({
      status: 401,
      code: 'token-untrusted',
    });
    expect(keyServer.requests).toHaveLength(before);
    expect(trap.requests).toEqual([]);
  });

  test('has to be named by a token when several are registered', async () => {
    const iss = 'https://twice.example';
    const before = keyServer.requests.length;
    expect(await call(await good({ iss }))).toMatchObject({ status: 401, code: 'token-untrusted' });
    expect(keyServer.requests).toHaveLength(before);
    expect((await call(await good({ iss }, { jku: keyServer.jku }))).status).toBe(200);
  });

  test('is not asked for a client whose keys are pinned', async () => {
    expect((await call(await good({}, { jku: trap.jku }))).status).toBe(200);
    expect(trap.requests).toEqual([]);
  });
});

describe('a claim dropped or wrong', () => {
  test.each([
    ['aud dropped', { aud: undefined }, 'aud'],
    ['aud empty', { aud: [] }, 'aud'],
    ['aud of another service', { aud: SERVICE_URL.replace('order-sign', 'order-select') }, 'aud'],
    ['aud of the host alone', { aud: 'https://cds.example.org' }, 'aud'],
    ['aud with a slash behind it', { aud: `${SERVICE_URL}/` }, 'aud'],
    ['aud of the feedback', { aud: `${SERVICE_URL}/feedback` }, 'aud'],
    ['aud of discovery', { aud: 'https://cds.example.org/cds-services' }, 'aud'],
    ['aud an object', { aud: { [SERVICE_URL]: true } }, 'aud'],
    ['exp dropped', { exp: undefined }, 'exp'],
    ['exp as text', { exp: '2026-01-01' }, 'exp'],
    ['iat dropped', { iat: undefined }, 'iat'],
    ['iat as text', { iat: 'now' }, 'iat'],
    ['iat in the future', { iat: NOW.getTime() / 1000 + 90 }, 'iat'],
    ['nbf in the future', { nbf: NOW.getTime() / 1000 + 90 }, 'nbf'],
    ['jti dropped', { jti: undefined }, 'jti'],
    ['jti empty', { jti: '' }, 'jti'],
    ['jti a number', { jti: 17 }, 'jti'],
    ['jti of 256 characters', { jti: 'x'.repeat(256) }, 'jti'],
    ['a lifetime over the maximum', { exp: NOW.getTime() / 1000 + 306 }, 'exp'],
    ['a lifetime without end', { exp: 1e300 }, 'exp'],
  ])('a claim is refused, and named: %s', async (_, changes, named) => {
    const answer = await call(await good(changes));
    expect(answer).toMatchObject({
      status: 401,
      code: 'token-claims',
      authenticate: 'Bearer error="invalid_token"',
    });
    expect(answer.text).toContain(`"diagnostics":"${named} `);
    expect(callers).toEqual([]);
  });

  test.each([
    ['iss dropped', { iss: undefined }],
    ['iss a list', { iss: [ISSUER] }],
    ['tenant a number', { tenant: 1 }],
  ])('a claim is refused before any key is looked for: %s', async (_, changes) => {
    expect(await call(await good(changes))).toMatchObject({ status: 401, code: 'token-malformed' });
  });

  test('a wrong aud is told the right one, which is the public URL whatever Host says', async () => {
    const answer = await answerOf(
      await app.call(orderSign(), {
        headers: {
          Authorization: `Bearer ${await good({ aud: app.url })}`,
          'X-Forwarded-Host': 'evil.example',
        },
      }),
    );
    expect(answer.text).toContain(`aud has to be the address that was called: ${SERVICE_URL}.`);
    expect(answer.text).not.toContain('evil');
  });

  test('an expired token has a code of its own, and is told the time here', async () => {
    const answer = await call(await good({ iat: seconds(-361), exp: seconds(-61) }));
    expect(answer).toMatchObject({ status: 401, code: 'token-expired' });
    expect(answer.text).toContain('2025-10-01T12:00:00.000Z');
  });
});

describe('a token that was used', () => {
  test('is refused the second time', async () => {
    const token = await good();
    expect((await call(token)).status).toBe(200);
    expect(await call(token)).toMatchObject({ status: 401, code: 'token-replayed' });
    expect(await call(await good({ jti: 'fixed' }))).toMatchObject({ status: 200 });
    expect(await call(await good({ jti: 'fixed' }))).toMatchObject({ status: 401, code: 'token-replayed' });
  });

  test('may have the jti of another issuer', async () => {
    expect((await call(await good({ jti: 'shared' }))).status).toBe(200);
    expect((await call(await good({ jti: 'shared', iss: 'https://lake.example' }))).status).toBe(200);
  });

  test('is not used up by a refusal', async () => {
    const wrong = await good({ aud: 'https://other.example', jti: 'kept' });
    expect((await call(wrong)).code).toBe('token-claims');
    expect((await call(await good({ jti: 'kept' }))).status).toBe(200);
  });

  test('is taken once when it comes many times at once', async () => {
    const token = await good();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'token-replayed')).toHaveLength(19);
  });

  test('is refused with 503 when the used ones cannot be looked up', async () => {
    const verify = verifierFor([{ id: 'north', issuer: ISSUER, keys: { jwks: { keys: [ec.publicJwk] } } }], {
      replay: { claimToken: () => Promise.reject(new Error('the store is gone')) },
    });
    const other = await startApp([fakeService()], { config: { mode: 'production' }, deps: { verify } });
    const headers = { Authorization: `Bearer ${await good()}` };
    expect(await answerOf(await other.call(orderSign(), { headers }))).toMatchObject({
      status: 503,
      code: 'caller-unchecked',
    });
    await other.close();
  });
});

describe('what a client may do', () => {
  const ofLake = { iss: 'https://lake.example' };
  const naming = (fhirServer: string) =>
    orderSign({
      fhirServer,
      fhirAuthorization: { access_token: 'x', token_type: 'Bearer', expires_in: 300 },
    });

  test.each([
    'https://fhir.lake.example/r4',
    'https://fhir.lake.example/r4/',
    'https://FHIR.LAKE.EXAMPLE:443/r4',
  ])('it may name its own FHIR server: %s', async (server) => {
    expect((await call(await good(ofLake), naming(server))).status).toBe(200);
  });

  test.each([
    'https://fhir.lake.example.evil.example/r4',
    'https://fhir.lake.example@evil.example/r4',
    'https://user:password@fhir.lake.example/r4',
    'https://fhir.lake.example/r4/../admin',
    'https://fhir.lake.example/r4?x=/r4',
    'https://fhir.lake.example:8443/r4',
    'http://fhir.lake.example/r4',
    'http://127.0.0.1/r4',
    'https://[/',
  ])('it may name no other FHIR server: %s', async (server) => {
    const answer = await call(await good(ofLake), naming(server));
    expect(answer).toMatchObject({ status: 403, code: 'fhir-server-refused', authenticate: null });
    expect(answer.text).not.toContain('lake');
    expect(callers).toEqual([]);
  });

  test('it may not call a version of CRD that it is not registered for', async () => {
    const answer = await call(await good({ iss: 'https://hill.example' }));
    expect(answer).toMatchObject({ status: 403, code: 'crd-version-refused' });
    expect(callers).toEqual([]);
  });
});

describe('discovery and feedback in production', () => {
  const get = async (aud: string) =>
    answerOf(
      await fetch(`${app.url}/cds-services`, { headers: { Authorization: `Bearer ${await good({ aud })}` } }),
    );
  const feedback = async (aud: string) =>
    answerOf(
      await fetch(`${app.url}/cds-services/site-of-care-order-sign/feedback`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${await good({ aud })}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          feedback: [
            {
              card: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
              outcome: 'overridden',
              outcomeTimestamp: '2025-10-01T12:00:00Z',
            },
          ],
        }),
      }),
    );

  test('discovery wants a token made out to it', async () => {
    expect((await fetch(`${app.url}/cds-services`)).status).toBe(401);
    expect((await get(SERVICE_URL)).code).toBe('token-claims');
    expect((await get('https://cds.example.org/cds-services')).status).toBe(200);
  });

  test('discovery can be opened', async () => {
    const other = await startApp([fakeService()], { config: { mode: 'production', openDiscovery: true } });
    expect((await fetch(`${other.url}/cds-services`)).status).toBe(200);
    await other.close();
  });

  test('feedback takes a token made out to the service or to the feedback', async () => {
    expect((await feedback(SERVICE_URL)).status).toBe(200);
    expect((await feedback(`${SERVICE_URL}/feedback`)).status).toBe(200);
    expect((await feedback('https://cds.example.org/cds-services')).code).toBe('token-claims');
  });

  test('feedback without a token is refused', async () => {
    const url = `${app.url}/cds-services/site-of-care-order-sign/feedback`;
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
  });
});

describe('what the operator sees', () => {
  test('a refusal is logged with client, code and reason, and without token, key or claim', async () => {
    const secret = await good({ aud: 'https://other.example', jti: 'jti-nobody-may-see' });
    await call(secret);
    await call(await good({ iss: 'https://nobody.example' }));
    const lines = app
      .log()
      .split('\n')
      .filter((line) => line.includes('a caller was refused'));
    expect(lines.at(-2)).toMatch(
      /"code":"token-claims","reason":"claim-wrong","client":"north","words":"aud has to be/,
    );
    expect(lines.at(-1)).toMatch(/"code":"token-untrusted","reason":"client-unknown"/);
    expect(app.log()).not.toContain('jti-nobody-may-see');
    for (const part of secret.split('.')) expect(app.log()).not.toContain(part);
  });

  test('refusals are counted by code and reason', async () => {
    await call(undefined);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/cds_callers_refused_total\{code="token-missing",reason="no-token"\} [1-9]/);
  });
});
