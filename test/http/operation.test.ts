import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, HOOK_INSTANCE, orderSign, record } from '../support/hook-call.js';
import { until } from '../support/until.js';

const TOKEN = 'token-that-nobody-may-see';
let app: TestApp;

beforeAll(async () => {
  app = await startApp([
    fakeService((request) => {
      if (request.context.userId === 'reject') return Promise.reject(new Error('Jane Doe, secret'));
      if (request.context.userId === 'throw') throw new TypeError('x is not a function');
      return Promise.resolve({ response: { cards: [], systemActions: [] }, records: [record()] });
    }),
  ]);
});
afterAll(() => app.close());

describe('a service that fails', () => {
  test.each(['reject', 'throw'])(
    '%s: is 500, tells nothing, and the next call is answered',
    async (userId) => {
      const response = await app.call(orderSign({}, { userId }));
      expect(response.status).toBe(500);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'fatal', code: 'exception' }],
      });
      expect(text).not.toMatch(/Jane|secret|not a function|\.ts/);
      expect((await app.call(orderSign())).status).toBe(200);
    },
  );

  test('is logged with where it failed, without what it said of the patient', async () => {
    await app.call(orderSign({}, { userId: 'reject' }));
    expect(app.log()).toMatch(/a call failed/);
    expect(app.log()).toMatch(/operation\.test\.ts/);
    expect(app.log()).not.toMatch(/Jane|secret/);
  });
});

/** The line of a call is written when its connection has taken the answer, which can be after the client has read it. */
describe('the access log', () => {
  test('says method, route, status, time and hookInstance, and nothing of patient or token', async () => {
    await app.call(
      orderSign(
        {
          fhirServer: 'https://ehr.example/r4',
          fhirAuthorization: { access_token: TOKEN, token_type: 'Bearer', expires_in: 300 },
          prefetch: { patient: { resourceType: 'Patient', name: [{ family: 'Mustermann' }] } },
        },
        { patientId: 'patient-4711' },
      ),
      { headers: { Authorization: `Bearer ${TOKEN}` } },
    );
    await until('the call is logged', () => app.log().includes(HOOK_INSTANCE));
    const line = JSON.parse(
      app
        .log()
        .trim()
        .split('\n')
        .findLast((text) => text.includes(HOOK_INSTANCE)) ?? '{}',
    ) as object;
    expect(line).toMatchObject({
      method: 'POST',
      route: '/cds-services/:id',
      status: 200,
      hookInstance: HOOK_INSTANCE,
    });
    expect(line).toHaveProperty('ms');
    expect(app.log()).not.toMatch(/patient-4711|Mustermann/);
    expect(app.log()).not.toContain(TOKEN);
  });

  test('keeps a hookInstance that is no UUID, and addresses, to itself', async () => {
    await app.call(orderSign({ hookInstance: 'Jane-Doe-1960' }));
    await fetch(`${app.url}/decisions/Jane-Doe-1960`);
    await fetch(`${app.url}/Jane-Doe-1960`);
    await until('the call is logged', () => app.log().includes('(not a UUID)'));
    expect(app.log()).not.toContain('Jane-Doe-1960');
  });
});

describe('health', () => {
  test('alive and ready', async () => {
    expect(await (await fetch(`${app.url}/healthz`)).json()).toEqual({ status: 'alive' });
    const ready = await fetch(`${app.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  });

  test('not ready, but alive, when the store is gone or the process is being stopped', async () => {
    const problems: string[] = [];
    const other = await startApp([fakeService()], { deps: { readiness: () => problems } });
    problems.push('the process is being stopped');
    expect((await fetch(`${other.url}/readyz`)).status).toBe(503);
    problems.pop();
    expect((await fetch(`${other.url}/readyz`)).status).toBe(200);
    await other.decisions.close();
    const response = await fetch(`${other.url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not ready',
      problems: ['the decision store cannot be reached'],
    });
    expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
    await other.close();
  });
});

test('metrics count requests by route and decisions by determination', async () => {
  await app.call(orderSign());
  const response = await fetch(`${app.url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  const text = await response.text();
  expect(text).toMatch(
    /http_request_duration_seconds_count\{method="POST",route="\/cds-services\/:id",status="200"\} [1-9]/,
  );
  expect(text).toMatch(/cds_decisions_total\{determination="not-applicable",cause="drug-not-listed"\} [1-9]/);
  expect(text).not.toContain(HOOK_INSTANCE);
});

describe('the page at /', () => {
  test('in the sandbox says that callers are trusted, and where to go, also where it was not built', async () => {
    const plain = await startApp([fakeService()], { deps: { page: '/not/built' } });
    const response = await fetch(`${plain.url}/`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    await plain.close();
    expect(page).toMatch(/trusted without authentication/);
    expect(page).toContain('href="/cds-services"');
    expect(page).toContain('/cds-services/site-of-care-order-sign');
  });

  test('in production does not exist', async () => {
    const other = await startApp([fakeService()], { config: { mode: 'production' } });
    expect((await fetch(`${other.url}/`)).status).toBe(404);
    await other.close();
  });
});
