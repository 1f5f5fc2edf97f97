/** Who calls, in a sandbox: everybody, but a token that is sent has to be right. And the tokens that EHRs and test kits really send. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/auth/client.js';
import { cleanUp, NOW, verifierFor } from '../auth/registered.js';
import {
  claims,
  header,
  SERVICE_URL,
  sign,
  signer,
  startKeyServer,
  type KeyServer,
  type Signer,
} from '../auth/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

const SANDBOX = 'https://sandbox.cds-hooks.org';
const INFERNO = 'http://localhost:4567/custom/crd_server';
const EHR = 'https://ehr.hospital.example/api/epic';

let ec: Signer;
let rsa: Signer;
let keyServer: KeyServer;
let app: TestApp;
let callers: (Caller | undefined)[] = [];

const service = fakeService((_request, { caller }) => {
  callers.push(caller);
  return Promise.resolve({ response: { cards: [], systemActions: [] }, records: [] });
});

beforeAll(async () => {
  [ec, rsa] = await Promise.all([signer('ES384', 'ec-key'), signer('RS384', 'rsa-key')]);
  const published = [ec, rsa].map(({ publicJwk }) => ({ ...publicJwk, key_ops: ['verify'] }));
  keyServer = await startKeyServer(...published);
  const verify = verifierFor([
    { id: 'cds-hooks-sandbox', issuer: SANDBOX, keys: { jwks: { keys: published } } },
    { id: 'inferno', issuer: INFERNO, keys: { jku: [keyServer.jku] } },
    {
      id: 'hospital',
      issuer: EHR,
      keys: { jku: [keyServer.jku], algorithms: ['RS384'] },
      audiences: ['https://cds.example.org'],
      maxTokenLifetimeSeconds: 900,
    },
  ]);
  app = await startApp([service], { deps: { verify } });
});
afterAll(async () => {
  await app.close();
  await keyServer.close();
  cleanUp();
});

async function callWith(
  token: string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  callers = [];
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await app.call(orderSign(), { headers });
  return { status: response.status, text: await response.text() };
}

describe('a sandbox', () => {
  test('answers a call without a token, and knows no caller', async () => {
    expect((await callWith(undefined)).status).toBe(200);
    expect(callers).toEqual([undefined]);
  });

  test('refuses a token that is wrong, and says exactly why', async () => {
    const token = await sign(ec, header(ec, { kid: 'old-key' }), claims(NOW, { iss: SANDBOX }));
    const { status, text } = await callWith(token);
    expect(status).toBe(401);
    expect(text).toContain("None of the client's keys has this kid and fits alg.");
    expect((await callWith('abc')).status).toBe(401);
  });

  test('does not look at tokens when no clients are registered', async () => {
    const other = await startApp([service]);
    const response = await other.call(orderSign(), { headers: { Authorization: 'Bearer abc' } });
    expect(response.status).toBe(200);
    await other.close();
  });

  test('lists its services to everybody', async () => {
    expect((await fetch(`${app.url}/cds-services`)).status).toBe(200);
  });
});

describe('tokens that are sent in the wild are taken once their client is registered', () => {
  const iat = NOW.getTime() / 1000;

  test('of the CDS Hooks sandbox: ES384 with jku and sub, the key pinned', async () => {
    const jku = `${SANDBOX}/.well-known/jwks.json`;
    const token = await sign(ec, header(ec, { jku }), claims(NOW, { iss: SANDBOX, sub: 'sandbox' }));
    expect((await callWith(token)).status).toBe(200);
    expect(callers[0]?.client.id).toBe('cds-hooks-sandbox');
  });

  test.each([
    ['ES384 with an http jku on this machine', 'ES384', 'given'],
    ['RS384 without jku', 'RS384', undefined],
    ['RS384 with jku null', 'RS384', null],
  ])('of Inferno: %s', async (_, alg, jku) => {
    const by = alg === 'ES384' ? ec : rsa;
    // It reads the clock twice, so the five minutes may be a second more.
    const ofInferno = claims(NOW, { iss: INFERNO, iat, exp: iat + 301 });
    const token = await sign(by, header(by, { jku: jku === 'given' ? keyServer.jku : jku }), ofInferno);
    expect((await callWith(token)).status).toBe(200);
    expect(callers[0]?.client.id).toBe('inferno');
  });

  test('of a hosted EHR: RS384, nbf before iat, a quarter of an hour, one aud for all services', async () => {
    const ofEhr = {
      iss: EHR,
      aud: 'https://cds.example.org',
      nbf: iat - 300,
      iat,
      exp: iat + 900,
      sub: 'client',
    };
    const token = await sign(rsa, header(rsa, { jku: keyServer.jku }), claims(NOW, ofEhr));
    expect((await callWith(token)).status).toBe(200);
    expect(callers[0]?.client.id).toBe('hospital');
  });

  test('but one aud for all services is nothing for a client that is not registered so', async () => {
    const token = await sign(ec, header(ec), claims(NOW, { iss: SANDBOX, aud: 'https://cds.example.org' }));
    const { status, text } = await callWith(token);
    expect(status).toBe(401);
    expect(text).toContain(SERVICE_URL);
  });
});
