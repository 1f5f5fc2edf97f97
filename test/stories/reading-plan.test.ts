/** What is read, when, and how much of it at once: seen from the EHR's side. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Medication } from 'fhir/r4.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { loadKnowledge } from '../../src/knowledge/load.js';
import { without } from '../ehr/quirks/support.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { readingSteps } from '../support/reading-steps.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf, coded, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asPrefetch, asServerLoad, type Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { until } from '../support/until.js';

const TOKEN = 'reading-plan-token';
let ehr: FhirServer;
let app: PolicyApp;

beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());
// A server of its own for each test: what one showed is not remembered of the next.
beforeEach(async () => {
  ehr = await startFhirServer({ token: TOKEN });
});
afterEach(() => ehr.close());

/** Types the policy's criteria ask about, as it was compiled. */
const asked = new Set(
  loadKnowledge({ assumeCoverage: false }).core.policies.flatMap(({ policy }) =>
    policy.needs.map(({ resourceType }) => resourceType),
  ),
);
const CONTEXT = new Set(['Patient', 'Coverage', 'Encounter', 'Organization', 'Location', 'ServiceRequest']);

async function sign(situation: Situation, change: Partial<HookRequest> = {}, service = app) {
  const { transaction, request } = asServerLoad(situation, ehr.url, TOKEN);
  ehr.load(transaction);
  const call = { ...request, ...change };
  expect((await service.orderSign(call)).status).toBe(200);
  return [...(await service.decisions(call.hookInstance)).values()][0];
}

const types = () => [...new Set(ehr.requests.map(({ path }) => path.split('/')[0] ?? ''))].sort();
const chartTypes = () => types().filter((type) => !CONTEXT.has(type));
const situationOf = (id: string): Situation => scenarios.find((one) => one.id === id) as Situation;

describe('what is read', () => {
  test('given a listed drug whose gates have passed, then the types the policy asks about, each once', async () => {
    await sign(situationOf('T06'));
    expect(chartTypes().filter((type) => !asked.has(type))).toEqual([]);
    expect(chartTypes()).toEqual(
      expect.arrayContaining(['Condition', 'Observation', 'MedicationAdministration']),
    );
    const requests = ehr.requests.map(({ path, query }) => `${path}?${query.toString()}`);
    expect(new Set(requests).size).toBe(requests.length);
  });

  test('given observations, then only those of the codes the policy knows', async () => {
    await sign(situationOf('T06'));
    const [observations] = ehr.requests.filter(({ path }) => path === 'Observation');
    expect(observations?.query.get('code')).toMatch(/(^|,)10230-1(,|$)/);
  });

  test.each([
    ['an unlisted drug', situationOf('T17')],
    ['a drug the patient injects at home', situationOf('T16')],
    [
      'a planned date before the policy',
      {
        draft: [
          infusionOrder(drugs.infliximab, {
            dosageInstruction: [{ timing: { event: ['2025-06-01'] }, route: { text: 'intravenous' } }],
          }),
          hospitalService({ occurrenceDateTime: '2025-06-01' }),
        ],
        chart: chartOf(),
      },
    ],
  ])('given %s, then nothing at all', async (_what, situation) => {
    await sign(situation);
    expect(ehr.requests).toEqual([]);
  });

  test.each([
    ['another line of business', situationOf('T21')],
    ['no coverage', situationOf('T20')],
    ['a preferred site', situationOf('T18')],
  ])('given %s, then the context of the order, and nothing of the chart', async (_what, situation) => {
    await sign(situation);
    expect(types()).toContain('Coverage');
    expect(chartTypes()).toEqual([]);
  });

  test('given everything prefetched, then nothing', async () => {
    await sign(situationOf('T06'), { prefetch: asPrefetch(situationOf('T06')).prefetch ?? {} });
    expect(ehr.requests).toEqual([]);
  });
});

