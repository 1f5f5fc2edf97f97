/** Bad input about the drug, through the running service: each has a clear outcome in the record, and nothing fails. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CodeableConcept, Coding, MedicationRequest } from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { tables } from '../core/drug/support.js';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const NDC = 'http://hl7.org/fhir/sid/ndc';
let app: PolicyApp;

beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

async function drugOf(
  ordered: CodeableConcept,
  differences: Partial<MedicationRequest> = {},
): Promise<DecisionRecord['drug']> {
  const order = infusionOrder({ name: 'drug', ordered, given: ordered }, differences);
  const request = asPrefetch({ draft: [order, hospitalService()], chart: chartOf() });
  const { status, body } = await app.orderSign(request);
  expect(status).toBe(200);
  expect(JSON.stringify(body.cards)).not.toContain('<img');
  const record = (await app.decisions(request.hookInstance)).get('MedicationRequest/m1');
  if (!record) throw new Error('no decision about the order');
  expect(JSON.stringify(record)).not.toContain('<img');
  return record.drug;
}

const concept = (...coding: readonly Coding[]): CodeableConcept => ({ coding: [...coding] });

describe('bad input about the drug', () => {
  test.each<[string, CodeableConcept, RegExp]>([
    ['an empty coding', concept({}), /^$/],
    ['no coding at all', {}, /^$/],
    ['a coding that is null', { coding: [null] as unknown as Coding[] }, /^$/],
    ['a code without system', concept({ code: 'J1745' }), /J1745 has no system/],
    ['an unknown system', concept({ system: 'urn:formulary', code: 'J1745' }), /names no drugs here/],
    ['an NDC with a letter', concept({ system: NDC, code: '57894-030-O1' }), /cannot be read as one NDC/],
    ['an NDC of nine digits and a half', concept({ system: NDC, code: '57894-30-1' }), /cannot be read/],
    ['an RxCUI that is a word', concept({ system: RXNORM, code: 'infliximab' }), /not an RxCUI/],
    ['a HCPCS code too long', concept({ system: HCPCS, code: 'J17455' }), /does not name a drug/],
  ])('given %s, then unresolved, and the record says why', async (_, ordered, why) => {
    const drug = await drugOf(ordered);
    expect(drug).toMatchObject({ outcome: 'UNRESOLVED', hcpcs: [] });
    expect(drug.doubts?.join(' ') ?? '').toMatch(why);
  });

  test('given wrong digits in an NDC or RxCUI, then no listed drug is found', async () => {
    expect(await drugOf(concept({ system: NDC, code: '57894-030-99' }))).toMatchObject({
      outcome: 'RESOLVED',
      doubts: [expect.stringContaining('labeler and product')],
    });
    expect(await drugOf(concept({ system: NDC, code: '57894-939-01' }))).toMatchObject({
      outcome: 'NOT_LISTED',
    });
    expect(await drugOf(concept({ system: RXNORM, code: '3109949' }))).toMatchObject({
      outcome: 'NOT_LISTED',
    });
  });

  test('given HTML in a display, then it reaches neither card nor record', async () => {
    const display = '<img src=x onerror=alert(1)>infliximab 100 MG Injection';
    expect(await drugOf(concept({ system: RXNORM, code: '310994', display }))).toMatchObject({
      hcpcs: ['J1745'],
    });
    expect(await drugOf({ text: display })).toMatchObject({ hcpcs: ['J1745'] });
  });

  test('given 200 codings of one drug, then that drug; of 200 drugs, then a conflict that names two', async () => {
    const same = Array.from({ length: 200 }, () => ({ system: HCPCS, code: 'J1745' }));
    expect(await drugOf(concept(...same))).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    const different = [...tables.codes.keys()].slice(0, 200).map((code) => ({ system: HCPCS, code }));
    const drug = await drugOf(concept(...different));
    expect(drug.outcome).toBe('CONFLICT');
    expect(drug.question).toMatch(/(?:cpt|hcpcs) \w+ is .*, but hcpcs \w+ is /);
  });

  test('given a Medication that refers to itself, then its own words count, once', async () => {
    const contained = [
      {
        resourceType: 'Medication' as const,
        id: 'self',
        code: { text: 'Remicade' },
        ingredient: [{ itemReference: { reference: '#self' } }],
      },
    ];
    const order: Partial<MedicationRequest> = { contained, medicationReference: { reference: '#self' } };
    const drug = await drugOf(undefined as unknown as CodeableConcept, order);
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
  });

  test('given a display that contradicts its code, then a conflict that names both', async () => {
    const drug = await drugOf(
      concept({ system: RXNORM, code: '121191', display: 'infliximab 100 MG Injection' }),
    );
    expect(drug.outcome).toBe('CONFLICT');
    expect(drug.question).toMatch(/rxnorm 121191 is rituximab.*infliximab 100 MG Injection/);
  });
});
