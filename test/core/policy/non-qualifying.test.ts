/** Reasons the policy names as not sufficient: shown, never decisive (reading A9). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { ask, type Situation } from '../../support/decide.js';
import { coded, coverage, diagnosis, given, patient } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';

const found = (situation: Situation): readonly string[] => ask(situation).decision.nonQualifying;
const note = (text: string): Situation => ({ order: { note: [{ text }] } });

test.each<[string, readonly string[], Situation]>([
  ['fear of needles', ['NQ.TRYP'], { history: [diagnosis('F40.231')] }],
  ['fear of needles, refuted', [], { history: [diagnosis('F40.231', { verificationStatus: coded('urn:x', 'refuted') })] }],
  ['fear of needles in the note', ['NQ.TRYP'], note('afraid of needles? fear of needles noted')],
  ['no fear of needles', [], note('denies fear of needles')],
  ['a wish', ['NQ.PREF'], note('Patient prefers the hospital')],
  ['a wish to know something', [], note('patient wants to know the date')],
  ['frequent labs', ['NQ.LAB'], note('weekly lab draws')],
  ['frequent labs as the reason code', ['NQ.LAB'], { order: { reasonCode: [coded('http://hl7.org/fhir/sid/icd-10-cm', 'Z51.81')] } }],
  ['a child', ['NQ.PED'], { history: [patient({ birthDate: '2016-03-03' })] }],
  ['an adult', [], {}],
  ['a birth date that is none', [], { history: [patient({ birthDate: 'unknown' })] }],
  ['a month of birth that leaves it open', [], { history: [patient({ birthDate: '2007-10' })] }],
])('given %s, then %j', (_what, ids, situation) => {
  expect(found(situation)).toEqual(ids);
}); // prettier-ignore

describe('a therapy begun under another plan', () => {
  const ours = coverage({ period: { start: '2025-09-01', end: '2025-12-31' } });
  const before = coverage({
    id: 'c0',
    status: 'cancelled',
    payor: [{ reference: 'Organization/other' }],
    period: { start: '2024-01-01', end: '2025-08-31' },
  });
  const dose = given(drugs.infliximab, '2025-08-13');

  test.each<[string, boolean, readonly FhirResource[]]>([
    ['a dose under another plan', true, [ours, before, dose]],
    ['a dose under this plan', false, [ours, before, given(drugs.infliximab, '2025-09-13')]],
    ['a dose and no other plan', false, [ours, dose]],
    ['another plan and no dose', false, [ours, before]],
  ])('given %s, then named: %s', (_what, isNamed, history) => {
    expect(found({ history }).includes('NQ.PLAN')).toBe(isNamed);
  });
});

test('given a child with chronic respiratory failure, then the age does not cancel the criterion', () => {
  const { decision } = ask({ history: [patient({ birthDate: '2016-03-03' }), diagnosis('J96.11')] });
  expect(decision).toMatchObject({ determination: 'met', nonQualifying: ['NQ.PED'] });
});

test('given every non-qualifying reason at once, then no criterion is met or open', () => {
  const { decision } = ask({
    order: { note: [{ text: 'Patient prefers the hospital; fear of needles; weekly lab draws' }] },
    history: [
      patient({ birthDate: '2016-03-03' }),
      diagnosis('F40.231'),
      given(drugs.infliximab, '2025-08-13'),
    ],
  });
  expect(decision).toMatchObject({ determination: 'not-met', deciding: [] });
});
