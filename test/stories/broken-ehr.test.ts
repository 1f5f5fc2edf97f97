/** An EHR that dies, stalls, breaks off or garbles in the middle of a call: the answer comes in time and claims nothing it has not seen. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startFhirServer, type Fault, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';

const TOKEN = 'broken-ehr-token';
/** Milliseconds for all reading. */
const BUDGET = 150;
/** Far less than the 5 s of a slow EHR, and enough for a busy machine. */
const IN_TIME = 2000;
let app: PolicyApp;
let ehr: FhirServer;

beforeAll(async () => {
  [app, ehr] = await Promise.all([
    startPolicyApp({
      now: EVALUATED_AT,
      environment: { EHR_TIMEOUT_MS: '80', EHR_BUDGET_MS: String(BUDGET) },
    }),
    startFhirServer({ token: TOKEN, pageSize: 2 }),
  ]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));
beforeEach(() => ehr.reset());

/** What is about the chart; coverage, patient and places stay readable, so that the criteria are asked at all. */
const CONTEXT = ['Patient', 'Coverage', 'Organization', 'Location', 'Encounter', 'ServiceRequest'];
const isChart: Fault['when'] = ({ path }) => !CONTEXT.includes(path.split('/')[0] ?? '');

const BREAKAGES: readonly (readonly [string, Fault])[] = [
  ['killed: connections are dropped', { drop: true, when: isChart }],
  ['slowed to 5 s', { delayMs: 5000, when: isChart }],
  ['truncated: connections are cut in the middle of the body', { cutAfter: 60, when: isChart }],
  ['corrupted: the JSON is broken', { body: '{"resourceType":"Bundle","entry":[{"res', when: isChart }],
  ['corrupted: the JSON is something else', { body: [1, null, 'x'], when: isChart }],
  ['corrupted: resources are garbage', { change: garbage, when: isChart }],
  [
    'restarting: 503 as HTML',
    { status: 503, body: '<html>', headers: { 'retry-after': '30' }, when: isChart },
  ],
];

/** Those whose criteria are asked. */
const affected = scenarios.filter(({ expected }) =>
  Object.values(expected).some(({ determination }) =>
    ['met', 'not-met', 'needs-documentation'].includes(determination),
  ),
);

describe.each(BREAKAGES)('given an EHR that is %s', (_breakage, fault) => {
  test.each(affected.map((scenario) => [scenario.id, scenario] as const))(
    '%s: then it is answered in time, with what is missing, and nothing is wrongly not met',
    async (_id, scenario) => {
      const { ms, records } = await answerWith(scenario, fault);
      expect(ms).toBeLessThan(IN_TIME);
      for (const record of records) {
        expect(record.unavailable.length).toBeGreaterThan(0);
        expect(wronglyNotMet(record)).toEqual([]);
        // What the payer's directory says of a facility needs no chart.
        if (record.cause !== 'facility') expect(record.determination).not.toBe('not-met');
      }
    },
  );
});

describe('given an EHR that dies between the first and the second round', () => {
  test('then what the first round showed is kept, and the rest is unknown', async () => {
    const scenario = scenarioOf('T06');
    const { records } = await answerWith(scenario, { drop: true, when: isChart });
    expect(records[0]?.coverage).toMatchObject({ status: 'applies' });
    expect(records[0]?.site).toMatchObject({ class: 'HOPD' });
    expect(records[0]?.unavailable).toContain('Condition: network error');
  });
});

describe('given an EHR that is down altogether', () => {
  test('then the call is refused as coverage-unreachable, in time', async () => {
    const { transaction, request } = asServerLoad(scenarioOf('T06'), ehr.url, TOKEN);
    ehr.load(transaction);
    ehr.fail('*', { delayMs: 5000 });
    const start = performance.now();
    expect((await app.orderSign(request)).status).toBe(412);
    expect(performance.now() - start).toBeLessThan(IN_TIME);
  });
});

test('given the real limits and an EHR that takes 5 s, then the answer comes within 4.5 s', async () => {
  const real = await startPolicyApp({ now: EVALUATED_AT });
  try {
    const { transaction, request } = asServerLoad(scenarioOf('T06'), ehr.url, TOKEN);
    ehr.load(transaction);
    ehr.fail('*', { delayMs: 5000, when: isChart });
    const start = performance.now();
    expect((await real.orderSign(request)).status).toBe(200);
    expect(performance.now() - start).toBeLessThan(4500);
    const [record] = [...(await real.decisions(request.hookInstance)).values()];
    expect(record?.determination).toBe('needs-documentation');
    expect(record?.unavailable.length).toBeGreaterThan(5);
  } finally {
    await real.close();
  }
}, 10_000);

async function answerWith(
  scenario: Scenario,
  fault: Fault,
): Promise<{ ms: number; records: readonly DecisionRecord[] }> {
  const { transaction, request } = asServerLoad(scenario, ehr.url, TOKEN);
  ehr.load(transaction);
  ehr.fail('*', fault);
  const start = performance.now();
  const { status } = await app.orderSign(request);
  const ms = performance.now() - start;
  expect(status).toBe(200);
  return { ms, records: [...(await app.decisions(request.hookInstance)).values()] };
}

/** Criteria that rest on the chart and claim, in front of a broken EHR, that it shows nothing. */
const ON_CHART = /^(INIT\.NEW|INIT\.RESTART|C\.(VEN|CARE|CARDIO|FLUID|COG|BEH)|D\.EVT|CONT\.)/;

function wronglyNotMet({ criteria }: DecisionRecord): readonly string[] {
  return criteria.filter(({ id, status }) => ON_CHART.test(id) && status === 'not-met').map(({ id }) => id);
}

function garbage(): unknown {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: [{ resource: 'garbage' }, { resource: { resourceType: 7 } }, 42, { resource: { id: {} } }],
  };
}

function scenarioOf(id: string): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
}
