/** What is wrong with one answer to an item of a form, said without giving the answer back. */
import type { Extension, QuestionnaireItem, QuestionnaireResponseItemAnswer } from 'fhir/r4.js';
import { typeAndId } from '../core/chart/references.js';
import { spanOf } from '../core/dates.js';

const EXTENSIONS = 'http://hl7.org/fhir/StructureDefinition';
const VALUE = /^value[A-Z]/;

export function faultOf(
  answer: QuestionnaireResponseItemAnswer,
  item: QuestionnaireItem,
): string | undefined {
  if (Object.keys(answer).filter((name) => VALUE.test(name)).length > 1) return 'takes one value each.';
  const { type } = item;
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
    case 'open-choice':
      return isText(answer.valueString) || isOption(answer, item)
        ? undefined
        : 'takes one of its options, or words.';
    case 'choice':
      return isOption(answer, item) ? undefined : 'takes one of its options.';
    case 'attachment': {
      const { url, data } = answer.valueAttachment ?? {};
      return isText(url) || isText(data) ? undefined : 'takes a document, by its address or whole.';
    }
    case 'reference':
      return notReferable(answer.valueReference?.reference, item);
    default:
      return 'cannot be answered.';
  }
}

/** By its code; a system has to be that of the form as well, where one is given. */
function isOption(
  { valueCoding: given }: QuestionnaireResponseItemAnswer,
  { answerOption = [] }: QuestionnaireItem,
): boolean {
  if (given?.code === undefined) return false;
  return answerOption.some(
    ({ valueCoding }) =>
      valueCoding?.code === given.code && [undefined, valueCoding?.system].includes(given.system),
  );
}

function notReferable(reference: unknown, { extension = [] }: QuestionnaireItem): string | undefined {
  const type = typeAndId(reference)?.split('/')[0];
  if (type === undefined) return 'takes a reference to a resource.';
  const types = at(extension, 'questionnaire-referenceResource').map(({ valueCode }) => valueCode);
  return types.length === 0 || types.includes(type)
    ? undefined
    : `takes a reference to ${types.join(' or ')}.`;
}

function outOfRange(value: number | undefined, { extension = [] }: QuestionnaireItem): string | undefined {
  const bound = (name: string): number | undefined => {
    const [found] = at(extension, name);
    return found?.valueInteger ?? found?.valueDecimal;
  };
  const [low = -Infinity, high = Infinity] = [bound('minValue'), bound('maxValue')];
  return value !== undefined && value >= low && value <= high
    ? undefined
    : `lies between ${low} and ${high}.`;
}

function at(extension: readonly Extension[], name: string): readonly Extension[] {
  return extension.filter(({ url }) => url === `${EXTENSIONS}/${name}`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
