/** C.CARDIO: what makes a cardiopulmonary disorder severe enough, what only hints at one, and what is over. */
import { describe, expect, test } from '@jest/globals';
import type { Condition, FhirResource, Observation } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { ask, statusOf, type Visibility } from '../../support/decide.js';
import { coded, diagnosis, ejectionFraction, verification } from '../../support/scenarios/chart.js';
import { form, observation, quantity, WHY } from './support.js';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const clinical = (code: string): Partial<Condition> => ({ clinicalStatus: coded(CLINICAL, code) });
const cardio = (...history: readonly FhirResource[]): CriterionStatus => statusOf('C.CARDIO', { history });

describe('diagnoses', () => {
  test.each<[string, CriterionStatus, string]>([
    ['acute on chronic heart failure', 'met', 'I50.23'],
    ['unstable angina', 'met', 'I20.0'],
    ['acute myocardial infarction', 'met', 'I21.4'],
    ['chronic respiratory failure', 'met', 'J96.11'],
    ['dependence on oxygen', 'met', 'Z99.81'],
    ['ventricular tachycardia', 'met', 'I47.20'],
    ['primary pulmonary hypertension', 'met', 'I27.0'],
    ['heart failure, unspecified', 'needs-documentation', 'I50.9'],
    ['old infarction', 'needs-documentation', 'I25.2'],
    ['atrial fibrillation', 'needs-documentation', 'I48.91'],
    ['COPD', 'needs-documentation', 'J44.9'],
    ['dilated cardiomyopathy', 'needs-documentation', 'I42.0'],
    ['pulmonary hypertension, unspecified', 'needs-documentation', 'I27.20'],
    ['lung fibrosis', 'needs-documentation', 'J84.10'],
    ['hypertension', 'not-met', 'I10'],
  ])('given %s that is active, then it is %s (%s)', (_name, status, code) => {
    expect(cardio(diagnosis(code, { onsetDateTime: '2025-08-01' }))).toBe(status);
  });

  test.each<[string, CriterionStatus, Partial<Condition>]>([
    ['recurrence', 'met', clinical('recurrence')],
    ['relapse', 'met', clinical('relapse')],
    ['remission', 'not-met', clinical('remission')],
    ['resolved', 'not-met', clinical('resolved')],
    ['inactive', 'not-met', clinical('inactive')],
    ['a clinical status nobody knows', 'needs-documentation', clinical('unknown')],
    ['unconfirmed', 'needs-documentation', { verificationStatus: verification('unconfirmed') }],
    ['differential', 'needs-documentation', { verificationStatus: verification('differential') }],
    ['refuted', 'not-met', { verificationStatus: verification('refuted') }],
    ['entered in error', 'not-met', { verificationStatus: verification('entered-in-error') }],
  ])('given chronic respiratory failure, %s, then it is %s', (_how, status, rest) => {
    expect(cardio(diagnosis('J96.11', rest))).toBe(status);
  });

  test.each<[string, CriterionStatus, string, Partial<Condition>]>([
    ['acute heart failure on the first day of the window', 'met', 'I50.21', { onsetDateTime: '2025-04-08' }],
    ['acute heart failure the day before', 'needs-documentation', 'I50.21', { onsetDateTime: '2025-04-07' }],
    ['acute heart failure in a month that straddles it', 'needs-documentation', 'I50.21', { onsetDateTime: '2025-04' }],
    ['resolved acute heart failure in the window', 'needs-documentation', 'I50.21', { ...clinical('resolved'), onsetDateTime: '2025-08-01' }],
    ['resolved acute heart failure before it', 'not-met', 'I50.21', { ...clinical('resolved'), onsetDateTime: '2025-04-07' }],
    ['a resolved infarction on the first day', 'met', 'I21.4', { ...clinical('resolved'), onsetDateTime: '2025-04-08' }],
    ['a resolved infarction the day before, now an old one', 'needs-documentation', 'I21.4', { ...clinical('resolved'), onsetDateTime: '2025-04-07' }],
    ['an old infarction on a resolved problem', 'needs-documentation', 'I25.2', clinical('resolved')],
    ['a cardiac arrest that was survived in the window', 'needs-documentation', 'I46.9', { ...clinical('resolved'), onsetDateTime: '2025-08-01' }],
    ['acute respiratory failure resolved in the window', 'needs-documentation', 'J96.01', { ...clinical('resolved'), onsetDateTime: '2025-08-01' }],
  ])('given %s, then it is %s', (_name, status, code, rest) => {
    expect(cardio(diagnosis(code, rest))).toBe(status);
  }); // prettier-ignore

  test('given acute heart failure with no date at all, then it is a hint', () => {
    const undated = diagnosis('I50.23');
    delete undated.recordedDate;
    expect(cardio(undated)).toBe('needs-documentation');
  });

  test.each<[string, CriterionStatus]>([
    ['Severe COPD, GOLD 3', 'needs-documentation'],
    ['CHF', 'needs-documentation'],
    ['No heart failure', 'not-met'],
    ['Rule out heart failure', 'not-met'],
    ['Family history of heart failure', 'not-met'],
    ['At risk for heart failure', 'not-met'],
  ])('given a diagnosis in words only, "%s", then it is %s', (words, status) => {
    expect(cardio(diagnosis('x', { code: { text: words } }))).toBe(status);
  });

  test('given a local code translated to ICD-10-CM, then the translation counts', () => {
    const code = {
      coding: [
        { system: 'urn:local', code: 'RF2' },
        { system: SYSTEM.icd10cm, code: 'J96.11' },
      ],
    };
    expect(cardio(diagnosis('local', { code }))).toBe('met');
  });
});

