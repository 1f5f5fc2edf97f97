/** What cannot be seen is unknown, never "no": refused reads, failed prefetch, and a coverage that is missing or has ended. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf, coverage, given, patient, surroundings } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { cardsAbout, coverageInformation } from '../support/scenarios/observe.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asBareCall, asPrefetch, asServerLoad, type Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const M1 = 'MedicationRequest/m1';
let app: PolicyApp;
let ehr: FhirServer;

beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer()]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));
beforeEach(() => ehr.reset());

const maintenance: Situation = {
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(given(drugs.infliximab, '2025-08-13')),
};
const firstDose: Situation = { ...maintenance, chart: chartOf() };

async function decisionOn(request: HookRequest): Promise<DecisionRecord> {
  expect((await app.orderSign(request)).status).toBe(200);
  const record = (await app.decisions(request.hookInstance)).get(M1);
  if (!record) throw new Error('no decision about the order');
  return record;
}

function statusOf(record: DecisionRecord, criterion: string): string | undefined {
  return record.criteria.find(({ id }) => id === criterion)?.status;
}

describe('a refused read', () => {
  function fromServer(situation: Situation, ...refused: readonly string[]): Promise<DecisionRecord> {
    const { transaction, request } = asServerLoad(situation, ehr.url, 'token');
    ehr.load(transaction);
    for (const resourceType of refused) ehr.fail(resourceType, { status: 403 });
    return decisionOn(request);
  }

  test('given refused diagnoses, then an impairment is unknown and the record names the refusal', async () => {
    const record = await fromServer(maintenance, 'Condition');
    expect(statusOf(record, 'C.CARDIO')).toBe('needs-documentation');
    expect(record.determination).toBe('needs-documentation');
    expect(record.unavailable.join()).toMatch(/Condition.*403/);
  });

  test('given refused administrations and procedures, then nobody can say that the treatment is new', async () => {
    const record = await fromServer(firstDose, 'MedicationAdministration', 'Procedure');
    expect(statusOf(record, 'INIT.NEW')).toBe('needs-documentation');
  });

  test('given a refused dispense search alone, then the administrations still prove a new treatment', async () => {
    expect(statusOf(await fromServer(firstDose, 'MedicationDispense'), 'INIT.NEW')).toBe('met');
  });
});

describe('prefetch', () => {
  function withConditions(conditions: unknown): Promise<DecisionRecord> {
    const request = asPrefetch(maintenance);
    return decisionOn({ ...request, prefetch: { ...request.prefetch, conditions } });
  }

  test('given null, then the EHR looked and found nothing', async () => {
    expect(statusOf(await withConditions(null), 'C.CARDIO')).toBe('not-met');
  });

  test.each([
    [
      'an OperationOutcome',
      { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] },
    ],
    ['nothing, and no server to ask', undefined],
  ])('given %s, then the diagnoses are unknown', async (_what, value) => {
    expect(statusOf(await withConditions(value), 'C.CARDIO')).toBe('needs-documentation');
  });
});

describe('coverage', () => {
  test('given no Coverage and ASSUME_COVERAGE=on, then the demo payer stands in, and the record says so', async () => {
    const assuming = await startPolicyApp({ now: EVALUATED_AT, assumeCoverage: true });
    try {
      const request = asPrefetch({
        ...maintenance,
        draft: [infusionOrder(drugs.infliximab, { insurance: [] }), hospitalService()],
        chart: [patient(), ...surroundings, given(drugs.infliximab, '2025-08-13')],
      });
      const { body } = await assuming.orderSign(request);
      const record = (await assuming.decisions(request.hookInstance)).get(M1);
      expect(record).toMatchObject({
        determination: 'not-met',
        assumptions: [expect.stringMatching(/coverage/i)],
      });
      expect(coverageInformation(M1, body)).toBe(false);
      expect(`${body.cards[0]?.summary} ${body.cards[0]?.detail}`).toMatch(/assum/i);
    } finally {
      await assuming.close();
    }
  });

  test('given a Coverage that ends before the planned day, then it is not applicable, and a card says why', async () => {
    const ended = coverage({ period: { start: '2025-01-01', end: '2025-10-07' } });
    const request = asPrefetch({ ...maintenance, chart: [patient(), ended, ...surroundings] });
    const { body } = await app.orderSign(request);
    const record = (await app.decisions(request.hookInstance)).get(M1);
    expect(record?.determination).toBe('not-applicable');
    expect(cardsAbout(M1, body)).toMatchObject([{ indicator: 'info' }]);
    expect(JSON.stringify(body.systemActions)).toContain('"not-covered"');
  });

  test('given neither prefetch nor a FHIR server, then the call is refused with 412', async () => {
    expect((await app.orderSign(asBareCall(maintenance))).status).toBe(412);
  });
});
