/** The response as it is sent: what is not asked any more is left out, and so is what was not answered. */
import type { Questionnaire, QuestionnaireResponse, QuestionnaireResponseItem } from 'fhir/r4.js';
import { inside, isEnabled, type Scope } from './enabled.js';
import { withoutItems } from './tree.js';

export interface Completion {
  /** ISO instant */
  readonly now: string;
  /** `Practitioner/p1`, as the call names its user. */
  readonly author?: string | undefined;
}

export function completed(
  { item: definition = [] }: Questionnaire,
  response: QuestionnaireResponse,
  { now, author }: Completion,
): QuestionnaireResponse {
  const { item: items = [], ...rest } = response;
  return {
    ...rest,
    status: 'completed',
    authored: now,
    ...(author !== undefined && { author: { reference: author } }),
    item: [...asked({ definition, items })],
  };
}

function asked(scope: Scope): readonly QuestionnaireResponseItem[] {
  return scope.definition.flatMap((item): readonly QuestionnaireResponseItem[] => {
    if (item.type === 'display' || !isEnabled(item, scope)) return [];
    const own = scope.items.filter(({ linkId }) => linkId === item.linkId);
    return own.flatMap((one): readonly QuestionnaireResponseItem[] => {
      const below = asked(inside(item, one, scope));
      if (item.type === 'group') return below.length > 0 ? [{ ...one, item: [...below] }] : [];
      const [first, ...others] = one.answer ?? [];
      if (!first) return [];
      const bare = withoutItems(first);
      return [{ ...one, answer: [below.length > 0 ? { ...bare, item: [...below] } : bare, ...others] }];
    });
  });
}
