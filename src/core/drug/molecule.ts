/**
 * Is another medication of the chart the same molecule as the ordered one, biosimilars included? A prior infusion of
 * Inflectra counts as infliximab; a code or a name of another drug does not.
 */
import { codings, list, text } from '../chart/read.js';
import { phraseOf } from './phrase.js';
import { readCoding } from './read-coding.js';
import type { DaySpan } from '../dates.js';
import type { CodeableConcept } from '../fhir.js';
import type { Phrase } from './phrase.js';
import type { Reading } from './reading.js';
import type { DrugTables } from './tables.js';
import type { DrugResolution, MoleculeMatch } from './types.js';

/** A prior medication's code may have ended since: any day will do. */
const ANY_DAY: DaySpan = { first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER };

/** The molecule that concepts name, by code of any system or by name; undefined when they name none or several. */
export function moleculeOf(concepts: readonly CodeableConcept[], tables: DrugTables): string | undefined {
  const molecules = moleculesIn(concepts, tables).named;
  const [molecule] = molecules;
  return molecules.size === 1 ? molecule : undefined;
}

/** Compares a chart medication with the ordered drug. `unknown` when nothing can be read from it, or from the order. */
export function matchMolecule(
  drug: DrugResolution,
  concepts: readonly CodeableConcept[],
  tables: DrugTables,
): MoleculeMatch {
  if (drug.molecule === undefined) return 'unknown';
  const { named, another } = moleculesIn(concepts, tables);
  if (named.has(drug.molecule)) return 'same';
  return named.size > 0 || another ? 'different' : 'unknown';
}

interface Molecules {
  readonly named: ReadonlySet<string>;
  /** The concepts do name a drug, but none of the tables: metformin. */
  readonly another: boolean;
}

function moleculesIn(concepts: readonly CodeableConcept[], tables: DrugTables): Molecules {
  const named = new Set<string>();
  let another = false;
  for (const concept of list(concepts).filter((each) => typeof each === 'object')) {
    const readings = codings(concept)
      .map((coding) => readCoding(coding, ANY_DAY, tables))
      .filter((reading): reading is Reading => typeof reading === 'object');
    for (const { molecule } of readings) if (molecule !== undefined) named.add(molecule);
    const words = [concept.text, ...codings(concept).map((coding) => coding.display)].flatMap((each) =>
      list(text(each)),
    );
    const phrases = words.map((each) => phraseOf(each, tables));
    for (const { molecule } of phrases.flatMap((phrase) => phrase.names))
      if (molecule !== undefined) named.add(molecule);
    another ||=
      readings.some((reading) => reading.standing === 'elsewhere') ||
      phrases.some((phrase) => namesSomething(phrase, tables));
  }
  return { named, another };
}

/** Is there a word that can be a drug's name? "Biologic infusion" has none. */
function namesSomething(phrase: Phrase, tables: DrugTables): boolean {
  return phrase.words.some(
    (word) => /^[a-z]{5,}$/.test(word) && !tables.names.filler.has(word) && !tables.words.vague.has(word),
  );
}
