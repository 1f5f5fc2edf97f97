/** How far a form is filled in. */
import type { Questionnaire, QuestionnaireResponse } from 'fhir/r4.js';
import { isFilledIn } from './origin.js';
import { askedIn } from './walk.js';

export interface Share {
  /** Questions that are asked with these answers; each repetition of a group counts. */
  readonly asked: number;
  readonly fromChart: number;
  readonly byHand: number;
  readonly requiredOpen: number;
}

export function shareOf(questionnaire: Questionnaire, response: QuestionnaireResponse): Share {
  const questions = askedIn(questionnaire, response).filter(({ item }) => item.type !== 'group');
  const answered = questions.filter(({ given }) => (given.answer ?? []).length > 0);
  const fromChart = answered.filter(({ given }) => given.answer?.some(isFilledIn));
  const open = questions.filter(({ item, given }) => item.required && (given.answer ?? []).length === 0);
  return {
    asked: questions.length,
    fromChart: fromChart.length,
    byHand: answered.length - fromChart.length,
    requiredOpen: open.length,
  };
}
