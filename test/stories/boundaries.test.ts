/** The edges of the policy (criteria, "Boundary checks"), each a small change of one plain order, through the wire. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Condition, FhirResource, MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import {
  chartOf,
  coded,
  coverage,
  diagnosis,
  ejectionFraction,
  given,
  patient,
  surroundings,
  verification,
} from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder, planned, POS, service } from '../support/scenarios/orders.js';
import * as places from '../support/scenarios/places.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT, PLANNED } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

interface Case {
  readonly order?: Partial<MedicationRequest>;
  readonly services?: readonly ServiceRequest[];
  readonly history?: readonly FhirResource[];
  /** In place of the whole chart. */
  readonly chart?: readonly FhirResource[];
  readonly further?: readonly MedicationRequest[];
}

/** Decisions about an infliximab order at the hospital with these differences, by order reference. */
async function decisions({
  order,
  services,
  history,
  chart,
  further,
}: Case): Promise<ReadonlyMap<string, DecisionRecord>> {
  const request = asPrefetch({
    draft: [infusionOrder(drugs.infliximab, order), ...(services ?? [hospitalService()]), ...(further ?? [])],
    chart: chart ?? chartOf(...(history ?? [])),
  });
  const { status } = await app.orderSign(request);
  expect(status).toBe(200);
  return app.decisions(request.hookInstance);
}

async function decision(differences: Case): Promise<DecisionRecord> {
  const record = (await decisions(differences)).get('MedicationRequest/m1');
  if (!record) throw new Error('no decision about the order');
  return record;
}

async function statusOf(criterion: string, differences: Case): Promise<string | undefined> {
  return (await decision(differences)).criteria.find(({ id }) => id === criterion)?.status;
}

const lastDose = given(drugs.infliximab, '2025-08-13');

describe('left ventricular ejection fraction', () => {
  test.each([
    ['29 %', 'met', ejectionFraction(29, '2025-06-10')],
    ['exactly 30 %', 'needs-documentation', ejectionFraction(30, '2025-06-10')],
    ['40 %', 'needs-documentation', ejectionFraction(40, '2025-06-10')],
    ['41 %', 'not-met', ejectionFraction(41, '2025-06-10')],
    ['0.25 of 1', 'met', ejectionFraction(0.25, '2025-06-10', { unit: '1', code: '1' })],
  ])('given %s, then the cardiopulmonary criterion is %s', async (_value, status, observation) => {
    expect(await statusOf('C.CARDIO', { history: [lastDose, observation] })).toBe(status);
  });

  test('given an old low value and a recent normal one, then the recent one counts', async () => {
    const history = [lastDose, ejectionFraction(25, '2024-06-10'), ejectionFraction(55, '2025-06-10')];
    expect(await statusOf('C.CARDIO', { history })).toBe('not-met');
  });
});

describe('restart', () => {
  const paid = coverage({ period: { start: '2025-01-01', end: '2026-12-31' } });
  test.each([
    ['2025-04-08', '2025-10-08', 'met'],
    ['2025-04-08', '2025-10-07', 'not-met'],
    ['2025-08-31', '2026-02-28', 'met'],
    ['2025-08-31', '2026-02-27', 'not-met'],
  ])('given the last dose on %s and the next on %s, then restart is %s', async (last, next, status) => {
    const chart = [patient(), paid, ...surroundings, given(drugs.infliximab, last)];
    const services = [hospitalService({ occurrenceDateTime: next })];
    expect(await statusOf('INIT.RESTART', { services, chart })).toBe(status);
  });
});

describe('age', () => {
  test.each([
    ['2007-10-09', true],
    ['2007-10-08', false],
    ['2007', false],
  ])('given a patient born %s, then being a child on the planned day is %s', async (birthDate, isChild) => {
    const chart = [patient({ birthDate }), coverage(), ...surroundings, lastDose];
    expect((await decision({ chart })).nonQualifying.includes('NQ.PED')).toBe(isChild);
  });
});

describe('length of the order', () => {
  test.each([
    ['28 days', 'met', '2025-11-04'],
    ['29 days', 'needs-documentation', '2025-11-05'],
  ])('given an order of %s, then a short duration is %s', async (_days, status, end) => {
    const order = { dosageInstruction: planned(PLANNED, end) };
    expect(await statusOf('INIT.SHORT', { order })).toBe(status);
  });
});

