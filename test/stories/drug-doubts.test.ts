/** Doubtful rows of the payer's list, through the running service: the decision says the doubt and never rests on it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CodeableConcept, ConceptMap, MedicationRequest, ValueSet } from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
let app: PolicyApp;

beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

async function decisionOn(
  ordered: CodeableConcept,
  differences: Partial<MedicationRequest> = {},
): Promise<DecisionRecord> {
  const request = asPrefetch({
    draft: [infusionOrder({ name: 'drug', ordered, given: ordered }, differences), hospitalService()],
    chart: chartOf(),
  });
  expect((await app.orderSign(request)).status).toBe(200);
  const record = (await app.decisions(request.hookInstance)).get('MedicationRequest/m1');
  if (!record) throw new Error('no decision about the order');
  return record;
}

const coded = (system: string, code: string, display?: string): CodeableConcept => ({
  coding: [{ system, code, ...(display !== undefined && { display }) }],
});

describe('an order of a code whose row is doubtful', () => {
  test.each([
    ['J3303', 179, 'triamcinolone hexacetonide', 'factor VIII'],
    ['J7212', 178, 'factor VIIa', 'factor VIII'],
    ['J1571', 78, 'hepatitis B immune globulin', 'swapped'],
    ['J1573', 80, 'hepatitis B immune globulin', 'swapped'],
    ['J2790', 117, 'Rho(D) immune globulin', 'J2792'],
    ['J7195', 165, 'factor IX', 'J7213'],
    ['J1440', 57, 'fecal microbiota', 'rectal'],
    ['J1566', 74, 'immune globulin', 'S/D'],
  ])('given %s, then row %d stands as printed, corrected, and doubted', async (code, row, name, doubt) => {
    const { drug } = await decisionOn(coded(HCPCS, code));
    expect(drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: [code] });
    expect(drug.name).toContain(name);
    expect(drug.doubts?.join(' ')).toMatch(new RegExp(`Row ${row}.*${doubt}`, 's'));
    const printed = drug.rows?.find((one) => one.row === row);
    expect(printed?.corrected?.generic).toContain(name.split(' ')[0]);
    expect(printed?.corrected?.why.length).toBeGreaterThan(0);
  });

  test('given a row without doubts, then the record says none', async () => {
    const { drug } = await decisionOn(coded(HCPCS, 'J3380'));
    expect(drug.doubts).toBeUndefined();
    expect(drug.rows).toEqual([
      { row: 137, hcpcs: 'J3380', genericAsPrinted: 'vedolizumab', brandAsPrinted: 'Entyvio' },
    ]);
  });
});

describe('the doubtful part of a row decides nothing', () => {
  test('given factor VIII, then never J3303 nor J7212', async () => {
    const { drug } = await decisionOn({ text: 'factor VIII' });
    expect(drug.hcpcs).not.toContain('J3303');
    expect(drug.hcpcs).not.toContain('J7212');
  });

  test('given J3303 called factor VIII, then a conflict that asks', async () => {
    const record = await decisionOn(coded(HCPCS, 'J3303', 'factor VIII'));
    expect(record).toMatchObject({
      determination: 'insufficient-context',
      drug: { outcome: 'CONFLICT', question: expect.stringContaining('J3303') },
    });
  });

  test.each([
    ['WinRho SDF', 'J2792', '117'],
    ['Ixinity', 'J7213', '165'],
  ])(
    'given %s, printed under a listed code, then it is %s, not listed, and row %s is named',
    async (text, code, row) => {
      const record = await decisionOn({ text });
      expect(record.determination).toBe('not-applicable');
      expect(record.drug).toMatchObject({ outcome: 'NOT_LISTED', hcpcs: [] });
      expect(record.drug.doubts?.join(' ')).toMatch(new RegExp(`Row ${row}.*${code}`, 's'));
    },
  );

  test.each([
    ['IVP', '47625008', 'J1573'],
    ['IM', '78421000', 'J1571'],
  ])('given HepaGam B given %s, then the route decides, not the printed brand', async (_, route, code) => {
    const dosageInstruction = [{ route: { coding: [{ system: 'http://snomed.info/sct', code: route }] } }];
    const { drug } = await decisionOn({ text: 'HepaGam B' }, { dosageInstruction });
    expect(drug.hcpcs).toEqual([code]);
  });
});

describe('the record of a drug', () => {
  test('names the editions of the tables, also for a drug that is not listed', async () => {
    const { drug } = await decisionOn(coded(RXNORM, '1547545', 'pembrolizumab'));
    expect(drug.outcome).toBe('NOT_LISTED');
    expect(drug.versions).toMatchObject({ hcpcs: '2025-10', rxnorm: '2025-10-06' });
  });
});

describe('the lists under /fhir', () => {
  async function search<T>(path: string): Promise<readonly T[]> {
    const response = await fetch(`${app.url}/fhir/${path}`);
    expect(response.status).toBe(200);
    const bundle = (await response.json()) as { entry?: { resource: T }[] };
    return (bundle.entry ?? []).map(({ resource }) => resource);
  }
  const BASE = 'https://site-of-care-cds.example.org/fhir';

  test('the payer list is a ValueSet of 188 codes that keeps 198 rows as printed', async () => {
    const [list] = await search<ValueSet>(`ValueSet?url=${BASE}/ValueSet/ga-pmn-34-drug-list`);
    const concepts = list?.compose?.include[0]?.concept ?? [];
    expect(concepts).toHaveLength(188);
    const rows = concepts.flatMap(({ extension = [] }) =>
      extension.filter(({ url }) => url.endsWith('/drug-list-row')),
    );
    expect(rows).toHaveLength(198);
  });

  test.each([
    ['rxnorm-to-hcpcs', RXNORM, 1815],
    ['ndc-to-hcpcs', 'http://hl7.org/fhir/sid/ndc', 1377],
  ])('%s is a ConceptMap found by its url and version', async (id, source, size) => {
    const [map] = await search<ConceptMap>(`ConceptMap?url=${BASE}/ConceptMap/${id}`);
    expect(map?.group?.[0]).toMatchObject({ source, target: HCPCS, targetVersion: '2025-10' });
    expect(map?.group?.[0]?.element).toHaveLength(size);
    expect(await search(`ConceptMap?url=${BASE}/ConceptMap/${id}|${map?.version}`)).toHaveLength(1);
    const read = await fetch(`${app.url}/fhir/ConceptMap/${id}`);
    expect(((await read.json()) as ConceptMap).version).toBe(map?.version);
  });
});
