/** Quirks 2 and 15 to 17: codes and statuses that do not mean what they seem to. */
import { describe, expect, test } from '@jest/globals';
import type { AllergyIntolerance, CodeableConcept, Encounter } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import { coded, diagnosis } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { infusionOrder } from '../../support/scenarios/orders.js';
import { ask, references, search } from '../support.js';
import { bench, criterion, maintenance, newTherapy, queries, statusOf, without } from './support.js';

const service = bench();

describe('quirk 2: an allergy that says "patient not asked"', () => {
  const allergy = (code: CodeableConcept, rest: Partial<AllergyIntolerance> = {}): AllergyIntolerance => ({
    resourceType: 'AllergyIntolerance',
    id: 'a1',
    clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
    patient: { reference: 'Patient/p1' },
    code,
    ...rest,
  });
  const notAsked = coded(SYSTEM.snomed, '1631000175102');

  test.each([
    ['SNOMED CT', notAsked],
    ['SNOMED CT by its OID', coded('urn:oid:2.16.840.1.113883.6.96', '1631000175102')],
    ['data-absent-reason', coded('http://terminology.hl7.org/CodeSystem/data-absent-reason', 'not-asked')],
    ['a null flavour', coded('http://terminology.hl7.org/CodeSystem/v3-NullFlavor', 'NASK')],
    ['words', { text: 'Not on File' }],
  ])('by %s is no allergy, and the list is not complete', async (_how, code) => {
    service.ehr.load(allergy(code));
    const result = await ask(service.ehr.url, search('AllergyIntolerance'));
    expect(references(result)).toEqual([]);
    expect(result.availability).toEqual({ state: 'partial', reason: 'the patient was not asked' });
  });

  test('beside a real allergy leaves that one, and the list is still not complete', async () => {
    service.ehr.load([allergy(notAsked), allergy(coded(SYSTEM.rxnorm, '7980'), { id: 'a2' })]);
    const result = await ask(service.ehr.url, search('AllergyIntolerance'));
    expect(references(result)).toEqual(['AllergyIntolerance/a2']);
    expect(result.availability.state).toBe('partial');
  });

  test('that was taken back says nothing', async () => {
    const status = coded(
      'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
      'entered-in-error',
    );
    service.ehr.load(allergy(notAsked, { verificationStatus: status }));
    const result = await ask(service.ehr.url, search('AllergyIntolerance'));
    expect(result).toMatchObject({ obtained: [], availability: { state: 'complete' } });
  });

  test('given it, then nobody can say that there was no reaction', async () => {
    const record = await service.decisionOn(maintenance(allergy(notAsked)));
    expect(statusOf(record, 'D.EVT')).toBe('needs-documentation');
    expect(JSON.stringify(record.criteria)).not.toContain('AllergyIntolerance/a1');
    expect(record.unavailable).toEqual(['AllergyIntolerance: incomplete, the patient was not asked']);
  });

  test.each(['716186003', '409137002', '160244002'])(
    'given "no known allergy" (SNOMED CT %s), then somebody asked: no reaction, and no allergy',
    async (code) => {
      const record = await service.decisionOn(maintenance(allergy(coded(SYSTEM.snomed, code))));
      expect(statusOf(record, 'D.EVT')).toBe('not-met');
      expect(record.unavailable).toEqual([]);
    },
  );

  test('given it in the prefetch, then the same', async () => {
    const record = await service.decisionOn(maintenance(), (request) => ({
      ...request,
      prefetch: { allergies: { resourceType: 'Bundle', entry: [{ resource: allergy(notAsked) }] } },
    }));
    expect(statusOf(record, 'D.EVT')).toBe('needs-documentation');
    expect(queries(service.ehr, 'AllergyIntolerance')).toEqual([]);
  });
});

