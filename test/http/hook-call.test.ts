import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationOutcome } from 'fhir/r4.js';
import { CRD_2_2 } from '../../src/crd/v2-2.js';
import type { AnswerContext } from '../../src/hooks/service.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign, record } from '../support/hook-call.js';

let app: TestApp;
let seen: { request: HookRequest; context: AnswerContext } | undefined;

beforeAll(async () => {
  app = await startApp([
    fakeService((request, context) => {
      seen = { request, context };
      return Promise.resolve({ response: { cards: [], systemActions: [] }, records: [] });
    }),
    // For calls that ask for CRD 2.2.
    { ...fakeService(() => Promise.resolve({ response: { cards: [] }, records: [] })), dialect: CRD_2_2 },
  ]);
});
afterAll(() => app.close());

async function refused(
  body: unknown,
): Promise<{ status: number; text: string; expressions: (string | undefined)[] }> {
  const response = await app.call(body);
  expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  const outcome = (await response.json()) as OperationOutcome;
  expect(outcome.resourceType).toBe('OperationOutcome');
  return {
    status: response.status,
    text: outcome.issue.map((issue) => issue.diagnostics).join(' '),
    expressions: outcome.issue.map((issue) => issue.expression?.[0]),
  };
}

test('a valid call is answered with 200 and the JSON of the service', async () => {
  const response = await app.call(orderSign());
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.text()).toBe('{"cards":[],"systemActions":[]}');
});

test('the service gets the body as it came, decimals included, and the time of the call', async () => {
  const text = JSON.stringify(orderSign()).replace('"entry":[]', '"entry":[],"total":10.00');
  await app.call(text);
  expect(seen?.context.rawText).toBe(text);
  expect(seen?.context.receivedAt.toISOString()).toBe('2025-10-01T12:00:00.000Z');
});

test('an answer that is already text is sent as it is', async () => {
  const serialized = '{"cards":[],"systemActions":[],  "x":10.00}';
  const other = await startApp([
    fakeService(() =>
      Promise.resolve({ response: { cards: [], systemActions: [] }, serialized, records: [] }),
    ),
  ]);
  expect(await (await other.call(orderSign())).text()).toBe(serialized);
  await other.close();
});

test('the same hookInstance twice is answered twice', async () => {
  expect((await app.call(orderSign())).status).toBe(200);
  expect((await app.call(orderSign())).status).toBe(200);
});

describe('what EHRs write differently is levelled out', () => {
  test.each([
    ['Patient/x', 'x'],
    ['x', 'x'],
    [' x ', 'x'],
    ['https://ehr.example/FHIR/R4/Patient/x', 'x'],
    ['Patient/x/_history/3', 'x'],
    ['x|1', 'x'],
    ['p'.repeat(100), 'p'.repeat(100)],
    ['a_b.c~d', 'a_b.c~d'],
  ])('patientId %s is the patient %s', async (given, id) => {
    expect((await app.call(orderSign({}, { patientId: given }))).status).toBe(200);
    expect(seen?.request.context.patientId).toBe(id);
  });

  test('encounterId loses its type, and null or empty means none', async () => {
    await app.call(orderSign({}, { encounterId: 'Encounter/e1' }));
    expect(seen?.request.context.encounterId).toBe('e1');
    for (const encounterId of [null, '']) {
      expect((await app.call(orderSign({}, { encounterId }))).status).toBe(200);
      expect(seen?.request.context).not.toHaveProperty('encounterId');
    }
  });

  test('null for an optional member means that it is absent', async () => {
    const nothing = { fhirServer: null, fhirAuthorization: null, prefetch: null, extension: null };
    expect((await app.call(orderSign(nothing))).status).toBe(200);
    for (const member of Object.keys(nothing)) expect(seen?.request).not.toHaveProperty(member);
  });

  test('an empty access token is no authorization', async () => {
    const fhirAuthorization = { access_token: '', token_type: 'Bearer', expires_in: 300 };
    expect(
      (await app.call(orderSign({ fhirServer: 'https://ehr.example/r4', fhirAuthorization }))).status,
    ).toBe(200);
    expect(seen?.request).not.toHaveProperty('fhirAuthorization');
    expect(seen?.request.fhirServer).toBe('https://ehr.example/r4');
  });

  test('unknown members are ignored at every level', async () => {
    const entry = [
      { fullUrl: 'urn:x', resource: { resourceType: 'MedicationRequest', novelty: [null] }, more: 1 },
    ];
    const body = orderSign(
      { user: 'Practitioner/old', fhirVersion: 4, extension: { 'x.y': [] } },
      { services: null, draftOrders: { resourceType: 'Bundle', entry, what: {} } },
    );
    expect((await app.call(body)).status).toBe(200);
    expect(seen?.request.context.draftOrders?.entry).toEqual(entry);
  });

  test('a null entry, an empty draft and a hookInstance that is no UUID are left to the service', async () => {
    for (const entry of [[null], [], undefined, [1, 'x', {}]]) {
      expect((await app.call(orderSign({}, { draftOrders: { resourceType: 'Bundle', entry } }))).status).toBe(
        200,
      );
    }
    expect((await app.call(orderSign({ hookInstance: 'test' }))).status).toBe(200);
  });
});

