/** C.FLUID: why the fluid of an infusion can be a risk (reading A20). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { statusOf } from '../../support/decide.js';
import { coded, diagnosis } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { form, observation, quantity, subcutaneous, WHY } from './support.js';

const resolved = { clinicalStatus: coded('urn:x', 'resolved') };
const egfr = (date: string, value: number) =>
  observation('33914-3', date, quantity(value, 'mL/min/{1.73_m2}'));

test.each<[string, CriterionStatus, readonly FhirResource[]]>([
  ['nothing', 'not-met', []],
  ['acute heart failure of this summer', 'met', [diagnosis('I50.23', { onsetDateTime: '2025-08-01' })]],
  ['acute heart failure of last winter', 'needs-documentation', [diagnosis('I50.23', { onsetDateTime: '2025-01-01' })]],
  ['the same in SNOMED CT', 'needs-documentation', [diagnosis('x', { code: coded(SYSTEM.snomed, '703272007'), onsetDateTime: '2025-01-01' })]],
  ['chronic heart failure', 'needs-documentation', [diagnosis('I50.22')]],
  ['fluid overload', 'met', [diagnosis('E87.70')]],
  ['fluid overload resolved on the first day of the window', 'needs-documentation', [diagnosis('E87.70', { ...resolved, onsetDateTime: '2024-10-08' })]],
  ['fluid overload resolved the day before', 'not-met', [diagnosis('E87.70', { ...resolved, onsetDateTime: '2024-10-07' })]],
  ['overload by a transfusion, resolved, within the window', 'met', [diagnosis('E87.71', { ...resolved, onsetDateTime: '2024-10-08' })]],
  ['overload by a transfusion, resolved, the day before', 'not-met', [diagnosis('E87.71', { ...resolved, onsetDateTime: '2024-10-07' })]],
  ['end-stage renal disease', 'met', [diagnosis('N18.6')]],
  ['dialysis', 'met', [diagnosis('Z99.2')]],
  ['kidney disease of stage 4', 'needs-documentation', [diagnosis('N18.4')]],
  ['kidney disease of stage 3', 'not-met', [diagnosis('N18.30')]],
  ['overload, refuted', 'not-met', [diagnosis('E87.70', { verificationStatus: coded('urn:x', 'refuted') })]],
  ['overload, provisional', 'needs-documentation', [diagnosis('E87.70', { verificationStatus: coded('urn:x', 'provisional') })]],
  ['overload in words', 'needs-documentation', [diagnosis('x', { code: { text: 'Volume overload' } })]],
  ['no overload in words', 'not-met', [diagnosis('x', { code: { text: 'No evidence of volume overload' } })]],
  ['an eGFR of 25 once', 'not-met', [egfr('2025-09-01', 25)]],
  ['an eGFR below 30 twice, ninety days apart', 'needs-documentation', [egfr('2025-09-01', 25), egfr('2025-06-03', 28)]],
  ['an eGFR below 30 twice, eighty-nine days apart', 'not-met', [egfr('2025-09-01', 25), egfr('2025-06-04', 28)]],
  ['an eGFR of 30 after one of 25', 'not-met', [egfr('2025-09-01', 30), egfr('2025-03-03', 25)]],
  ['a form', 'met', [form({ '6.1': ['fluid'], ...WHY })]],
])('given %s, then it is %s', (_what, status, history) => {
  expect(statusOf('C.FLUID', { history })).toBe(status);
}); // prettier-ignore

describe('the route', () => {
  const underSkin = { drug: drugs.abatacept, order: subcutaneous, history: [diagnosis('N18.6')] };

  test('given a drug under the skin, then its fluid is no load', () => {
    expect(statusOf('C.FLUID', underSkin)).toBe('not-met');
    expect(statusOf('C.FLUID', { ...underSkin, unseen: { conditions: 'unavailable' } })).toBe('not-met');
  });

  test('given the other reading (A20), then the route does not matter', () => {
    expect(statusOf('C.FLUID', { ...underSkin, parameters: { 'c.intravenousOnly': false } })).toBe('met');
  });
});

test.each(['conditions', 'observations', 'questionnaireResponses'])(
  'given %s that were refused, then nothing found is open',
  (key) => {
    expect(statusOf('C.FLUID', { unseen: { [key]: 'unavailable' } })).toBe('needs-documentation');
    expect(statusOf('C.FLUID', { unseen: { [key]: 'partial' } })).toBe('needs-documentation');
  },
);
