/** A draft made ready to be filled in: with what the form itself proposes (`initial`, `initialSelected`) where it has no answer. */
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from 'fhir/r4.js';

export function withInitial(
  { item = [] }: Questionnaire,
  response: QuestionnaireResponse,
): QuestionnaireResponse {
  return { ...response, item: filled(item, response.item ?? []) };
}

function filled(
  definition: readonly QuestionnaireItem[],
  items: readonly QuestionnaireResponseItem[],
): QuestionnaireResponseItem[] {
  return definition.flatMap((item): readonly QuestionnaireResponseItem[] => {
    const { linkId, text } = item;
    const own = items.filter((one) => one.linkId === linkId);
    if (item.type === 'group') {
      const below = (one?: QuestionnaireResponseItem) => filled(item.item ?? [], one?.item ?? []);
      if (own.length > 0) return own.map((one) => ({ ...one, item: below(one) }));
      const first = below();
      return first.length > 0 ? [{ linkId, ...(text !== undefined && { text }), item: first }] : [];
    }
    const [first, ...others] = own;
    if (first) return [others.length > 0 ? merged(first, own) : first];
    const answer = proposed(item);
    if (answer.length === 0) return [];
    return [{ linkId, ...(text !== undefined && { text }), answer: [...answer] }];
  });
}

/** Several answers belong into one item; some servers send several. */
function merged(
  first: QuestionnaireResponseItem,
  all: readonly QuestionnaireResponseItem[],
): QuestionnaireResponseItem {
  return { ...first, answer: all.flatMap(({ answer }) => answer ?? []) };
}

function proposed({
  initial = [],
  answerOption = [],
}: QuestionnaireItem): readonly QuestionnaireResponseItemAnswer[] {
  if (initial.length > 0) return initial;
  return answerOption.flatMap(({ initialSelected, ...option }) =>
    initialSelected === true ? [option as QuestionnaireResponseItemAnswer] : [],
  );
}
