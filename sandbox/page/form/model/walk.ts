/** Every question that is asked, with its answers and its place, in the order of the form. */
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
} from 'fhir/r4.js';
import { inside, isEnabled, type Scope } from './enabled.js';
import { isHidden } from './extensions.js';
import { instancesOf, pathOf } from './tree.js';

export interface Asked {
  readonly item: QuestionnaireItem;
  readonly given: QuestionnaireResponseItem;
  readonly path: string;
}

/** Groups come before what is in them. Displays and hidden items are no questions. */
export function askedIn({ item = [] }: Questionnaire, response: QuestionnaireResponse): readonly Asked[] {
  return walk({ definition: item, items: response.item ?? [] }, '');
}

function walk(scope: Scope, parent: string): readonly Asked[] {
  return scope.definition.flatMap((item): readonly Asked[] => {
    if (item.type === 'display' || isHidden(item) || !isEnabled(item, scope)) return [];
    return instancesOf(item, scope.items).flatMap((given, index): readonly Asked[] => {
      const path = pathOf(parent, item.linkId, index);
      const hasBelow = item.type === 'group' || (given.answer ?? []).length > 0;
      return [{ item, given, path }, ...(hasBelow ? walk(inside(item, given, scope), path) : [])];
    });
  });
}