describe('measurements', () => {
  const ef = (rest: Partial<Observation>, date = '2025-06-10') => observation('10230-1', date, rest);

  test.each<[string, CriterionStatus, Observation]>([
    ['LVEF 25 % on the first day of the window', 'met', ejectionFraction(25, '2023-10-08')],
    ['LVEF 25 % the day before', 'not-met', ejectionFraction(25, '2023-10-07')],
    ['LVEF 25 % in a year that straddles it', 'needs-documentation', ejectionFraction(25, '2023')],
    ['LVEF 29.9 %', 'met', ejectionFraction(29.9, '2025-06-10')],
    ['LVEF 55 % under the unit of a fraction', 'not-met', ejectionFraction(0.55, '2025-06-10', { unit: '1', code: '1' })],
    ['LVEF 0.55 %, which no heart has', 'needs-documentation', ejectionFraction(0.55, '2025-06-10')],
    ['LVEF 25 mL', 'needs-documentation', ejectionFraction(25, '2025-06-10', { unit: 'mL', code: 'mL' })],
    ['"<30%"', 'met', ef({ valueString: '<30%' })],
    ['"25-30 %"', 'needs-documentation', ef({ valueString: '25-30 %' })],
    ['"20-25 %"', 'met', ef({ valueString: '20-25 %' })],
    ['"25 % in 2025"', 'needs-documentation', ef({ valueString: '25 % in 2025' })],
    ['"reduced"', 'needs-documentation', ef({ valueString: 'reduced' })],
    ['a range of 20 to 28 %', 'met', ef({ valueRange: { low: { value: 20 }, high: { value: 28, unit: '%' } } })],
    ['<= 45 %', 'needs-documentation', ejectionFraction(45, '2025-06-10', { comparator: '<=' })],
    ['< 45 %', 'needs-documentation', ejectionFraction(45, '2025-06-10', { comparator: '<' })],
    ['> 20 %', 'needs-documentation', ejectionFraction(20, '2025-06-10', { comparator: '>' })],
    ['>= 55 %', 'not-met', ejectionFraction(55, '2025-06-10', { comparator: '>=' })],
    ['preliminary LVEF 25 %', 'needs-documentation', { ...ejectionFraction(25, '2025-06-10'), status: 'preliminary' }],
    ['cancelled LVEF 25 %', 'not-met', { ...ejectionFraction(25, '2025-06-10'), status: 'cancelled' }],
    ['LVEF entered in error', 'not-met', { ...ejectionFraction(25, '2025-06-10'), status: 'entered-in-error' }],
    ['LVEF with a reason for its absence', 'not-met', ef({ dataAbsentReason: coded('urn:x', 'not-performed') })],
    ['FEV1 49 %', 'met', observation('20152-5', '2025-06-10', quantity(49, '%'))],
    ['FEV1 50 %', 'not-met', observation('20152-5', '2025-06-10', quantity(50, '%'))],
    ['FEV1 1.2 L under the code for percent', 'needs-documentation', observation('20152-5', '2025-06-10', quantity(1.2, 'L'))],
    ['SpO2 88 %', 'needs-documentation', observation('59408-5', '2025-06-10', quantity(88, '%'))],
    ['SpO2 89 %', 'not-met', observation('59408-5', '2025-06-10', quantity(89, '%'))],
    ['SpO2 80 % before its window', 'not-met', observation('59408-5', '2025-04-07', quantity(80, '%'))],
    ['NYHA IV', 'met', observation('88020-3', '2025-06-10', { valueCodeableConcept: coded(SYSTEM.snomed, '422293003') })],
    ['NYHA IV before its window', 'not-met', observation('88020-3', '2024-10-07', { valueCodeableConcept: coded(SYSTEM.snomed, '422293003') })],
    ['NYHA III', 'needs-documentation', observation('88020-3', '2025-06-10', { valueCodeableConcept: coded(SYSTEM.snomed, '420913000') })],
    ['NYHA II', 'not-met', observation('88020-3', '2025-06-10', { valueCodeableConcept: coded(SYSTEM.snomed, '421704003') })],
    ['NYHA in words', 'needs-documentation', observation('88020-3', '2025-06-10', { valueString: 'Class IV' })],
    ['NYHA in a code nobody knows', 'needs-documentation', observation('88020-3', '2025-06-10', { valueCodeableConcept: coded('urn:x', '4') })],
  ])('given %s, then it is %s', (_name, status, value) => {
    expect(cardio(value)).toBe(status);
  }); // prettier-ignore

  const low = ejectionFraction(25, '2025-03-10');
  const normal = ejectionFraction(55, '2025-06-10');
  test.each<[string, CriterionStatus, readonly Observation[]]>([
    ['a later normal value', 'not-met', [low, normal]],
    ['a later low value', 'met', [ejectionFraction(55, '2025-03-01'), low]],
    ['a later value without a result', 'met', [low, { ...ef({}), dataAbsentReason: coded('urn:x', 'error') }]],
    ['a later normal value that is preliminary', 'needs-documentation', [low, { ...normal, status: 'preliminary' }]],
    ['an earlier final normal value and a later preliminary low one', 'needs-documentation', [normal, { ...ejectionFraction(25, '2025-09-01'), status: 'preliminary' }]],
    ['a normal value and an undated low one', 'needs-documentation', [normal, withoutDate(low)]],
    ['a low value on the same day as a normal one', 'needs-documentation', [ejectionFraction(25, '2025-06-10'), { ...normal, id: 'second' }]],
  ])('given a low value and %s, then the latest that is certain decides: %s', (_name, status, history) => {
    expect(cardio(...history)).toBe(status);
  }); // prettier-ignore

  test('given a threshold of 35 %, then 34 % is severe', () => {
    const parameters = { 'c.lvefThreshold': 35 };
    expect(statusOf('C.CARDIO', { history: [ejectionFraction(34, '2025-06-10')], parameters })).toBe('met');
  });
});