describe('quirk 15: clinicalStatus is missing', () => {
  const unmarked = (rest: object) => without(diagnosis('I50.23', rest), 'clinicalStatus', 'category');
  const of = (status: string) => coded('http://terminology.hl7.org/CodeSystem/condition-clinical', status);

  test('the search does not ask for one: it is filtered here', async () => {
    await service.decisionOn(maintenance());
    expect(queries(service.ehr, 'Condition').join()).not.toMatch(/status/);
  });

  test('given none and no category, then the problem may be a present one', async () => {
    const record = await service.decisionOn(maintenance(unmarked({})));
    expect(criterion(record, 'C.CARDIO')).toMatchObject({
      status: 'needs-documentation',
      evidence: expect.arrayContaining([expect.objectContaining({ reference: 'Condition/dx-I50-23' })]),
    });
  });

  test('given none and an abatement, then it is over', async () => {
    const record = await service.decisionOn(
      maintenance(unmarked({ onsetDateTime: '2012', abatementDateTime: '2013', recordedDate: '2013-01-01' })),
    );
    expect(statusOf(record, 'C.CARDIO')).not.toBe('met');
  });

  test('given recurrence, then it is active; given remission, then it is not', async () => {
    const active = await service.decisionOn(
      maintenance(diagnosis('I50.9', { clinicalStatus: of('active') })),
    );
    service.ehr.reset();
    const back = await service.decisionOn(
      maintenance(diagnosis('I50.9', { clinicalStatus: of('recurrence') })),
    );
    service.ehr.reset();
    const gone = await service.decisionOn(
      maintenance(diagnosis('I50.9', { clinicalStatus: of('remission') })),
    );
    expect(statusOf(back, 'C.CARDIO')).toBe(statusOf(active, 'C.CARDIO'));
    expect(criterion(gone, 'C.CARDIO').evidence).toEqual([]);
  });
});

describe('quirk 16: categories and code systems by other names', () => {
  const cardiac = async (code: CodeableConcept, category?: CodeableConcept[]) => {
    service.ehr.reset();
    const record = await service.decisionOn(
      maintenance(diagnosis('x', { id: 'dx', code, ...(category ? { category } : {}) })),
    );
    return criterion(record, 'C.CARDIO');
  };

  test.each([
    'http://hl7.org/fhir/sid/icd-10',
    'urn:oid:2.16.840.1.113883.6.90',
    'http://terminology.hl7.org/CodeSystem/icd10CM',
    'https://hl7.org/fhir/sid/icd-10-cm/',
    'ICD-10-CM',
  ])('given a code of %s, then it is ICD-10-CM', async (system) => {
    const usual = await cardiac(coded(SYSTEM.icd10cm, 'I50.84'));
    expect(await cardiac(coded(system, 'I50.84'))).toMatchObject({
      status: usual.status,
      evidence: [{ reference: 'Condition/dx' }],
    });
    expect(usual.status).not.toBe('not-met');
  });

  test('given the category "Primary" or none, then the diagnosis counts alike', async () => {
    const usual = await cardiac(coded(SYSTEM.icd10cm, 'I50.84'));
    const odd = await cardiac(coded(SYSTEM.icd10cm, 'I50.84'), [{ text: 'Primary' }]);
    expect(odd.status).toBe(usual.status);
  });

  test.each([
    ['ICD-9', 'http://hl7.org/fhir/sid/icd-9-cm', '428.0'],
    ['CPT', SYSTEM.cpt, '93306'],
  ])('given %s in a Condition, then it neither counts nor breaks anything', async (_name, system, code) => {
    expect(await cardiac(coded(system, code))).toMatchObject({ status: 'not-met', evidence: [] });
  });
});

describe('quirk 17: encounter classes', () => {
  const V2 = 'http://terminology.hl7.org/CodeSystem/v2-0004';
  const ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
  const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
  const during = (klass: object) => {
    const encounter = {
      resourceType: 'Encounter',
      id: 'e1',
      status: 'in-progress',
      subject: { reference: 'Patient/p1' },
      class: klass,
    } as unknown as Encounter;
    const order = without(infusionOrder(drugs.infliximab, { supportingInformation: [] }), 'category');
    return service.decisionOn({ draft: [order], chart: newTherapy(encounter).chart, encounterId: 'e1' });
  };

  test.each([
    ['I of v2-0004', { system: V2, code: 'I' }],
    ['IMP of v3', { system: ACT, code: 'IMP' }],
    ['EMER of v3', { system: ACT, code: 'EMER' }],
  ])('given an order written in %s, then it is an inpatient matter', async (_name, klass) => {
    expect(await during(klass)).toMatchObject({
      determination: 'not-applicable',
      site: { class: 'OUT_OF_SCOPE' },
    });
  });

  test.each([
    ['O of v2-0004', { system: V2, code: 'O' }],
    ['VR', { system: ACT, code: 'VR' }],
    ['HH', { system: ACT, code: 'HH' }],
    ['a reason why it is absent', { system: ABSENT, code: 'unknown' }],
    ['nothing', {}],
    ['the CodeableConcepts of R5', [{ coding: [{ system: ACT, code: 'AMB' }] }]],
  ])('given an order written in %s, then the site is unknown, not outpatient', async (_name, klass) => {
    expect(await during(klass)).toMatchObject({
      determination: 'insufficient-context',
      site: { class: 'UNRESOLVED' },
    });
  });
});
