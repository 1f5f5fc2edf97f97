/** Production as it is really put together: configuration, client file, payer, policies, and a call with a signed token. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compose } from '../../src/compose.js';
import { loadConfig } from '../../src/config.js';
import { cleanUp, temporaryFile } from '../auth/registered.js';
import { claims, header, ISSUER, sign, signer, type Signer } from '../auth/support.js';
import { goodCall } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';

const NOW = '2025-10-08T12:00:00Z';
const ADDRESS = '/cds-services/site-of-care-order-sign';

let ec: Signer;
let clients: string;
let app: PolicyApp;

const production = (changes: Record<string, string> = {}): Record<string, string> => ({
  MODE: 'production',
  PUBLIC_URL: 'https://cds.example.org',
  PAYER: 'demo-ga-him',
  CDS_CLIENTS: clients,
  ...changes,
});

beforeAll(async () => {
  ec = await signer('ES384', 'key-1');
  clients = temporaryFile('clients.json', {
    clients: [
      { id: 'north', issuer: ISSUER, keys: { jwks: { keys: [ec.publicJwk] } }, payers: ['demo-ga-him'] },
    ],
  });
  app = await startPolicyApp({ now: NOW, environment: production() });
});
afterAll(async () => {
  await app.close();
  cleanUp();
});

const post = (headers: Record<string, string>) =>
  fetch(`${app.url}${ADDRESS}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(goodCall()),
  });

describe('given MODE=production with clients and payer', () => {
  test('then a call with a token of a client is decided', async () => {
    const token = await sign(ec, header(ec), claims(new Date(NOW)));
    const response = await post({ Authorization: `Bearer ${token}` });
    const { cards } = (await response.json()) as { cards: readonly unknown[] };
    expect([response.status, cards.length > 0]).toEqual([200, true]);
  });

  test('then a call without a token is refused, and discovery too', async () => {
    expect((await post({})).status).toBe(401);
    expect((await fetch(`${app.url}/cds-services`)).status).toBe(401);
    expect((await fetch(`${app.url}/crd/2.2/cds-services`)).status).toBe(401);
  });
});

describe('what stops the start', () => {
  const composing = (environment: Record<string, string>) => () =>
    compose({
      config: loadConfig(environment),
      ids: () => 'id',
      knownIds: () => Promise.resolve(new Set<string>()),
    });

  test('a client file with faults, each named with its line', () => {
    const file = temporaryFile('clients.json', {
      clients: [
        { id: 'north', issuer: ISSUER, keys: { jku: ['http://localhost/jwks'] }, payers: ['nobody'] },
      ],
    });
    expect(composing(production({ CDS_CLIENTS: file }))).toThrow(
      /clients\.json:\d+: clients\.0\.keys\.jku\.0 is not https\n.*clients\.json:\d+: clients\.0\.payers\.0 "nobody"/,
    );
  });

  test('a payer that is not there', () => {
    expect(composing(production({ PAYER: 'demo-ga-him, other' }))).toThrow(/PAYER: there is no payer other/);
  });
});