describe('what is not visible', () => {
  test.each<[string, CriterionStatus, Visibility]>([
    ['diagnoses are refused', 'needs-documentation', { conditions: 'unavailable' }],
    ['diagnoses are cut short', 'needs-documentation', { conditions: 'partial' }],
    ['observations are refused', 'needs-documentation', { observations: 'unavailable' }],
    ['observations are cut short', 'needs-documentation', { observations: 'partial' }],
    ['allergies are refused', 'not-met', { allergies: 'unavailable' }],
  ])('given that %s, then nothing found is %s', (_what, status, unseen) => {
    expect(statusOf('C.CARDIO', { unseen })).toBe(status);
  });

  test('given a severe diagnosis on the first page, then the other pages do not matter', () => {
    expect(statusOf('C.CARDIO', { history: [diagnosis('J96.11')], unseen: { conditions: 'partial' } })).toBe(
      'met',
    );
  });

  test('given refused diagnoses, then the reason names them', () => {
    expect(ask({ unseen: { conditions: 'unavailable' } }).reason('C.CARDIO')).toMatch(/diagnoses/);
  });
});

test('given a form that states the disorder and why both other sites are a risk, then it is met', () => {
  expect(cardio(form({ '6.1': ['cardiopulmonary'], ...WHY }))).toBe('met');
  expect(cardio(form({ '6.1': ['cardiopulmonary'], '6.12': WHY['6.12'] }))).toBe('not-met');
});

function withoutDate(value: Observation): Observation {
  const undated = { ...value, id: 'undated' };
  delete undated.effectiveDateTime;
  return undated;
}

test.each(['EF 20%, down from 55%', '25 % (echo 2024)', 'between 20, 30 and 40 %'])(
  'a text with several numbers (%s) is no value and decides nothing',
  (valueString) => {
    const measured = { ...ejectionFraction(20, '2025-06-10'), valueString };
    delete measured.valueQuantity;
    expect(statusOf('C.CARDIO', { history: [measured] })).toBe('needs-documentation');
  },
);