describe('a member of CDS Hooks that is missing or mistyped is 400, and named', () => {
  const authorization = { access_token: 't', token_type: 'Bearer', expires_in: 300 };
  test.each<[string, unknown, string | undefined]>([
    ['an array', [], undefined],
    ['a string', '"text"', undefined],
    ['null', 'null', undefined],
    ['a number', '42', undefined],
    ['no hook', orderSign({ hook: undefined }), 'hook'],
    ['hook mistyped', orderSign({ hook: 7 }), 'hook'],
    ['no hookInstance', orderSign({ hookInstance: undefined }), 'hookInstance'],
    ['hookInstance mistyped', orderSign({ hookInstance: { a: 1 } }), 'hookInstance'],
    ['hookInstance empty', orderSign({ hookInstance: '' }), 'hookInstance'],
    ['hookInstance without end', orderSign({ hookInstance: 'x'.repeat(300) }), 'hookInstance'],
    ['no context', orderSign({ context: undefined }), 'context'],
    ['context mistyped', orderSign({ context: [] }), 'context'],
    ['no userId', orderSign({}, { userId: undefined }), 'context.userId'],
    ['userId null', orderSign({}, { userId: null }), 'context.userId'],
    ['no patientId', orderSign({}, { patientId: undefined }), 'context.patientId'],
    ['patientId mistyped', orderSign({}, { patientId: 12 }), 'context.patientId'],
    ['patientId of another type', orderSign({}, { patientId: 'Practitioner/x' }), 'context.patientId'],
    ['patientId without id', orderSign({}, { patientId: 'Patient/' }), 'context.patientId'],
    ['patientId climbing', orderSign({}, { patientId: '../..' }), 'context.patientId'],
    ['patientId a dot', orderSign({}, { patientId: '..' }), 'context.patientId'],
    ['encounterId mistyped', orderSign({}, { encounterId: 5 }), 'context.encounterId'],
    ['no draftOrders', orderSign({}, { draftOrders: undefined }), 'context.draftOrders'],
    ['draftOrders null', orderSign({}, { draftOrders: null }), 'context.draftOrders'],
    ['draftOrders an array', orderSign({}, { draftOrders: [] }), 'context.draftOrders'],
    ['prefetch mistyped', orderSign({ prefetch: [] }), 'prefetch'],
    ['extension mistyped', orderSign({ extension: 'x' }), 'extension'],
    ['fhirServer mistyped', orderSign({ fhirServer: 3 }), 'fhirServer'],
    ['fhirServer no address', orderSign({ fhirServer: 'ehr.example/r4' }), 'fhirServer'],
    [
      'authorization mistyped',
      orderSign({ fhirServer: 'https://e.example', fhirAuthorization: 't' }),
      'fhirAuthorization',
    ],
    ['authorization without server', orderSign({ fhirAuthorization: authorization }), 'fhirServer'],
    [
      'authorization without token',
      orderSign({
        fhirServer: 'https://e.example',
        fhirAuthorization: { token_type: 'Bearer', expires_in: 1 },
      }),
      'fhirAuthorization.access_token',
    ],
  ])('%s', async (_, body, expression) => {
    const answer = await refused(body);
    expect(answer.status).toBe(400);
    expect(answer.expressions).toEqual([expression]);
  });

  test('several faults are told together', async () => {
    const { expressions } = await refused(
      orderSign({ hookInstance: 1 }, { userId: 2, patientId: undefined }),
    );
    expect(expressions.toSorted()).toEqual(['context.patientId', 'context.userId', 'hookInstance']);
  });

  test('what was expected and what came is said, never the value', async () => {
    const { text } = await refused(orderSign({}, { patientId: { name: 'Doe, Jane' } }));
    expect(text).toContain('context.patientId has to be a string, not an object.');
    expect(text).not.toContain('Jane');
  });
});

