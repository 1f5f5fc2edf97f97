/** CRDMetricData is kept of every call (CR-86), with what CRD's measures need and nothing of the patient. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Patient } from 'fhir/r4.js';
import type { MetricData } from '../../src/crd/metric-data.js';
import { DecisionLog } from '../../src/decisions/decision-log.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';
import { callOf, HOOKS, post, scenarios, VERSIONS, type Call } from './calls.js';

const TOKEN = 'metrics-token';

let app: PolicyApp;
let ehr: FhirServer;
const kept: MetricData[] = [];

beforeAll(async () => {
  jest.spyOn(DecisionLog.prototype, 'addSoon').mockImplementation(({ metric }) => {
    kept.push(metric as MetricData);
    return Promise.resolve();
  });
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
});
beforeEach(() => {
  kept.length = 0;
  ehr.reset();
});
afterEach(() => {
  const text = JSON.stringify(kept);
  for (const secret of [TOKEN, 'Patient/', '123456789', ...namesOf(notMet)])
    expect(text).not.toContain(secret);
});
afterAll(async () => {
  await Promise.all([app.close(), ehr.close()]);
  jest.restoreAllMocks();
});

/** Not met, and more than one thing to say. */
const notMet = scenarios.find(({ id }) => id === 'T04') as Scenario;

/** Names and numbers of the patient. */
function namesOf({ chart }: Scenario): readonly string[] {
  const patient = chart.find(({ resourceType }) => resourceType === 'Patient') as Patient;
  const names = (patient.name ?? []).flatMap(({ family, given = [] }) => [family ?? '', ...given]);
  const found = [...names, ...(patient.identifier ?? []).map(({ value }) => value ?? '')];
  expect(found.length).toBeGreaterThan(1);
  return found;
}

function serverCall(token: string): Call {
  const { transaction, request } = asServerLoad(notMet, ehr.url, TOKEN);
  ehr.load(transaction);
  return {
    ...request,
    fhirAuthorization: { ...request.fhirAuthorization, access_token: token },
  } as unknown as Call;
}

/** What one user was told at order-select is not told again when the order is signed. */
function byAnotherUser(call: Call): Call {
  if (call.context['userId'] === undefined) return call;
  return { ...call, context: { ...call.context, userId: `Practitioner/${crypto.randomUUID()}` } };
}

test.each(VERSIONS.flatMap((version) => HOOKS.map((hook) => [version, hook] as const)))(
  'CRD %s, %s: who asked, when, about which drug, and what was said',
  async (version, hook) => {
    const call = byAnotherUser(callOf(hook, notMet));
    const { body } = await post(app, version, call);
    expect(kept).toHaveLength(1);
    const [metric] = kept;
    expect(metric).toMatchObject({
      source: 'payer-src',
      hookInstance: call.hookInstance,
      hookType: hook,
      payerId: { system: 'urn:oid:2.16.840.1.113883.6.300', value: '99999' },
      requestTime: '2025-10-01T12:00:00.000Z',
      httpResponse: 200,
      tokenUse: 'not-used',
    });
    expect(Date.parse(metric?.responseTime ?? '')).toBeGreaterThanOrEqual(Date.parse(EVALUATED_AT));
    expect(metric?.resources).toContainEqual({ type: 'Coverage', count: 1, prefetch: true });
    const drug = metric?.request?.find(({ type }) =>
      hook === 'appointment-book' ? type === 'Appointment' : type === 'MedicationRequest',
    );
    const types = drug?.response?.map(({ type }) => type);
    expect(types).toContain('network');
    if (body.systemActions?.length) expect(types).toContain('coverage-info');
  },
);

test('what coverage information said is told by its codes', async () => {
  await post(app, '2.2', callOf('order-sign', notMet));
  const order = kept[0]?.request?.find(({ type }) => type === 'MedicationRequest');
  expect(order?.orderDetail?.coding.length).toBeGreaterThan(0);
  expect(order?.response?.[0]).toEqual({
    type: 'coverage-info',
    focus: ['MedicationRequest'],
    coverageInfo: [
      {
        covered: 'conditional',
        paNeeded: 'auth-needed',
        docNeeded: 'clinical',
        infoNeeded: 'location',
        questionnaire: [
          {
            reference: expect.stringMatching(/\/Questionnaire\/ga-pmn-34-site-of-care\|/),
            adaptive: false,
            response: false,
          },
        ],
        assertionId: expect.any(String),
      },
    ],
  });
});

test('given the chart was read from the EHR, then the token was used', async () => {
  await post(app, '2.0', serverCall(TOKEN));
  expect(kept[0]?.tokenUse).toBe('used');
  expect(kept[0]?.resources).toContainEqual({ type: 'Coverage', count: 1, prefetch: false });
});

test('given the EHR refuses the token and the prefetch is enough to answer, then it was rejected', async () => {
  const { prefetch = {} } = callOf('order-sign', notMet);
  const { patient, coverage } = prefetch;
  const { status } = await post(app, '2.0', {
    ...serverCall('another token'),
    prefetch: { patient, coverage },
  });
  expect([status, kept[0]?.tokenUse]).toEqual([200, 'rejected']);
});

test('given the call fails, then its status and the codes of its OperationOutcome are kept', async () => {
  const { status } = await post(app, '2.0', serverCall('another token'));
  expect(status).toBe(412);
  expect(kept[0]).toMatchObject({
    httpResponse: 412,
    hookType: 'order-sign',
    issue: [{ code: 'incomplete', details: { coding: [{ code: 'coverage-unreachable' }] } }],
  });
});

test('given an order of an unlisted drug, then it counts all the same, with nothing said of it', async () => {
  const unlisted = scenarios.find(({ id }) => id === 'T17') as Scenario;
  await post(app, '2.0', callOf('order-sign', unlisted));
  const order = kept[0]?.request?.find(({ type }) => type === 'MedicationRequest');
  expect(order).toEqual({ type: 'MedicationRequest', orderDetail: expect.anything() });
});