describe('diagnoses', () => {
  const event = (code: string): Condition => diagnosis(code, { onsetDateTime: '2025-08-13' });

  test.each([
    ['T78.2XXA', 'met'],
    ['T78.2XXD', 'not-met'],
    ['T78.2XXS', 'not-met'],
  ])('given %s on the day of a dose, then an adverse event is %s', async (code, status) => {
    expect(await statusOf('D.EVT', { history: [lastDose, event(code)] })).toBe(status);
  });

  test('given T78.070A, a leaf newer than the list, then anaphylaxis to something else is seen', async () => {
    const history = [lastDose, diagnosis('T78.070A', { onsetDateTime: '2025-03-02' })];
    expect(await statusOf('C.OTHER', { history })).toBe('needs-documentation');
  });

  test('given Z63.6, where the patient is the carer, then no caregiver is missing', async () => {
    expect(await statusOf('C.CARE', { history: [lastDose, diagnosis('Z63.6')] })).toBe('not-met');
  });

  const verified = (code: string): Condition =>
    diagnosis('J96.11', { verificationStatus: verification(code) });
  test.each([
    ['without verification status', 'met', without('verificationStatus', {})],
    [
      'without clinical status, but ended',
      'not-met',
      without('clinicalStatus', { abatementDateTime: '2025-05-01' }),
    ],
    ['refuted', 'not-met', verified('refuted')],
    ['entered in error', 'not-met', verified('entered-in-error')],
    ['provisional', 'needs-documentation', verified('provisional')],
    // A search that answers with someone else's data is not trusted to be whole either.
    [
      'of another patient',
      'needs-documentation',
      diagnosis('J96.11', { subject: { reference: 'Patient/p12' } }),
    ],
  ])(
    'given chronic respiratory failure %s, then the cardiopulmonary criterion is %s',
    async (_how, status, condition) => {
      expect(await statusOf('C.CARDIO', { history: [lastDose, condition] })).toBe(status);
    },
  );
});

/** Chronic respiratory failure that lacks one element. */
function without(element: 'verificationStatus' | 'clinicalStatus', rest: Partial<Condition>): Condition {
  const condition = diagnosis('J96.11', rest);
  delete condition[element];
  return condition;
}

describe('place', () => {
  const at = (pos: string, rest: Partial<ServiceRequest> = {}): ServiceRequest =>
    service('s1', '96365', { locationCode: [coded(POS, pos)], ...rest });

  test('given place of service 1, then it is 01, a pharmacy', async () => {
    expect((await decision({ services: [at('1')] })).site).toMatchObject({
      class: 'PHARMACY',
      posCode: '01',
    });
  });

  test('given place of service 11 alone, then office and infusion center cannot be told apart', async () => {
    const record = await decision({ services: [at('11')], history: [lastDose] });
    expect(record).toMatchObject({ determination: 'insufficient-context', site: { class: 'UNRESOLVED' } });
  });

  test('given place of service 11 at an infusion center, then the site is preferred already', async () => {
    const services = [at('11', { performer: [{ reference: 'Organization/aic1' }] })];
    const record = await decision({ services, history: [places.infusionSuite] });
    expect(record).toMatchObject({ determination: 'not-applicable', site: { class: 'ASC_AIC' } });
  });

  test('given a bed that is part of a hospital, then the site is the hospital', async () => {
    const bed: FhirResource = {
      resourceType: 'Location',
      id: 'bed-4',
      name: 'Chair 4',
      partOf: { reference: 'Location/h1' },
    };
    const services = [service('s1', '96365', { locationReference: [{ reference: 'Location/bed-4' }] })];
    expect((await decision({ services, history: [bed, lastDose] })).site?.class).toBe('HOPD');
  });

  test('given two drugs on one service order, then its place holds for both and the criteria are those of each drug', async () => {
    const iron = infusionOrder(drugs.ironSucrose, { id: 'm2' });
    const records = await decisions({ history: [lastDose], further: [iron] });
    expect([...records.values()].map(({ site }) => site?.class)).toEqual(['HOPD', 'HOPD']);
    const firstDose = (order: string): string | undefined =>
      records.get(order)?.criteria.find(({ id }) => id === 'INIT.NEW')?.status;
    expect([firstDose('MedicationRequest/m1'), firstDose('MedicationRequest/m2')]).toEqual([
      'not-met',
      'met',
    ]);
  });
});

describe('earlier doses', () => {
  test('given an administration that was not done, then the treatment is new', async () => {
    expect(await statusOf('INIT.NEW', { history: [{ ...lastDose, status: 'not-done' }] })).toBe('met');
  });

  test('given a cancelled order, then the treatment is new', async () => {
    const cancelled = infusionOrder(drugs.infliximab, {
      id: 'old',
      status: 'cancelled',
      authoredOn: '2025-06-01',
    });
    expect(await statusOf('INIT.NEW', { history: [cancelled] })).toBe('met');
  });

  test('given a biosimilar, then the treatment is not new', async () => {
    const biosimilar = {
      coding: [
        {
          system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
          code: '1790541',
          display: 'infliximab-dyyb 100 MG Injection',
        },
      ],
    };
    const history = [{ ...lastDose, medicationCodeableConcept: biosimilar }];
    expect(await statusOf('INIT.NEW', { history })).toBe('not-met');
  });
});
