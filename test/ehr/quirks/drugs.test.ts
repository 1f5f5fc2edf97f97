/** Quirks 3 to 6: how drugs and problems are named. */
import { describe, expect, test } from '@jest/globals';
import type { CodeableConcept, Medication, MedicationAdministration } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import { coded, diagnosis, given } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../../support/scenarios/orders.js';
import type { Situation } from '../../support/scenarios/request.js';
import { bench, criterion, maintenance, newTherapy, statusOf, without } from './support.js';

const service = bench();
const GPI = 'urn:oid:2.16.840.1.113883.6.68';
const DDID = 'urn:oid:2.16.840.1.113883.6.253';
const FDB = 'urn:oid:2.16.840.1.113883.6.162';

const medication: Medication = { resourceType: 'Medication', id: 'remicade', code: drugs.infliximab.given };

/** A dose whose drug is a reference and nothing else. */
function dose(date: string, medicationReference: object): MedicationAdministration {
  return { ...without(given(drugs.infliximab, date), 'medicationCodeableConcept'), medicationReference };
}

function ordered(concept: CodeableConcept): Situation {
  return {
    ...newTherapy(),
    draft: [infusionOrder({ ...drugs.infliximab, ordered: concept }), hospitalService()],
  };
}

const medicationReads = () =>
  service.ehr.requests.filter(({ path }) => path.startsWith('Medication/')).map(({ path }) => path);

