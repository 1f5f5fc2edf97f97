/** The form's no: it settles what the chart leaves open, never what the chart shows. */
import { expect, test } from '@jest/globals';
import type { FhirResource, QuestionnaireResponse } from 'fhir/r4.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { ask, statusOf } from '../../support/decide.js';
import { diagnosis, given, premedicated } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { form, infusion, reaction, WHY } from './support.js';

const JUNE = '2025-06-11';
const vein = diagnosis('I87.8');

test.each<[string, CriterionStatus, readonly FhirResource[]]>([
  ['no form', 'needs-documentation', [vein]],
  ['a form that says so', 'not-met', [vein, form({ '6.1': ['venous'], ...WHY, '6.3': 'yes' })]],
  ['a form that does not know', 'needs-documentation', [vein, form({ '6.1': ['venous'], ...WHY, '6.3': 'unknown' })]],
  ['a form that says no', 'met', [vein, form({ '6.1': ['venous'], ...WHY, '6.3': 'no' })]],
  ['a form of last year', 'needs-documentation', [vein, form({ '6.3': 'yes' }, { authored: '2024-10-07' })]],
  ['a draft of a form', 'needs-documentation', [vein, form({ '6.3': 'yes' }, { status: 'in-progress' })]],
])('given a venous access problem, and of a vein finder %s, then the criterion is %s', (_what, status, history) => {
  expect(statusOf('C.VEN', { history })).toBe(status);
}); // prettier-ignore

test('given that forms could not be read, then what is open stays open', () => {
  const unseen = { questionnaireResponses: 'unavailable' as const };
  expect(statusOf('C.VEN', { history: [vein], unseen })).toBe('needs-documentation');
});

test('given two impairments of which the form refutes one, then the other stays as it is', () => {
  const answer = ask({ history: [vein, diagnosis('I25.2'), form({ '6.1': ['venous'], '6.3': 'yes' })] });
  expect([answer.status('C.VEN'), answer.status('C.CARDIO'), answer.status('C')]).toEqual([
    'not-met',
    'needs-documentation',
    'needs-documentation',
  ]);
});

test('given the refusal, then the reason names the form, and the evidence is the form', () => {
  const { reason, evidence } = ask({ history: [vein, form({ '6.3': 'yes' })] }).criterion('C.VEN');
  expect(reason).toBe(
    'The completed form of 2025-09-28 says that a vein finder is available at the lower-cost sites.',
  );
  expect(evidence).toEqual([
    expect.objectContaining({ reference: 'QuestionnaireResponse/form', path: 'item 6.3' }),
  ]);
});

test('given an event that the chart shows to be severe and not to have responded, then a form that says otherwise changes nothing', () => {
  const event: QuestionnaireResponse = form(
    {},
    {
      item: [
        {
          linkId: '7',
          item: [
            { linkId: '7.1', answer: [{ valueDate: JUNE }] },
            { linkId: '7.4', answer: [{ valueCoding: { code: 'grade-1' } }] },
            { linkId: '7.6', answer: [{ valueCoding: { code: 'resolved' } }] },
          ],
        },
      ],
    },
  );
  const history = [...premedicated(JUNE), infusion(JUNE), reaction(JUNE), event];
  expect(statusOf('D.SEV', { history })).toBe('met');
  expect(statusOf('D', { history })).toBe('met');
});

test.each<[string, CriterionStatus]>([
  ['2025-08-13', 'not-met'],
  ['2025-03-03', 'needs-documentation'],
])('given a dose in March, one in August that is not certain, and a form whose last dose is %s, then a restart is %s', (last, status) => {
  const doses = [
    given(drugs.infliximab, '2025-03-03'),
    given(drugs.infliximab, '2025-08-13', { status: 'unknown' }),
  ];
  const answered = form({}, { item: [{ linkId: '5.1', answer: [{ valueDate: last }] }] });
  expect(statusOf('INIT.RESTART', { history: [...doses, answered] })).toBe(status);
}); // prettier-ignore
