/** Where an answer comes from (DTR information-origin), and which resources it was found in. */
import type { Extension, QuestionnaireResponseItemAnswer } from 'fhir/r4.js';
import { optionKey } from './options.js';

const ORIGIN = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin';
/** Each payer has its own address for this one; DTR has none. */
const SOURCE = /\/StructureDefinition\/answer-source$/;

type Answer = QuestionnaireResponseItemAnswer;

/** By a program, and not changed since. */
export function isFilledIn({ extension = [] }: Answer): boolean {
  return extension.some(
    ({ url, extension: parts = [] }) =>
      url === ORIGIN && parts.some((part) => part.url === 'source' && part.valueCode?.startsWith('auto')),
  );
}

/** References of what an answer was found in. */
export function sourcesOf({ extension = [] }: Answer): readonly string[] {
  return extension.flatMap(({ url, valueReference }) =>
    SOURCE.test(url) && valueReference?.reference !== undefined ? [valueReference.reference] : [],
  );
}

/**
 * A person's answers in place of the former ones: those that say the same as before keep their origin; another one where a program had
 * answered overrides it.
 */
export function asGiven(answers: readonly Answer[], former: readonly Answer[]): readonly Answer[] {
  const kept = new Map(former.map((one) => [valueKey(one), one]));
  const source = former.some((one) => isFilledIn(one) || isOverride(one)) ? 'override' : 'manual';
  return answers.map((one) => kept.get(valueKey(one)) ?? { ...one, extension: [originOf(source)] });
}

function isOverride({ extension = [] }: Answer): boolean {
  return extension.some(
    ({ url, extension: parts = [] }) =>
      url === ORIGIN && parts.some(({ valueCode }) => valueCode === 'override'),
  );
}

function originOf(valueCode: string): Extension {
  return { url: ORIGIN, extension: [{ url: 'source', valueCode }] };
}

/** A code is the same whatever it is displayed as. */
function valueKey({ extension: _extension, item: _item, ...value }: Answer): string {
  return value.valueCoding ? optionKey(value) : JSON.stringify(value);
}