describe('quirk 3: medicationReference only, and _include is ignored', () => {
  test('given doses of one Medication, then it is read once and the therapy is not new', async () => {
    const doses = ['2025-04-16', '2025-06-11', '2025-08-13'].map((date) =>
      dose(date, { reference: 'Medication/remicade' }),
    );
    service.ehr.fail('MedicationAdministration', {
      change: (bundle) => ({
        ...bundle,
        entry: (bundle['entry'] as { search: { mode: string } }[]).filter(
          ({ search }) => search.mode === 'match',
        ),
      }),
    });
    const record = await service.decisionOn(newTherapy(medication, ...doses));
    expect(medicationReads()).toEqual(['Medication/remicade']);
    expect(statusOf(record, 'INIT.NEW')).toBe('not-met');
    const seen = criterion(record, 'INIT.NEW').evidence.map(({ reference }) => reference);
    expect(seen).toContain('MedicationAdministration/infliximab-2025-08-13');
  });

  test('given many Medications, then no more than twenty are read', async () => {
    const doses = Array.from({ length: 30 }, (_, index) =>
      dose(`2024-01-${String(index + 1).padStart(2, '0')}`, { reference: `Medication/m${index}` }),
    );
    await service.decisionOn(newTherapy(...doses));
    expect(medicationReads()).toHaveLength(20);
  });

  test('given a Medication that cannot be read, then its display speaks', async () => {
    const record = await service.decisionOn(
      newTherapy(
        dose('2025-08-13', { reference: 'Medication/gone', display: 'infliximab 100 MG Injection' }),
      ),
    );
    expect(statusOf(record, 'INIT.NEW')).not.toBe('met');
    expect(record.unavailable).toEqual(['Medication/gone: 404']);
  });

  test('given an order that only refers to its Medication, then that is read', async () => {
    const order = without(infusionOrder(drugs.infliximab), 'medicationCodeableConcept');
    const record = await service.decisionOn({
      draft: [
        { ...order, medicationReference: { reference: 'Medication/remicade', display: 'INFLIXIMAB IVPB' } },
        hospitalService(),
      ],
      chart: [...maintenance().chart, medication],
    });
    expect(record.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(record.determination).toBe('not-met');
  });

  test('POST _search is never used', async () => {
    await service.decisionOn(maintenance());
    expect(new Set(service.ehr.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });
});

describe('quirk 4: one drug, ten codes of many systems', () => {
  const many: CodeableConcept = {
    coding: [
      { system: GPI, code: '52505040002120' },
      { system: DDID, code: '62894' },
      { system: FDB, code: '14771' },
      { system: SYSTEM.rxnorm, code: '0000001' },
      { system: SYSTEM.rxnorm, code: '310994' },
    ],
    text: 'inFLIXimab (Remicade) IV infusion',
  };

  test('given an order, then any known code tells, and the path says which', async () => {
    const record = await service.decisionOn(ordered(many));
    expect(record.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(record.drug.path.join()).toContain('rxnorm 310994');
  });

  test('given a dose in the chart, then any known code tells as well', async () => {
    const record = await service.decisionOn(
      newTherapy(given(drugs.infliximab, '2025-08-13', { medicationCodeableConcept: many })),
    );
    expect(statusOf(record, 'INIT.NEW')).toBe('not-met');
  });
});

describe('quirk 5: text without a code', () => {
  const textOnly = (text: string) => diagnosis('I50.9', { code: { text } });

  test('given a problem in words, then it is weak evidence: needs documentation', async () => {
    const record = await service.decisionOn(maintenance(textOnly('Congestive heart failure')));
    expect(criterion(record, 'C.CARDIO')).toMatchObject({
      status: 'needs-documentation',
      evidence: [{ reference: 'Condition/dx-I50-9', note: 'text only, not a code' }],
    });
  });

  test.each([
    'No evidence of congestive heart failure',
    'Family history of congestive heart failure',
    'History of congestive heart failure',
    'denies heart failure',
  ])('given "%s", then it is no evidence', async (words) => {
    const record = await service.decisionOn(maintenance(textOnly(words)));
    expect(criterion(record, 'C.CARDIO')).toMatchObject({ status: 'not-met', evidence: [] });
  });

  test('given an order in words, then the drug is recognised by exact text, and the decision says so', async () => {
    const record = await service.decisionOn(ordered({ text: 'infliximab' }));
    expect(record.drug.hcpcs).toContain('J1745');
    expect(record.assumptions.join()).toMatch(/recognised by its text alone/);
  });

  test('given an order in words nobody knows, then nothing is read and nothing is said', async () => {
    const record = await service.decisionOn(ordered({ text: 'IV biologic per protocol' }));
    expect(record).toMatchObject({ determination: 'not-applicable', drug: { outcome: 'UNRESOLVED' } });
    expect(service.ehr.requests).toEqual([]);
  });

  test('given a dose in words, then the therapy is at least not proven new', async () => {
    const record = await service.decisionOn(
      newTherapy(
        given(drugs.infliximab, '2025-08-13', { medicationCodeableConcept: { text: 'infliximab 5 mg/kg' } }),
      ),
    );
    expect(statusOf(record, 'INIT.NEW')).not.toBe('met');
  });
});

describe('quirk 6: NDC only, or a proprietary code that was picked', () => {
  const NDC = 'http://hl7.org/fhir/sid/ndc';

  test.each(['57894003001', '57894-030-01'])(
    'given the NDC %s alone, then the crosswalk tells',
    async (code) => {
      const record = await service.decisionOn(ordered(coded(NDC, code)));
      expect(record.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    },
  );

  test('given a dose with an NDC alone, then it is a dose of the drug', async () => {
    const record = await service.decisionOn(
      newTherapy(
        given(drugs.infliximab, '2025-08-13', { medicationCodeableConcept: coded(NDC, '57894003001') }),
      ),
    );
    expect(statusOf(record, 'INIT.NEW')).toBe('not-met');
  });

  test('given RxNorm beside a proprietary code with userSelected, then the standard code tells', async () => {
    const record = await service.decisionOn(
      ordered({
        coding: [
          {
            system: 'urn:oid:1.2.840.114350.1.13',
            code: '8899',
            display: 'REMICADE IVPB',
            userSelected: true,
          },
          { system: SYSTEM.rxnorm, code: '310994', userSelected: false },
        ],
      }),
    );
    expect(record.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
  });
});
