/** C.VEN and C.CARE: vein access without a vein finder, and no caregiver where no infusion center helps (readings A6 and A20). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { ask, statusOf, type Situation } from '../../support/decide.js';
import { coded, diagnosis } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { billed, caregiver, form, livingIn, RURAL_ZIP, subcutaneous, WHY } from './support.js';

describe('vein access', () => {
  const complete = { '6.1': ['venous'], '6.3': 'no', ...WHY };
  const port = billed('x', '2025-06-01', { code: coded(SYSTEM.cpt, '36561') });

  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing', 'not-met', []],
    ['a form with a severe problem and no vein finder', 'met', [form(complete)]],
    ['a form by which a vein finder is there', 'not-met', [form({ ...complete, '6.3': 'yes' })]],
    ['a form without the reason against an infusion center', 'not-met', [form({ '6.1': ['venous'], '6.3': 'no', '6.12': 'why' })]],
    ['a form in progress', 'not-met', [form(complete, { status: 'in-progress' })]],
    ['another form', 'not-met', [form(complete, { questionnaire: 'https://cds.example.org/fhir/Questionnaire/other' })]],
    ['a form of a year ago', 'met', [form(complete, { authored: '2024-10-08' })]],
    ['a form of the day before', 'needs-documentation', [form(complete, { authored: '2024-10-07' })]],
    ['a form that was amended to say otherwise', 'not-met', [form(complete), form({ '6.1': ['venous'], '6.3': 'yes' }, { id: 'later', status: 'amended', authored: '2025-09-30' })]],
    ['the convention for a disorder of veins', 'needs-documentation', [diagnosis('I87.8')]],
    ['thrombosis of a central vein', 'needs-documentation', [diagnosis('I82.A11')]],
    ['thrombosis of a leg, which says nothing', 'not-met', [diagnosis('I82.401')]],
    ['a port', 'needs-documentation', [port]],
    ['a port before the window', 'not-met', [{ ...port, performedDateTime: '2024-10-07' }]],
    ['care of a vascular access device', 'needs-documentation', [diagnosis('Z45.2')]],
    ['a resolved problem within the window', 'needs-documentation', [diagnosis('I87.8', { clinicalStatus: coded('urn:x', 'resolved') })]],
    ['difficult access in words', 'needs-documentation', [diagnosis('x', { code: { text: 'Difficult IV access' } })]],
    ['no difficulty, in words', 'not-met', [diagnosis('x', { code: { text: 'No difficult IV access' } })]],
    ['fear of needles', 'not-met', [diagnosis('F40.231')]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('C.VEN', { history })).toBe(status);
  }); // prettier-ignore

  test('given difficult access in the note of the order, then it is a hint; no such trouble is none', () => {
    expect(statusOf('C.VEN', { order: { note: [{ text: 'Hard stick, three failed attempts' }] } })).toBe(
      'needs-documentation',
    );
    expect(statusOf('C.VEN', { order: { note: [{ text: 'Denies difficult IV access' }] } })).toBe('not-met');
  });

  const underSkin: Situation = { drug: drugs.abatacept, order: subcutaneous, history: [form(complete)] };
  test('given a drug under the skin, then vein access does not matter (A20)', () => {
    expect(statusOf('C.VEN', underSkin)).toBe('not-met');
    expect(statusOf('C.VEN', { ...underSkin, parameters: { 'c.intravenousOnly': false } })).toBe('met');
  });

  test('given an unstated route of a drug that has two, then it has to be documented', () => {
    const order = { dosageInstruction: [{ text: 'every 4 weeks' }] };
    expect(statusOf('C.VEN', { ...underSkin, order })).toBe('needs-documentation');
  });

  test.each(['conditions', 'procedures', 'questionnaireResponses'])(
    'given %s that were refused, then nothing found is open',
    (key) => {
      expect(statusOf('C.VEN', { unseen: { [key]: 'unavailable' } })).toBe('needs-documentation');
    },
  );
});

describe('no caregiver', () => {
  const alone = diagnosis('Z74.2');
  const rural = livingIn(RURAL_ZIP);
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing', 'not-met', []],
    ['no caregiver, and an infusion center in reach', 'needs-documentation', [alone]],
    ['no caregiver, and no infusion center', 'met', [alone, rural]],
    ['no caregiver, refuted', 'not-met', [{ ...alone, verificationStatus: coded('urn:x', 'refuted') }, rural]],
    ['no caregiver, no longer so', 'not-met', [{ ...alone, clinicalStatus: coded('urn:x', 'resolved') }, rural]],
    ['no caregiver by diagnosis, and a caregiver on file', 'needs-documentation', [alone, rural, caregiver()]],
    ['no caregiver by diagnosis, and one who is inactive', 'met', [alone, rural, caregiver({ active: false })]],
    ['no caregiver, in words', 'needs-documentation', [diagnosis('x', { code: { text: 'Has no caregiver' } }), rural]],
    ['no concerns about the caregiver', 'not-met', [diagnosis('x', { code: { text: 'No caregiver concerns' } }), rural]],
    ['a patient who lives alone', 'needs-documentation', [diagnosis('Z60.2'), rural]],
    ['a patient who lives alone with a caregiver who comes', 'not-met', [diagnosis('Z60.2'), caregiver()]],
    ['a patient who lives alone and whose caregiver has left', 'needs-documentation', [diagnosis('Z60.2'), caregiver({ period: { end: '2025-10-07' } })]],
    ['a patient who lives alone and has a mother', 'needs-documentation', [diagnosis('Z60.2'), caregiver({ relationship: [coded('http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'MTH')] })]],
    ['a patient who cares for somebody (Z63.6)', 'not-met', [diagnosis('Z63.6'), rural]],
    ['services not available at home (Z75.0)', 'not-met', [diagnosis('Z75.0'), rural]],
    ['a form', 'met', [form({ '6.1': ['caregiver'], ...WHY })]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('C.CARE', { history })).toBe(status);
  }); // prettier-ignore

  test('given the reading by which a risk at home is enough (A6), then the infusion center does not matter, and is not named', () => {
    const answer = ask({ history: [alone], parameters: { 'c.allSites': false } });
    expect(answer.status('C.CARE')).toBe('met');
    expect(answer.reason('C.CARE')).not.toMatch(/infusion center/);
  });

  test('given related persons that were refused, then a caregiver may be among them', () => {
    const unseen = { carers: 'unavailable' } as const;
    expect(statusOf('C.CARE', { history: [alone, rural], unseen })).toBe('needs-documentation');
    expect(statusOf('C.CARE', { history: [diagnosis('Z60.2')], unseen })).toBe('needs-documentation');
  });

  test('given a patient whose address is unknown, then whether a center helps is open', () => {
    expect(statusOf('C.CARE', { history: [alone, livingIn(undefined)] })).toBe('needs-documentation');
  });
});
