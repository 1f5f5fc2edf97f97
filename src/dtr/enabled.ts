/** Which items of a form are asked, given the answers so far (FHIR R4, Questionnaire.item.enableWhen). */
import type { QuestionnaireItem, QuestionnaireResponseItemAnswer } from 'fhir/r4.js';

export type Answers = ReadonlyMap<string, readonly QuestionnaireResponseItemAnswer[]>;

export function isEnabled({ enableWhen = [], enableBehavior }: QuestionnaireItem, answers: Answers): boolean {
  if (enableWhen.length === 0) return true;
  const holds = enableWhen.map((condition) => {
    const given = answers.get(condition.question) ?? [];
    if (condition.operator === 'exists') return given.length > 0 === condition.answerBoolean;
    return given.some(
      (answer) =>
        (condition.answerCoding !== undefined && answer.valueCoding?.code === condition.answerCoding.code) ||
        (condition.answerString !== undefined && answer.valueString === condition.answerString) ||
        (condition.answerBoolean !== undefined && answer.valueBoolean === condition.answerBoolean),
    );
  });
  return enableBehavior === 'all' ? holds.every(Boolean) : holds.some(Boolean);
}
