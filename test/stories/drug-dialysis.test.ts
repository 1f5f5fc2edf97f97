/** One product, two codes: the chart on the EHR's server decides whether Epogen is on the list (J0885) or not (Q4081). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Condition } from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
let app: PolicyApp;
let ehr: FhirServer;

beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer()]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));
beforeEach(() => ehr.reset());

const esrd: Condition = {
  resourceType: 'Condition',
  id: 'esrd',
  subject: { reference: 'Patient/p1' },
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
  },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'N18.6' }] },
};

async function decisionOn(
  conditions: readonly Condition[],
  refused: readonly string[] = [],
): Promise<DecisionRecord> {
  const ordered = { coding: [{ system: RXNORM, code: '205923' }] };
  const draft = [infusionOrder({ name: 'epoetin alfa', ordered, given: ordered }), hospitalService()];
  const { transaction, request } = asServerLoad({ draft, chart: chartOf(...conditions) }, ehr.url, 'token');
  ehr.load(transaction);
  for (const resourceType of refused) ehr.fail(resourceType, { status: 403 });
  expect((await app.orderSign(request)).status).toBe(200);
  const record = (await app.decisions(request.hookInstance)).get('MedicationRequest/m1');
  if (!record) throw new Error('no decision about the order');
  return record;
}

describe('Epogen, ordered as RxNorm 205923 without a HCPCS code', () => {
  test('given end-stage renal disease on dialysis, then Q4081, which is not listed', async () => {
    const record = await decisionOn([esrd]);
    expect(record.determination).toBe('not-applicable');
    expect(record.drug).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
    expect(record.drug.path.join(' ')).toContain('on dialysis → Q4081');
  });

  test('given all diagnoses and not that one, then J0885, and the policy is evaluated', async () => {
    const record = await decisionOn([]);
    expect(record.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J0885'] });
    expect(record.criteria.length).toBeGreaterThan(5);
  });

  test('given the diagnoses are refused, then the question stays, and nothing is guessed', async () => {
    const record = await decisionOn([esrd], ['Condition']);
    expect(record).toMatchObject({
      determination: 'insufficient-context',
      drug: { outcome: 'AMBIGUOUS_MIXED', question: expect.stringContaining('on dialysis') },
    });
  });
});
