/** The embedded FHIR server under /sandbox/fhir, and the service reading from itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HookRequest } from '../../src/hooks/types.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { observe, picture } from '../support/scenarios/observe.js';
import { relocate } from '../support/scenarios/relocate.js';
import { asBareCall } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const base = () => `${app.url}/sandbox/fhir`;
const json = async (path: string) =>
  (await (await fetch(`${base()}/${path}`)).json()) as Record<string, unknown>;

describe('the embedded server', () => {
  test('serves metadata and the made-up patients', async () => {
    const response = await fetch(`${base()}/metadata`);
    expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(await response.json()).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
    });
    const { total } = (await json('Patient')) as { total: number };
    expect(total).toBeGreaterThanOrEqual(scenarios.length);
  });

  test('takes resources and transactions, and lets them go', async () => {
    const patient = { resourceType: 'Patient', id: 'new' };
    const put = await fetch(`${base()}/Patient/new`, {
      method: 'PUT',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(patient),
    });
    expect(put.status).toBe(201);
    expect(await json('Patient/new')).toEqual(patient);
    expect((await fetch(`${base()}/Patient/new`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${base()}/Patient/new`)).status).toBe(404);
  });

  test.each([
    ['PATCH', 'Patient/t06-p1', 405],
    ['GET', 'Patient?colour=red', 400],
    ['GET', '%2e%2e/metadata', 404],
    ['GET', 'Patient/%E0%A4%A', 404],
  ])('refuses %s %s', async (method, path, status) => {
    expect((await fetch(`${base()}/${path}`, { method })).status).toBe(status);
  });

  test('given a patient of it, then the service reads the chart there and decides as the scenario says', async () => {
    const scenario = scenarios.find(({ id }) => id === 'T06') as Scenario;
    const call = asBareCall(relocate(scenario, 't06-'));
    const request = { ...call, fhirServer: base(), context: { ...call.context, patientId: 't06-p1' } };
    const { status, body } = await app.orderSign(request);
    expect(status).toBe(200);
    const order = 'MedicationRequest/t06-m1';
    const expected = scenario.expected['MedicationRequest/m1'];
    if (!expected) throw new Error('no expectation');
    const record = (await app.decisions(request.hookInstance)).get(order);
    expect(observe(order, expected, body, record)).toEqual(picture(expected));
  });
});

describe('docs/examples/order-sign-from-server.json', () => {
  const file = join(import.meta.dirname, '../../docs/examples/order-sign-from-server.json');
  const example = readFileSync(file, 'utf8');

  test('is decided on the chart of the embedded server', async () => {
    const request = JSON.parse(example.replace('http://127.0.0.1:3000/sandbox/fhir', base())) as HookRequest;
    expect(request.fhirServer).toBe(base());
    expect((await app.orderSign(request)).status).toBe(200);
    const [record] = [...(await app.decisions(request.hookInstance)).values()];
    expect(record).toMatchObject({ determination: 'met', unavailable: [] });
    expect(record?.criteria.find(({ id }) => id === 'C.CARDIO')).toMatchObject({
      status: 'met',
      evidence: [{ source: 'read', reference: expect.stringMatching(/^Observation\/t06-/) }],
    });
  });
});

test('given SANDBOX_FHIR=off, then there is no such address', async () => {
  const plain = await startPolicyApp({ now: EVALUATED_AT, environment: { SANDBOX_FHIR: 'off' } });
  expect((await fetch(`${plain.url}/sandbox/fhir/Patient`)).status).toBe(404);
  await plain.close();
});
