/** Which items are asked, given the answers so far (FHIR R4, Questionnaire.item.enableWhen). */
import type {
  QuestionnaireItem,
  QuestionnaireItemEnableWhen,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';

type Answers = readonly QuestionnaireResponseItemAnswer[];

/** One level of a form with its answers. A repetition of a group has its own: what is answered in one does not count in another. */
export interface Scope {
  readonly definition: readonly QuestionnaireItem[];
  readonly items: readonly QuestionnaireResponseItem[];
  readonly outer?: Scope;
}

/** @param asking items whose own conditions led here: conditions that go round in a circle end */
export function isEnabled(
  item: QuestionnaireItem,
  scope: Scope,
  asking: ReadonlySet<string> = new Set(),
): boolean {
  const { enableWhen = [], enableBehavior, linkId } = item;
  if (enableWhen.length === 0) return true;
  const here = new Set(asking).add(linkId);
  const holds = enableWhen.map((condition) => isMet(condition, answersTo(condition.question, scope, here)));
  return enableBehavior === 'all' ? holds.every(Boolean) : holds.some(Boolean);
}

/** What is inside an item: below its group, or below the answers of its question. */
export function inside(
  item: QuestionnaireItem,
  given: QuestionnaireResponseItem | undefined,
  outer: Scope,
): Scope {
  const below = [...(given?.item ?? []), ...(given?.answer ?? []).flatMap((answer) => answer.item ?? [])];
  return { definition: item.item ?? [], items: below, outer };
}

/** Of the nearest level that knows the question. Answers to what is not asked do not count. */
function answersTo(linkId: string, scope: Scope, asking: ReadonlySet<string>): Answers {
  for (let level: Scope | undefined = scope; level; level = level.outer)
    if (defines(level.definition, linkId)) return collected(linkId, level, asking);
  return [];
}

function collected(linkId: string, scope: Scope, asking: ReadonlySet<string>): Answers {
  return scope.definition.flatMap((item): Answers => {
    if (!defines([item], linkId)) return [];
    if (!asking.has(item.linkId) && !isEnabled(item, scope, asking)) return [];
    const own = scope.items.filter((one) => one.linkId === item.linkId);
    if (item.linkId === linkId) return own.flatMap(({ answer }) => answer ?? []);
    return own.flatMap((one) => collected(linkId, inside(item, one, scope), asking));
  });
}

function defines(definition: readonly QuestionnaireItem[], linkId: string): boolean {
  return definition.some((item) => item.linkId === linkId || defines(item.item ?? [], linkId));
}

function isMet(condition: QuestionnaireItemEnableWhen, answers: Answers): boolean {
  if (condition.operator === 'exists') return answers.length > 0 === condition.answerBoolean;
  return answers.some((answer) => holds(condition, answer));
}

function holds(condition: QuestionnaireItemEnableWhen, answer: QuestionnaireResponseItemAnswer): boolean {
  const { operator } = condition;
  if (operator === '=') return isEqual(condition, answer);
  if (operator === '!=') return !isEqual(condition, answer);
  const [wanted, given] = [sizeOfWanted(condition), sizeOf(answer)];
  if (wanted === undefined || given === undefined || typeof wanted !== typeof given) return false;
  if (operator === '>') return given > wanted;
  if (operator === '<') return given < wanted;
  if (operator === '>=') return given >= wanted;
  return given <= wanted;
}

function isEqual(condition: QuestionnaireItemEnableWhen, answer: QuestionnaireResponseItemAnswer): boolean {
  const { answerCoding, answerBoolean, answerReference } = condition;
  if (answerBoolean !== undefined) return answer.valueBoolean === answerBoolean;
  if (answerReference) return answer.valueReference?.reference === answerReference.reference;
  if (answerCoding) {
    const { system, code } = answer.valueCoding ?? {};
    const isOtherSystem =
      system !== undefined && answerCoding.system !== undefined && system !== answerCoding.system;
    return code === answerCoding.code && code !== undefined && !isOtherSystem;
  }
  const wanted = sizeOfWanted(condition);
  return wanted !== undefined && wanted === sizeOf(answer);
}

/** Dates and times of FHIR sort like texts. */
function sizeOf(answer: QuestionnaireResponseItemAnswer): number | string | undefined {
  const { valueInteger, valueDecimal, valueQuantity, valueDate, valueDateTime } = answer;
  const { valueTime, valueString, valueUri } = answer;
  return (
    valueInteger ?? valueDecimal ?? valueQuantity?.value ?? valueDate ?? valueDateTime ?? valueTime ??
    valueString ?? valueUri
  ); // prettier-ignore
}

function sizeOfWanted(condition: QuestionnaireItemEnableWhen): number | string | undefined {
  const { answerInteger, answerDecimal, answerQuantity, answerDate, answerDateTime } = condition;
  const { answerTime, answerString } = condition;
  return (
    answerInteger ?? answerDecimal ?? answerQuantity?.value ?? answerDate ?? answerDateTime ?? answerTime ??
    answerString
  ); // prettier-ignore
}
