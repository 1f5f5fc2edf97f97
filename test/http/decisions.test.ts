import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Config } from '../../src/config.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, HOOK_INSTANCE, orderSign, record } from '../support/hook-call.js';

const service = fakeService((request) => {
  if (request.context.userId === 'fails') return Promise.reject(new Error('out of order'));
  return Promise.resolve({
    response: { cards: [], systemActions: [] },
    records: ['a', 'b'].map((id) =>
      record({ id: `${request.hookInstance}-${id}`, hookInstance: request.hookInstance }),
    ),
  });
});

let app: TestApp;
beforeAll(async () => {
  app = await startApp([service]);
});
afterAll(() => app.close());

function get(path: string, headers: Record<string, string> = {}, from = app) {
  return fetch(`${from.url}${path}`, { headers });
}

async function auditOf(from: TestApp) {
  const rows = await (await from.stored()).audit({}, 1000);
  return rows.map(({ entry }) => entry);
}

test('every decision of an answer can be read as soon as the answer has arrived', async () => {
  for (let call = 0; call < 30; call += 1) {
    const hookInstance = `call-${call}`;
    await app.call(orderSign({ hookInstance }));
    const response = await get(`/decisions?hookInstance=${hookInstance}`);
    expect(response.status).toBe(200);
    expect(((await response.json()) as { id: string }[]).map(({ id }) => id)).toEqual([
      `${hookInstance}-a`,
      `${hookInstance}-b`,
    ]);
  }
});

test('one decision is read by its coverage-assertion-id, before and after it was stored', async () => {
  await app.call(orderSign());
  const expected = record({ id: `${HOOK_INSTANCE}-b` });
  expect(await (await get(`/decisions/${HOOK_INSTANCE}-b`)).json()).toEqual(expected);
  await app.stored();
  expect(await (await get(`/decisions/${HOOK_INSTANCE}-b`)).json()).toEqual(expected);
});

test.each(['/decisions/nobody', '/decisions?hookInstance=nobody'])('%s is 404', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ code: 'not-found' }],
  });
});

test.each([
  '/decisions',
  '/decisions?hookInstance=',
  '/decisions?hookInstance=a&hookInstance=b',
  '/decisions?hookinstance=a',
])('%s is 400', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ issue: [{ expression: ['hookInstance'] }] });
});

test('records that cannot be reached are 503, not an empty answer', async () => {
  const other = await startApp([service]);
  await other.decisions.close();
  const response = await get('/decisions/x', {}, other);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('store-unreachable');
  await other.close();
});

describe('what is kept of a call', () => {
  const patientId = 'patient-4711';

  test('is who, which service, how long and what came of it, without the id of the patient', async () => {
    const hookInstance = randomUUID();
    const fhirServer = 'https://ehr.example.org/fhir/';
    await app.call(orderSign({ hookInstance, fhirServer }, { patientId }));
    const store = await app.stored();
    const hash = app.decisions.patientHash(patientId);
    expect(await store.serversOf(hash)).toEqual(['https://ehr.example.org/fhir']);
    expect(await store.serversOf(patientId)).toEqual([]);
    expect((await auditOf(app)).filter(({ target }) => target === hookInstance)).toEqual([
      {
        at: '2025-10-01T12:00:00.000Z',
        who: 'unverified',
        what: 'hook-call',
        target: hookInstance,
        outcome: '200',
      },
    ]);
  });

  test('is kept of a call that failed as well', async () => {
    const hookInstance = randomUUID();
    const response = await app.call(orderSign({ hookInstance }, { userId: 'fails' }));
    expect(response.status).toBe(500);
    expect((await auditOf(app)).filter(({ target }) => target === hookInstance)).toMatchObject([
      { what: 'hook-call', outcome: '500' },
    ]);
    const { calls } = await (await app.stored()).report({});
    expect(calls.filter(({ status }) => status === 500)).toMatchObject([{ hook: 'order-sign', count: 1 }]);
  });
});

test('reading a decision is audited: who, which, and whether it was there', async () => {
  const other = await startApp([service]);
  const hookInstance = randomUUID();
  await other.call(orderSign({ hookInstance }));
  await get(`/decisions?hookInstance=${hookInstance}`, {}, other);
  await get('/decisions/Jane-Doe', {}, other);
  const read = (await auditOf(other)).filter(({ what }) => what === 'decision-read');
  const at = '2025-10-01T12:00:00.000Z';
  expect(read).toHaveLength(2);
  expect(read).toContainEqual({
    at,
    who: 'unverified',
    what: 'decision-read',
    target: hookInstance,
    outcome: 'found',
  });
  expect(read).toContainEqual({ at, who: 'unverified', what: 'decision-read', outcome: 'not-found' });
  await other.close();
});

describe('who may read', () => {
  const token = 'token-of-the-operators';
  const closed = ['/decisions/x', '/decisions?hookInstance=x', '/admin/servers'];

  async function inMode(mode: Config['mode'], operator: Partial<Config['operator']>): Promise<TestApp> {
    const none = { token: undefined, metricsToken: undefined };
    return startApp([], { config: { mode, operator: { ...none, ...operator } } });
  }

  test('in production without a configured token nobody may: 403', async () => {
    const production = await inMode('production', {});
    for (const path of closed) {
      const response = await get(path, { Authorization: `Bearer ${token}` }, production);
      expect([path, response.status]).toEqual([path, 403]);
      expect(await response.text()).toContain('operator-closed');
    }
    await production.close();
  });

  test.each(['production', 'sandbox'] as const)(
    'in %s with a configured token only who sends it may; others get 401',
    async (mode) => {
      const guarded = await inMode(mode, { token });
      for (const path of closed) {
        for (const wrong of ['', 'Bearer', 'Bearer x', `Bearer ${token}x`, `Basic ${token}`, token]) {
          const response = await get(path, wrong === '' ? {} : { Authorization: wrong }, guarded);
          expect([path, wrong, response.status]).toEqual([path, wrong, 401]);
          expect(response.headers.get('www-authenticate')).toBe('Bearer');
          expect(await response.text()).not.toContain(token);
        }
        const response = await get(path, { Authorization: `bearer  ${token}` }, guarded);
        expect([path, response.status]).toEqual([path, path === '/admin/servers' ? 200 : 404]);
      }
      const reads = (await auditOf(guarded)).filter(({ what }) => what === 'decision-read');
      expect(reads.map(({ who }) => who)).toEqual(['operator', 'operator']);
      await guarded.close();
    },
  );

  test('metrics are open, unless they have a token of their own', async () => {
    const open = await inMode('production', { token });
    expect((await get('/metrics', {}, open)).status).toBe(200);
    await open.close();
    const guarded = await inMode('production', { metricsToken: token });
    expect((await get('/metrics', {}, guarded)).status).toBe(401);
    expect((await get('/metrics', { Authorization: `Bearer ${token}` }, guarded)).status).toBe(200);
    await guarded.close();
  });
});
