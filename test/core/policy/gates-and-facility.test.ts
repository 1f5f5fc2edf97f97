/** The gates S.DRUG, S.ROUTE, S.LOB, S.DATE, S.SITE, and the facility rules S.NET and DRUG.CERT (readings A12, A14, A17, A19). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource, Organization, ServiceRequest } from 'fhir/r4.js';
import type { CriterionStatus, Determination } from '../../../src/core/decision.js';
import { ask, statusOf, type Situation } from '../../support/decide.js';
import { coded, coverage, ejectionFraction } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { CATEGORY, hospitalService, planned, POS, service } from '../../support/scenarios/orders.js';
import { infusionSuite, ruralHospital, ruralHospitalInfusion } from '../../support/scenarios/places.js';
import { listed, subcutaneous } from './support.js';

const at = (pos: string, rest: Partial<ServiceRequest> = {}): readonly ServiceRequest[] => [
  service('s1', '96365', { locationCode: [coded(POS, pos)], ...rest }),
];
const by = (id: string, pos = '22'): readonly ServiceRequest[] =>
  at(pos, { performer: [{ reference: `Organization/${id}` }] });
const outOfNetwork: Organization = {
  ...infusionSuite,
  id: 'aic3',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1900000054' }],
};

describe('the drug', () => {
  test.each<[string, CriterionStatus, Situation]>([
    ['on the list', 'met', {}],
    ['off the list', 'not-met', { drug: drugs.pembrolizumab }],
    ['a biosimilar of natalizumab, which is not listed (A12)', 'not-met', { drug: listed('Q5134') }],
    ['infliximab under the skin, which is not listed', 'not-met', { drug: listed('J1748') }],
  ])('given a drug that is %s, then the gate is %s', (_what, status, situation) => {
    expect(statusOf('S.DRUG', situation)).toBe(status);
  });

  test('given a drug off the list, then nothing else is asked or said', () => {
    const answer = ask({ drug: drugs.pembrolizumab, unseen: { coverage: 'unavailable' } });
    expect(answer.decision).toMatchObject({
      determination: 'not-applicable',
      unavailable: [],
      alternatives: [],
      safety: [],
    });
    expect(answer.status('S.LOB')).toBe('not-evaluated');
  });
});

describe('the route (A19)', () => {
  const community = { category: [coded(CATEGORY, 'community')] };
  const bySelf = { ...community, performer: { reference: 'Patient/p1' } };
  const oral = { dosageInstruction: [{ route: coded('http://snomed.info/sct', '26643006') }] };
  test.each<[string, CriterionStatus, Situation]>([
    ['intravenous', 'met', {}],
    ['under the skin', 'met', { drug: drugs.abatacept, order: subcutaneous }],
    ['oral', 'not-met', { order: oral }],
    ['one sign of self-administration', 'needs-documentation', { order: community }],
    ['two signs', 'not-met', { order: bySelf }],
    ['one sign, where one is enough', 'not-met', { order: community, parameters: { 'route.selfSigns': 1 } }],
    ['two signs, where three are needed', 'needs-documentation', { order: bySelf, parameters: { 'route.selfSigns': 3 } }],
    ['a drug that is given otherwise and an order that does not say', 'needs-documentation', { drug: listed('J1440'), order: { dosageInstruction: [] } }],
  ])('given %s, then "given by a provider" is %s', (_what, status, situation) => {
    expect(statusOf('S.ROUTE', situation)).toBe(status);
  }); // prettier-ignore
});

describe('the date (A14)', () => {
  const on = (date: string): Situation => ({
    order: { dosageInstruction: planned(date) },
    services: [hospitalService({ occurrenceDateTime: date })],
  });
  test.each<[string, CriterionStatus]>([
    ['2025-06-30', 'not-met'],
    ['2025-07-01', 'met'],
    ['2025-07', 'met'],
    ['2025-06', 'not-met'],
    ['2025', 'needs-documentation'],
  ])('given a planned date of %s, then the policy applies: %s', (date, status) => {
    expect(statusOf('S.DATE', on(date))).toBe(status);
  });

  test('given the other reading of the date, 25 July, then it decides', () => {
    expect(
      statusOf('S.DATE', { ...on('2025-07-24'), parameters: { 'policy.effective': '2025-07-25' } }),
    ).toBe('not-met');
  });

  test('given a year only, then the order has no determination', () => {
    expect(ask(on('2025')).decision).toMatchObject({
      determination: 'insufficient-context',
      cause: 'date-unknown',
    });
  });

  test('given a Coverage that ends before the planned day, then the policy does not apply', () => {
    const history = [coverage({ period: { start: '2025-01-01', end: '2025-10-07' } })];
    expect(ask({ history }).decision).toMatchObject({
      determination: 'not-applicable',
      cause: 'coverage-inactive',
    });
    expect(
      statusOf('S.LOB', { history: [coverage({ period: { start: '2025-01-01', end: '2025-10-08' } })] }),
    ).toBe('met');
  });

  test('given a Coverage search that was refused, then nobody knows', () => {
    expect(ask({ unseen: { coverage: 'unavailable' } }).decision.determination).toBe('insufficient-context');
  });
});

describe('the site', () => {
  test.each<[string, Determination, readonly ServiceRequest[]]>([
    ['a hospital on campus (22)', 'not-met', at('22')],
    ['a hospital off campus (19)', 'not-met', at('19')],
    ['home (12)', 'not-applicable', at('12')],
    ['a surgical center (24)', 'not-applicable', at('24')],
    ['a pharmacy (01)', 'not-applicable', at('01')],
    ['an inpatient ward (21)', 'not-applicable', at('21')],
    ['an emergency room (23)', 'not-applicable', at('23')],
    ['an office or a center (11)', 'insufficient-context', at('11')],
  ])('given %s, then the determination is %s', (_what, determination, services) => {
    const history = [running];
    expect(ask({ services, history }).decision.determination).toBe(determination);
  });

  test('given an unknown site and a severe heart, then the criterion that a hospital could claim is recorded', () => {
    const answer = ask({ services: at('11'), history: [running, ejectionFraction(25, '2025-06-10')] });
    expect(answer.decision).toMatchObject({ determination: 'insufficient-context', cause: 'site-unknown' });
    expect(answer.status('C')).toBe('met');
  });

  test('given a preferred site, then the criteria are not evaluated', () => {
    const answer = ask({ services: at('12') });
    expect(['INITIAL', 'C', 'D.EVT', 'S.NET'].map((id) => answer.status(id))).toEqual(
      Array(4).fill('not-evaluated'),
    );
  });
});

describe('the network', () => {
  test('given a facility the directory does not know, then it is taken as in network, and said so', () => {
    const answer = ask({ services: at('22') });
    expect(answer.status('S.NET')).toBe('met');
    expect(answer.decision.assumptions.join()).toMatch(/network status/);
  });

  test('given an installation that asks, then it has to be documented even where a criterion is met', () => {
    const situation = {
      services: at('22'),
      history: [ejectionFraction(25, '2025-06-10')],
      parameters: { 'net.unknown': 'ask' },
    };
    expect(ask(situation).status('S.NET')).toBe('needs-documentation');
    expect(ask(situation).decision).toMatchObject({
      determination: 'needs-documentation',
      cause: 'facility',
      assumptions: [],
    });
  });

  test('given a facility of the directory that is out of network, then no criterion cures it', () => {
    const history = [outOfNetwork, ejectionFraction(25, '2025-06-10')];
    const answer = ask({ services: by('aic3'), history });
    expect(answer.decision).toMatchObject({
      determination: 'not-met',
      cause: 'facility',
      deciding: ['S.NET'],
    });
    expect(answer.status('C.CARDIO')).toBe('met');
  });
});

describe('certification for natalizumab (A17)', () => {
  const { natalizumab } = drugs;
  const rural: readonly FhirResource[] = [ruralHospital, ruralHospitalInfusion];
  test.each<[string, CriterionStatus, Determination, Situation]>([
    ['a certified hospital', 'met', 'met', {}],
    ['a hospital that is not certified', 'not-met', 'not-met', { services: [hospitalService({ locationReference: [{ reference: 'Location/h2-infusion' }] })], history: rural }],
    ['a hospital nobody knows', 'needs-documentation', 'needs-documentation', { services: at('22') }],
    ['home, by an agency that is not certified', 'not-met', 'not-met', { services: by('hi1', '12') }],
    ['home, by nobody knows whom', 'needs-documentation', 'needs-documentation', { services: at('12') }],
    ['a certified infusion suite', 'met', 'not-applicable', { services: by('aic1', '11'), history: [infusionSuite] }],
  ])('given %s, then it is %s and the determination %s', (_where, status, determination, situation) => {
    const answer = ask({ drug: natalizumab, ...situation });
    expect([answer.status('DRUG.CERT'), answer.decision.determination]).toEqual([status, determination]);
  }); // prettier-ignore

  test('given another drug, then the rule does not concern it', () => {
    expect(ask({}).criterion('DRUG.CERT')).toMatchObject({ status: 'met', notConcerned: true });
  });
});

const running: FhirResource = {
  resourceType: 'MedicationAdministration',
  id: 'running',
  status: 'completed',
  medicationCodeableConcept: drugs.infliximab.given,
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: '2025-08-13',
};
