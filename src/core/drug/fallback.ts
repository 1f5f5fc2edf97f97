/** When no coding is in the tables: the ingredients of the Medication, then text that is exactly a name. */
import { codings, list, text } from '../chart/read.js';
import { phraseOf } from './phrase.js';
import { readCoding } from './read-coding.js';
import { readConcept } from './read-rxnorm.js';
import { suggestion } from './suggestion.js';
import { quotable } from './text.js';
import type { DaySpan } from '../dates.js';
import type { CodeableConcept } from '../fhir.js';
import type { DrugName } from './names.js';
import type { Phrase } from './phrase.js';
import type { Reading } from './reading.js';
import type { DrugTables } from './tables.js';

/** Readings of the ingredients; none unless every active ingredient can be read, for a combination is another drug. */
export function ingredientReadings(
  ingredients: readonly CodeableConcept[],
  service: DaySpan,
  tables: DrugTables,
): readonly Reading[] {
  const readings: Reading[] = [];
  for (const ingredient of ingredients) {
    const known = codings(ingredient)
      .map((coding) => readCoding(coding, service, tables))
      .filter((reading) => typeof reading === 'object')
      .filter((reading) => reading.standing === 'known');
    const words = text(ingredient.text);
    const spoken = words === undefined ? undefined : textReading(phraseOf(words, tables), true, tables);
    const read = known.length > 0 ? known : list(spoken);
    if (read.length === 0) return [];
    readings.push(
      ...read.map((reading) => ({ ...reading, label: `ingredient ${reading.label}`, specific: false })),
    );
  }
  return readings;
}

/**
 * A text that is exactly the name of a drug, or of an RxNorm product when `products` is true. The display of an unknown
 * code may name the drug, not the product: displays of one code are found under another.
 */
export function textReading(phrase: Phrase, products: boolean, tables: DrugTables): Reading | undefined {
  const label = `text "${quotable(phrase.text)}"`;
  const product = products ? tables.names.products.get(phrase.normal) : undefined;
  if (product) return readConcept(product, label);
  const names = phrase.exact;
  const deciding = names.filter((name) => !name.neverAlone);
  const [first] = deciding;
  if (!first) return undefined;
  const codes = [...deciding.slice(1), ...names.filter((name) => name.neverAlone)].reduce(
    (left: readonly string[], name) => common(left, name),
    first.codes,
  );
  if (deciding.some((name) => name.codes.length > 0 && !name.codes.some((code) => codes.includes(code))))
    return undefined;
  const molecule = deciding.find((name) => name.molecule !== undefined)?.molecule;
  return {
    label,
    codes,
    name: first.name,
    otherForms: deciding.every((name) => name.otherForms),
    neverAlone: false,
    specific: false,
    standing: 'known',
    doubts: [],
    ...(molecule !== undefined && { molecule }),
  };
}

/** Codes two names share; an accompanying ingredient that shares none does not take part. */
function common(left: readonly string[], name: DrugName): readonly string[] {
  const shared = left.filter((code) => name.codes.includes(code));
  return shared.length > 0 || !name.neverAlone ? shared : left;
}

/** What a text that matched nothing may have meant, in one sentence for a person. */
export function nearMiss(phrase: Phrase, tables: DrugTables): string | undefined {
  const quoted = quotable(phrase.text);
  const contained = phrase.names.find((name) => !name.neverAlone);
  if (contained) return `"${quoted}" names ${contained.name} among other words; not matched.`;
  const near =
    phrase.names.length > 0 ? undefined : suggestion(contentOf(phrase, tables), tables.names.suggestible);
  return near === undefined ? undefined : `"${quoted}" is close to ${near}; not matched.`;
}

const contentOf = (phrase: Phrase, tables: DrugTables): readonly string[] =>
  phrase.words.filter((word) => !tables.names.filler.has(word) && !tables.words.vague.has(word));
