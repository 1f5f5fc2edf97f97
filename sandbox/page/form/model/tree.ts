/** The response as a tree that is changed by making a new one. */
import type {
  QuestionnaireItem,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';

/** The repetitions of an item; one that was not answered yet has an empty one. */
export function instancesOf(
  { linkId, text }: QuestionnaireItem,
  items: readonly QuestionnaireResponseItem[],
): readonly QuestionnaireResponseItem[] {
  const own = items.filter((one) => one.linkId === linkId);
  return own.length > 0 ? own : [{ linkId, ...(text !== undefined && { text }) }];
}

/** The level with these repetitions of one item, in the order of the form. */
export function withInstances(
  definition: readonly QuestionnaireItem[],
  items: readonly QuestionnaireResponseItem[],
  linkId: string,
  instances: readonly QuestionnaireResponseItem[],
): QuestionnaireResponseItem[] {
  return definition.flatMap((item) =>
    item.linkId === linkId ? instances : items.filter((one) => one.linkId === item.linkId),
  );
}

/** A question with other answers; what is asked below its first answer stays. */
export function withAnswers(
  instance: QuestionnaireResponseItem,
  answers: readonly QuestionnaireResponseItemAnswer[],
): QuestionnaireResponseItem {
  const { answer: former = [], ...rest } = instance;
  const below = former.flatMap(({ item }) => item ?? []);
  const [first, ...others] = answers.map(withoutItems);
  if (!first) return rest;
  return { ...rest, answer: [below.length > 0 ? { ...first, item: below } : first, ...others] };
}

/** A question with other items below its first answer. */
export function withBelow(
  instance: QuestionnaireResponseItem,
  below: readonly QuestionnaireResponseItem[],
): QuestionnaireResponseItem {
  const [first, ...others] = instance.answer ?? [];
  return first ? { ...instance, answer: [{ ...first, item: [...below] }, ...others] } : instance;
}

/** Tells a place in the form: linkIds with the number of the repetition. */
export function pathOf(parent: string, linkId: string, index: number): string {
  const own = `${linkId}.${index}`.replace(/[^\w.-]/g, '_');
  return parent === '' ? own : `${parent}-${own}`;
}

/** An answer without what is asked below it. */
export function withoutItems({
  item: _,
  ...answer
}: QuestionnaireResponseItemAnswer): QuestionnaireResponseItemAnswer {
  return answer;
}
