/** A client in silent mode: its calls are evaluated and recorded like any other's, and its prescribers see nothing. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CdsResponse } from '../../src/cards/types.js';
import { cleanUp, NOW, temporaryFile } from '../auth/registered.js';
import { claims, header, sign, signer, type Signer } from '../auth/support.js';
import { goodCall, M1 } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';

const SILENT = 'https://silent.example.org';
const SPOKEN = 'https://spoken.example.org';

let key: Signer;
let app: PolicyApp;

beforeAll(async () => {
  key = await signer('ES384', 'k1');
  const keys = { jwks: { keys: [key.publicJwk] } };
  const clients = [
    { id: 'trial', issuer: SILENT, keys, silent: true },
    { id: 'live', issuer: SPOKEN, keys },
  ];
  const environment = { CDS_CLIENTS: temporaryFile('clients.json', { clients }) };
  app = await startPolicyApp({ now: NOW.toISOString(), environment });
});
afterAll(async () => {
  await app.close();
  cleanUp();
});

async function signOrder(issuer: string, base: '' | '/crd/2.2' = ''): Promise<CdsResponse> {
  const path = `${base}/cds-services/site-of-care-order-sign`;
  const token = await sign(
    key,
    header(key),
    claims(NOW, { iss: issuer, aud: `https://cds.example.org${path}` }),
  );
  const response = await fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ ...goodCall(), hookInstance: `${issuer}${base}` }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as CdsResponse;
}

describe('a registered client', () => {
  test('that is live gets the redirect card and the coverage information', async () => {
    const { cards, systemActions } = await signOrder(SPOKEN);
    expect(cards.length).toBeGreaterThan(0);
    expect(systemActions).toHaveLength(1);
  });

  test('in silent mode gets neither, in the words of its version', async () => {
    expect(await signOrder(SILENT)).toEqual({ cards: [], systemActions: [] });
    expect(await signOrder(SILENT, '/crd/2.2')).toEqual({ cards: [] });
  });

  test('in silent mode has its decisions recorded as fully, marked as not shown', async () => {
    await signOrder(SILENT);
    await signOrder(SPOKEN);
    const silent = (await app.decisions(SILENT)).get(M1);
    const spoken = (await app.decisions(SPOKEN)).get(M1);
    expect(silent).toMatchObject({ determination: 'not-met', silent: true });
    expect(spoken?.silent).toBeUndefined();
    expect(silent?.criteria).toEqual(spoken?.criteria);
  });
});
