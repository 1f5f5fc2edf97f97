/** What extensions say about an item (SDC and FHIR core), each read in one place. */
import type { Coding, Extension, QuestionnaireItem } from 'fhir/r4.js';

const CORE = 'http://hl7.org/fhir/StructureDefinition';

interface Extended {
  readonly extension?: readonly Extension[] | undefined;
}

function allAt({ extension = [] }: Extended, name: string): readonly Extension[] {
  return extension.filter(({ url }) => url === `${CORE}/${name}`);
}

export function unitOf(item: QuestionnaireItem): Coding | undefined {
  return allAt(item, 'questionnaire-unit')[0]?.valueCoding;
}

/** Units a quantity may be given in. */
export function unitOptionsOf(item: QuestionnaireItem): readonly Coding[] {
  return allAt(item, 'questionnaire-unitOption').flatMap(({ valueCoding }) => valueCoding ?? []);
}

export function boundOf(item: QuestionnaireItem, name: 'minValue' | 'maxValue'): number | string | undefined {
  const [bound] = allAt(item, name);
  return bound?.valueInteger ?? bound?.valueDecimal ?? bound?.valueDate ?? bound?.valueDateTime;
}

/** `drop-down`, `radio-button`, `check-box`, `help`, … */
export function controlOf(item: QuestionnaireItem): string | undefined {
  return allAt(item, 'questionnaire-itemControl')
    .flatMap(({ valueCodeableConcept }) => valueCodeableConcept?.coding ?? [])
    .map(({ code }) => code)
    .find((code) => code !== undefined);
}

export function isHidden(item: QuestionnaireItem): boolean {
  return allAt(item, 'questionnaire-hidden')[0]?.valueBoolean === true;
}

/** Resource types a reference may point to. */
export function targetsOf(item: QuestionnaireItem): readonly string[] {
  return allAt(item, 'questionnaire-referenceResource').flatMap(({ valueCode }) => valueCode ?? []);
}

/** Bytes an attachment may have. */
export function maxSizeOf(item: QuestionnaireItem): number | undefined {
  return allAt(item, 'maxSize')[0]?.valueDecimal;
}