describe('how it is read', () => {
  async function steps(situation: Situation, change?: Partial<HookRequest>): Promise<number> {
    const wide = await startPolicyApp({ now: EVALUATED_AT, environment: { EHR_MAX_IN_FLIGHT: '50' } });
    try {
      const seen = readingSteps(ehr);
      await sign(situation, change, wide);
      return seen.length;
    } finally {
      await wide.close();
    }
  }

  const remicade: Medication = { resourceType: 'Medication', id: 'remicade', code: drugs.infliximab.ordered };
  const byReference = {
    ...without(given(drugs.infliximab, '2025-08-13'), 'medicationCodeableConcept'),
    medicationReference: { reference: 'Medication/remicade' },
  };

  test('given nothing prefetched, then in two steps: the context, then the chart', async () => {
    expect(await steps(situationOf('T06'))).toBe(2);
  });

  test('given the coverage prefetched, then the chart is read at once, and a place one step up', async () => {
    const { coverage, patient } = asPrefetch(situationOf('T06')).prefetch ?? {};
    expect(await steps(situationOf('T06'), { prefetch: { coverage, patient } })).toBe(2);
    expect(chartTypes().length).toBeGreaterThan(5);
  });

  test('given doses that only refer to their drug, then a third step reads the Medications', async () => {
    const situation = {
      ...situationOf('T06'),
      chart: chartOf(byReference, remicade),
    };
    expect(await steps(situation)).toBe(3);
  });

  test('given an order that only refers to a Medication with a telling display, then that is read with the context', async () => {
    const order = without(infusionOrder(drugs.infliximab), 'medicationCodeableConcept');
    const medicationReference = { reference: 'Medication/remicade', display: 'infliximab' };
    const draft = [{ ...order, medicationReference }, hospitalService()];
    expect(await steps({ draft, chart: chartOf(remicade, given(drugs.infliximab, '2025-08-13')) })).toBe(2);
  });

  test('at most six at a time', async () => {
    readingSteps(ehr);
    await sign(situationOf('T06'));
    expect(ehr.peakInFlight).toBe(6);
  });
});

describe('the settings', () => {
  async function with_(environment: Record<string, string>, change: Partial<HookRequest> = {}) {
    const service = await startPolicyApp({ now: EVALUATED_AT, environment });
    try {
      return await sign(situationOf('T06'), change, service);
    } finally {
      await service.close();
    }
  }

  test('EHR_MAX_IN_FLIGHT', async () => {
    readingSteps(ehr);
    await with_({ EHR_MAX_IN_FLIGHT: '2' });
    expect(ehr.peakInFlight).toBe(2);
  });

  test('EHR_MAX_PAGES', async () => {
    ehr.fail('MedicationAdministration', {
      change: (bundle) => ({ ...bundle, link: [{ relation: 'next', url: `${ehr.url}?cursor=x` }] }),
    });
    const record = await with_({ EHR_MAX_PAGES: '1' });
    expect(record?.unavailable).toEqual(['MedicationAdministration: incomplete, more than 1 pages']);
  });

  test('EHR_MAX_BYTES', async () => {
    ehr.fail('Condition', { change: (bundle) => ({ ...bundle, padding: 'x'.repeat(5000) }) });
    const record = await with_({ EHR_MAX_BYTES: '4 kB' });
    expect(record?.unavailable).toEqual(['Condition: answer larger than 4096 bytes']);
  });

  test('EHR_TIMEOUT_MS', async () => {
    ehr.fail('Condition', { silent: true });
    // Everything else is at hand, so that nothing but the silence can take too long.
    const { conditions, ...prefetch } = asPrefetch(situationOf('T06')).prefetch ?? {};
    expect(conditions).toBeDefined();
    const record = await with_({ EHR_TIMEOUT_MS: '50' }, { prefetch });
    expect(record?.unavailable).toEqual(['Condition: timed out after 50 ms']);
  });

  test('ALLOW_PRIVATE_NETWORKS=off: a server on this machine is not asked', async () => {
    const service = await startPolicyApp({
      now: EVALUATED_AT,
      environment: { ALLOW_PRIVATE_NETWORKS: 'off' },
    });
    try {
      const { request } = asServerLoad(situationOf('T06'), ehr.url, TOKEN);
      expect((await service.orderSign(request)).status).toBe(412);
      expect([...ehr.requests, ...ehr.probes]).toEqual([]);
    } finally {
      await service.close();
    }
  });
});

test('a payor that is only referred to comes along where the server says it can', async () => {
  const declaring = await startFhirServer({ token: TOKEN, types: ['Coverage', 'Organization', 'Condition'] });
  try {
    const chart = chartOf().map((resource) =>
      resource.resourceType === 'Coverage' ? { ...resource, class: [], type: coded('urn:x', 'y') } : resource,
    );
    const { transaction, request } = asServerLoad({ ...situationOf('T06'), chart }, declaring.url, TOKEN);
    declaring.load(transaction);
    await app.orderSign(request);
    expect(declaring.requests.map(({ path }) => path)).toContain('Organization/payer1');
    await until('the metadata are read', async () => {
      const servers = await (await fetch(`${app.url}/admin/servers`)).text();
      return servers.includes('"metadata":"read"');
    });
    const before = declaring.requests.length;
    await app.orderSign({ ...request, hookInstance: crypto.randomUUID() });
    const later = declaring.requests.slice(before);
    expect(later.find(({ path }) => path === 'Coverage')?.query.get('_include')).toBe('Coverage:payor');
    expect(later.map(({ path }) => path)).not.toContain('Organization/payer1');
  } finally {
    await declaring.close();
  }
});
