/** A completed form that comes back: is it this form, in this version, with answers it can have? */
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';
import { spanOf } from '../core/dates.js';
import { ServiceError, type Fault } from '../errors.js';
import { isEnabled, type Answers } from './enabled.js';
import { isObject } from './parameters.js';

const COMPLETED: ReadonlySet<unknown> = new Set(['completed', 'amended']);
/** As many faults as somebody reads. */
const MOST_FAULTS = 20;

/** @throws ServiceError `response-invalid` for what is no response at all */
export function asResponse(body: unknown): QuestionnaireResponse {
  if (!isObject(body) || body['resourceType'] !== 'QuestionnaireResponse')
    throw new ServiceError('response-invalid', [
      { diagnostics: 'The body has to be a QuestionnaireResponse.' },
    ]);
  return body as unknown as QuestionnaireResponse;
}

/** @throws ServiceError `response-outdated` or `response-invalid` */
export function checkCompleted(response: QuestionnaireResponse, questionnaire: Questionnaire): void {
  const canonical: unknown = response.questionnaire;
  const [url, version] = typeof canonical === 'string' ? canonical.split('|') : [];
  if (url !== questionnaire.url)
    throw new ServiceError('response-invalid', [
      { expression: 'QuestionnaireResponse.questionnaire', diagnostics: 'It answers another form.' },
    ]);
  if (version !== questionnaire.version) throw new ServiceError('response-outdated');
  const faults: Fault[] = [];
  if (!COMPLETED.has(response.status))
    faults.push({ expression: 'QuestionnaireResponse.status', diagnostics: 'It is not completed.' });
  checkItems(questionnaire.item ?? [], listOf(response.item), new Map(), faults);
  if (faults.length > 0) throw new ServiceError('response-invalid', faults.slice(0, MOST_FAULTS));
}

function checkItems(
  items: readonly QuestionnaireItem[],
  given: readonly QuestionnaireResponseItem[],
  known: Answers,
  faults: Fault[],
): void {
  const answers = new Map(known);
  const linkIds = new Set(items.map(({ linkId }) => linkId));
  if (given.some(({ linkId }) => !linkIds.has(linkId)))
    faults.push({ diagnostics: 'It answers items that the form does not have in that place.' });
  for (const item of items) {
    const own = given.filter(({ linkId }) => linkId === item.linkId);
    const values = own.flatMap(({ answer }) => listOf(answer));
    const says = (diagnostics: string) =>
      faults.push({ expression: `item ${item.linkId}`, diagnostics: `${item.linkId}: ${diagnostics}` });
    if (!isEnabled(item, answers)) {
      if (own.some(hasAnswer)) says('is not asked with these answers.');
      continue;
    }
    if (item.type === 'group') {
      if (own.length > 1 && !item.repeats) says('does not repeat.');
      // A group that is shown is filled in, also one that was left out.
      for (const one of own.length > 0 ? own : [undefined])
        checkItems(item.item ?? [], listOf(one?.item), answers, faults);
      continue;
    }
    if (item.type === 'display') continue;
    if (values.length > 0) answers.set(item.linkId, values);
    if (item.required && values.length === 0) says('has to be answered.');
    if (values.length > 1 && !item.repeats) says('takes one answer.');
    for (const value of values) {
      const fault = faultOf(value, item);
      if (fault !== undefined) says(fault);
    }
  }
}

/** Headings without answers do no harm. */
function hasAnswer({ answer, item }: QuestionnaireResponseItem): boolean {
  return listOf(answer).length > 0 || listOf(item).some(hasAnswer);
}

/** What is wrong with a value, without giving it back. */
function faultOf(answer: QuestionnaireResponseItemAnswer, item: QuestionnaireItem): string | undefined {
  const { type, answerOption = [] } = item;
  switch (type) {
    case 'boolean':
      return typeof answer.valueBoolean === 'boolean' ? undefined : 'takes a boolean.';
    case 'integer':
      return Number.isInteger(answer.valueInteger)
        ? outOfRange(answer.valueInteger, item)
        : 'takes an integer.';
    case 'decimal':
      return Number.isFinite(answer.valueDecimal) ? outOfRange(answer.valueDecimal, item) : 'takes a number.';
    case 'date':
      return spanOf(answer.valueDate) ? undefined : 'takes a date.';
    case 'string':
    case 'text':
      return isText(answer.valueString) ? undefined : 'takes words.';
    case 'choice':
    case 'open-choice': {
      if (type === 'open-choice' && isText(answer.valueString)) return undefined;
      const isOption = answerOption.some(
        ({ valueCoding }) => valueCoding?.code !== undefined && valueCoding.code === answer.valueCoding?.code,
      );
      return isOption ? undefined : 'takes one of its options.';
    }
    case 'attachment': {
      const { url, data } = answer.valueAttachment ?? {};
      return isText(url) || isText(data) ? undefined : 'takes a document, by its address or whole.';
    }
    case 'reference':
      return isText(answer.valueReference?.reference) ? undefined : 'takes a reference.';
    default:
      return 'cannot be answered.';
  }
}

function outOfRange(value: number | undefined, { extension = [] }: QuestionnaireItem): string | undefined {
  const bound = (name: string): number | undefined => {
    const found = extension.find(({ url }) => url === `http://hl7.org/fhir/StructureDefinition/${name}`);
    return found?.valueInteger ?? found?.valueDecimal;
  };
  const [low = -Infinity, high = Infinity] = [bound('minValue'), bound('maxValue')];
  return value !== undefined && value >= low && value <= high
    ? undefined
    : `lies between ${low} and ${high}.`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]).filter((one) => isObject(one)) : [];
}
