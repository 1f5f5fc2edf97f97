/** How much of a form the data answered. */
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
} from 'fhir/r4.js';
import { isEnabled, type Answers } from './enabled.js';

export interface Share {
  /** Questions that are asked with these answers; each repetition of a group counts. */
  readonly asked: number;
  readonly answered: number;
}

export function shareFilledIn(questionnaire: Questionnaire, response: QuestionnaireResponse): Share {
  return count(questionnaire.item ?? [], response.item ?? [], new Map());
}

function count(
  items: readonly QuestionnaireItem[],
  given: readonly QuestionnaireResponseItem[],
  known: Answers,
): Share {
  const answers = new Map(known);
  let asked = 0;
  let answered = 0;
  for (const item of items) {
    if (item.type === 'display' || !isEnabled(item, answers)) continue;
    const own = given.filter(({ linkId }) => linkId === item.linkId);
    if (item.type === 'group') {
      for (const one of own.length > 0 ? own : [undefined]) {
        const below = count(item.item ?? [], one?.item ?? [], answers);
        asked += below.asked;
        answered += below.answered;
        // A group that does not repeat is no scope of its own: later items depend on what is in it.
        for (const { linkId, answer } of item.repeats ? [] : flat(one?.item ?? []))
          answers.set(linkId, answer ?? []);
      }
      continue;
    }
    const values = own.flatMap(({ answer }) => answer ?? []);
    if (values.length > 0) answers.set(item.linkId, values);
    asked += 1;
    if (values.length > 0) answered += 1;
  }
  return { asked, answered };
}

function flat(items: readonly QuestionnaireResponseItem[]): readonly QuestionnaireResponseItem[] {
  return items.flatMap((item) => [item, ...flat(item.item ?? [])]);
}
