/** What keeps a form from being sent: required answers that are missing, and answers out of their bounds. */
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import { boundOf, maxSizeOf } from './extensions.js';
import { askedIn } from './walk.js';
import { sizeInWords } from './words.js';

export interface FormFault {
  readonly path: string;
  /** The question. */
  readonly label: string;
  readonly says: string;
}

export function faultsIn(
  questionnaire: Questionnaire,
  response: QuestionnaireResponse,
): readonly FormFault[] {
  return askedIn(questionnaire, response).flatMap(({ item, given, path }): readonly FormFault[] => {
    const says = faultOf(item, given);
    return says === undefined ? [] : [{ path, label: item.text ?? item.linkId, says }];
  });
}

function faultOf(item: QuestionnaireItem, given: QuestionnaireResponseItem): string | undefined {
  if (item.type === 'group')
    return item.required && !isAnswered(given) ? 'One answer at least is needed here.' : undefined;
  const answers = given.answer ?? [];
  if (item.required && answers.length === 0) return 'An answer is needed.';
  return answers.map((answer) => wrong(answer, item)).find((says) => says !== undefined);
}

function isAnswered({ answer = [], item = [] }: QuestionnaireResponseItem): boolean {
  return answer.length > 0 || item.some(isAnswered);
}

function wrong(answer: QuestionnaireResponseItemAnswer, item: QuestionnaireItem): string | undefined {
  const { valueInteger, valueDecimal, valueQuantity, valueDate, valueDateTime, valueString } = answer;
  if (valueInteger !== undefined && !Number.isInteger(valueInteger)) return 'A whole number is needed.';
  const size = valueInteger ?? valueDecimal ?? valueQuantity?.value ?? valueDate ?? valueDateTime;
  const [low, high] = [boundOf(item, 'minValue'), boundOf(item, 'maxValue')];
  if (isBelow(size, low) || isBelow(high, size))
    return low !== undefined && high !== undefined
      ? `It lies between ${low} and ${high}.`
      : `It is ${low === undefined ? `${high} at most` : `${low} at least`}.`;
  const { maxLength } = item;
  if (maxLength !== undefined && (valueString ?? '').length > maxLength)
    return `It has ${maxLength} characters at most.`;
  const most = maxSizeOf(item);
  if (most !== undefined && (answer.valueAttachment?.size ?? 0) > most)
    return `A document has ${sizeInWords(most)} at most.`;
  return undefined;
}

function isBelow(one: number | string | undefined, other: number | string | undefined): boolean {
  return one !== undefined && other !== undefined && typeof one === typeof other && one < other;
}
