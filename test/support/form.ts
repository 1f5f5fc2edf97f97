/** The published form as its readers see it: items, and the defines of its Library that answer them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Extension, Questionnaire, QuestionnaireItem } from 'fhir/r4.js';

const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition';

export const form = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../fhir-profiles/questionnaires/ga-pmn-34-site-of-care.json'),
    'utf8',
  ),
) as Questionnaire;

/** Each with all below it. */
export function itemsOf(items: readonly QuestionnaireItem[] = []): readonly QuestionnaireItem[] {
  return items.flatMap((item) => [item, ...itemsOf(item.item)]);
}

export function initialExpressionOf({ extension = [] }: QuestionnaireItem): Extension['valueExpression'] {
  return extension.find(({ url }) => url === `${SDC}/sdc-questionnaire-initialExpression`)?.valueExpression;
}
