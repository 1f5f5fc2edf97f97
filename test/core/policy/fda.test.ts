/** FDA: labels and REMS programs that demand a setting (readings A15 and A17). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { statusOf } from '../../support/decide.js';
import { given } from '../../support/scenarios/chart.js';
import { drugs, type Drug } from '../../support/scenarios/drugs.js';
import { hospitalService, service, POS } from '../../support/scenarios/orders.js';
import { ruralHospital, ruralHospitalInfusion } from '../../support/scenarios/places.js';
import { coded } from '../../support/scenarios/chart.js';
import { billed, dispensed, listed, stated, subcutaneous } from './support.js';

const omalizumab = listed('J2357');
const atRuralHospital = [hospitalService({ locationReference: [{ reference: 'Location/h2-infusion' }] })];
const somewhere = [service('s1', '96365', { locationCode: [coded(POS, '22')] })];

test.each<[string, CriterionStatus, Drug]>([
  ['pegloticase, by its boxed warning', 'met', listed('J2507')],
  ['reslizumab, by its boxed warning', 'met', listed('J2786')],
  ['agalsidase, where medical support is enough', 'needs-documentation', listed('J0180')],
  ['ferumoxytol, where personnel is enough', 'needs-documentation', listed('Q0138')],
  ['belatacept, where the facility has to be equipped', 'needs-documentation', listed('J0485')],
  ['infliximab, whose label names no setting', 'not-met', drugs.infliximab],
  ['iron sucrose, which a home nurse can give', 'not-met', drugs.ironSucrose],
])('given %s, then a demanded setting is %s', (_name, status, drug) => {
  expect(statusOf('FDA', { drug })).toBe(status);
});

describe.each([
  ['natalizumab', drugs.natalizumab],
  ['alemtuzumab', listed('J0202')],
])('%s', (_name, drug) => {
  test('given a certified hospital, then its program demands this setting', () => {
    expect(statusOf('FDA', { drug })).toBe('met');
  });

  test('given a hospital of the directory that is not certified, then it does not', () => {
    const history = [ruralHospital, ruralHospitalInfusion];
    expect(statusOf('FDA', { drug, services: atRuralHospital, history })).toBe('not-met');
  });

  test('given a hospital nobody knows, then it has to be documented', () => {
    expect(statusOf('FDA', { drug, services: somewhere })).toBe('needs-documentation');
  });
});

describe('omalizumab, whose first three doses belong in a healthcare setting', () => {
  const dose = (date: string): FhirResource => given(omalizumab, date);
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['no dose', 'met', []],
    ['two doses', 'met', [dose('2025-08-01'), dose('2025-09-01')]],
    ['three doses', 'not-met', [dose('2025-07-01'), dose('2025-08-01'), dose('2025-09-01')]],
    ['two doses, each also billed', 'met', [dose('2025-08-01'), dose('2025-09-01'), billed('J2357', '2025-08-01'), billed('J2357', '2025-09-01')]],
    ['doses somebody stated', 'needs-documentation', [stated(omalizumab)]],
    ['doses that were dispensed', 'needs-documentation', [dispensed(omalizumab, '2025-05-01')]],
    ['three doses of which one was not done', 'met', [dose('2025-07-01'), dose('2025-08-01'), given(omalizumab, '2025-09-01', { status: 'not-done' })]],
  ])('given %s so far, then it is %s', (_name, status, history) => {
    expect(statusOf('FDA', { drug: omalizumab, order: subcutaneous, history })).toBe(status);
  }); // prettier-ignore

  test('given administrations that were refused, then the number of doses is unknown', () => {
    const unseen = { administrations: 'unavailable' } as const;
    expect(statusOf('FDA', { drug: omalizumab, order: subcutaneous, unseen })).toBe('needs-documentation');
  });
});