test('a body for another hook is 400, and says which hook the service answers', async () => {
  const { status, text, expressions } = await refused({
    hook: 'patient-view',
    hookInstance: 'x',
    context: {},
  });
  expect([status, expressions]).toEqual([400, ['hook']]);
  expect(text).toContain('order-sign');
  expect(text).not.toContain('patient-view');
});

test('an unknown service is 404', async () => {
  const response = await app.call(orderSign(), { service: 'no-such-service' });
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('unknown-service');
});

describe('draft orders that FHIR cannot read are 422', () => {
  test.each<[string, unknown, string]>([
    ['no resourceType', { entry: [] }, 'context.draftOrders.resourceType'],
    ['another resource', { resourceType: 'MedicationRequest' }, 'context.draftOrders.resourceType'],
    ['entry an object', { resourceType: 'Bundle', entry: {} }, 'context.draftOrders.entry'],
    ['entry a string', { resourceType: 'Bundle', entry: 'x' }, 'context.draftOrders.entry'],
    ['entry null', { resourceType: 'Bundle', entry: null }, 'context.draftOrders.entry'],
  ])('%s', async (_, draftOrders, expression) => {
    const answer = await refused(orderSign({}, { draftOrders }));
    expect([answer.status, answer.expressions]).toEqual([422, [expression]]);
  });
});

test('discovery lists the service, and nothing that is empty', async () => {
  const response = await fetch(`${app.url}/cds-services`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ services: [fakeService().definition] });
});

test('discovery without any service is an empty list', async () => {
  const empty = await startApp([]);
  expect(await (await fetch(`${empty.url}/cds-services`)).json()).toEqual({ services: [] });
  await empty.close();
});

test('an own answer that breaks CDS Hooks is held back where it is refused, and sent but logged where it is not', async () => {
  const services = [
    fakeService(() =>
      Promise.resolve({ response: { cards: [], systemActions: [null] } as never, records: [record()] }),
    ),
  ];
  const strict = await startApp(services);
  const refusal = await strict.call(orderSign());
  expect(refusal.status).toBe(500);
  expect(await refusal.text()).toContain('invalid-answer');
  await strict.close();

  const lenient = await startApp(services, { config: { validateResponses: 'log' } });
  expect((await lenient.call(orderSign())).status).toBe(200);
  expect(lenient.log()).toContain('an own answer breaks CDS Hooks');
  await lenient.close();
});

const samples = '../shared/data/cds-hooks-requests';
(existsSync(samples) ? test : test.skip)(
  'public sample requests (skipped without ../shared) never cause a 5xx',
  async () => {
    const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    const statuses = await Promise.all(
      files.map(async (name) => {
        const text = readFileSync(join(samples, name), 'utf8');
        return [name, (await app.call(text)).status] as const;
      }),
    );
    expect(statuses.length).toBeGreaterThan(30);
    expect(statuses.filter(([, status]) => status !== 200 && status !== 400)).toEqual([]);
    const byName = new Map(statuses);
    expect(byName.get(join('inferno-crd-kit', 'order_sign_hook_request.json'))).toBe(200);
    expect(byName.get(join('rems-admin', 'ExampleHook.json'))).toBe(200);
    expect(byName.get(join('davinci-crd-ig', 'CRDServiceRequest.json'))).toBe(200);
  },
);
