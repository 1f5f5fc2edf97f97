/** An EHR that dies, stalls, breaks off or garbles in the middle of a call: the answer comes all the same and claims nothing it has not seen. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startFhirServer, type Fault, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { asPrefetch, asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';

const TOKEN = 'broken-ehr-token';
/** Waits long: what still can be read is read, however slow the machine is. */
let app: PolicyApp;
/** Gives up soon: for an EHR of which nothing can be read any more. */
let hasty: PolicyApp;
let ehr: FhirServer;

beforeAll(async () => {
  [app, hasty, ehr] = await Promise.all([
    startPolicyApp({ now: EVALUATED_AT, environment: { EHR_BUDGET_MS: '20000' } }),
    startPolicyApp({ now: EVALUATED_AT, environment: { EHR_TIMEOUT_MS: '40', EHR_BUDGET_MS: '60' } }),
    startFhirServer({ token: TOKEN, pageSize: 2 }),
  ]);
});
afterAll(() => Promise.all([app.close(), hasty.close(), ehr.close()]));
beforeEach(() => ehr.reset());

/** What is about the chart; coverage, patient and places stay readable, so that the criteria are asked at all. */
const CONTEXT = ['Patient', 'Coverage', 'Organization', 'Location', 'Encounter', 'ServiceRequest'];
const isChart: Fault['when'] = ({ path }) => !CONTEXT.includes(path.split('/')[0] ?? '');

const BREAKAGES: readonly (readonly [string, Fault])[] = [
  ['killed: connections are dropped', { drop: true, when: isChart }],
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
    '%s: then it is answered, with what is missing, and nothing is wrongly not met',
    async (_id, scenario) => expectHonest(await answerWith(scenario, fault)),
  );
});

describe('given an EHR that stalls after the prefetch has told who, where and covered by whom', () => {
  test.each(affected.map((scenario) => [scenario.id, scenario] as const))(
    '%s: then it is answered although the EHR never does, and nothing is wrongly not met',
    async (_id, scenario) => {
      const { request } = asServerLoad(scenario, ehr.url, TOKEN);
      const { patient, encounter, coverage, serviceRequests } = asPrefetch(scenario).prefetch ?? {};
      ehr.fail('*', { silent: true });
      const prefetch = { patient, encounter, coverage, serviceRequests };
      expect((await hasty.orderSign({ ...request, prefetch })).status).toBe(200);
      expectHonest([...(await hasty.decisions(request.hookInstance)).values()]);
    },
  );
});

describe('given an EHR that dies between the first and the second round', () => {
  test('then what the first round showed is kept, and the rest is unknown', async () => {
    const scenario = scenarioOf('T06');
    const [record] = await answerWith(scenario, { drop: true, when: isChart });
    expect(record?.coverage).toMatchObject({ status: 'applies' });
    expect(record?.site).toMatchObject({ class: 'HOPD' });
    expect(record?.unavailable).toContain('Condition: network error');
  });
});

describe('given an EHR that is down altogether', () => {
  test('then the call is refused as coverage-unreachable', async () => {
    const { request } = asServerLoad(scenarioOf('T06'), ehr.url, TOKEN);
    ehr.fail('*', { silent: true });
    expect((await hasty.orderSign(request)).status).toBe(412);
  });
});

async function answerWith(scenario: Scenario, fault: Fault): Promise<readonly DecisionRecord[]> {
  const { transaction, request } = asServerLoad(scenario, ehr.url, TOKEN);
  ehr.load(transaction);
  ehr.fail('*', fault);
  expect((await app.orderSign(request)).status).toBe(200);
  return [...(await app.decisions(request.hookInstance)).values()];
}

function expectHonest(records: readonly DecisionRecord[]): void {
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) {
    expect(record.unavailable.length).toBeGreaterThan(0);
    expect(wronglyNotMet(record)).toEqual([]);
    // What the payer's directory says of a facility needs no chart.
    if (record.cause !== 'facility') expect(record.determination).not.toBe('not-met');
  }
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
