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
import { KnownConcepts } from '../terminology/known-concepts.js';
import type { DrugTables } from './tables.js';
import type { DrugResolution, MoleculeMatch } from './types.js';

/** A prior medication's code may have ended since: any day will do. */
const ANY_DAY: DaySpan = { first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER };

/** The molecule that concepts name, by code of any system or by name; undefined when they name none or several. */
export function moleculeOf(concepts: readonly CodeableConcept[], tables: DrugTables): string | undefined {
  const molecules = new Set<string>();
  for (const concept of list(concepts))
    if (typeof concept === 'object') for (const one of moleculesIn(concept, tables).named) molecules.add(one);
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
  let isOther = false;
  for (const concept of list(concepts)) {
    if (typeof concept !== 'object') continue;
    const { named, another } = moleculesIn(concept, tables);
    if (named.has(drug.molecule)) return 'same';
    if (named.size > 0 || another) isOther = true;
  }
  return isOther ? 'different' : 'unknown';
}

interface Molecules {
  readonly named: ReadonlySet<string>;
  /** The concept does name a drug, but none of the tables: metformin. */
  readonly another: boolean;
}

// Every order of a call asks this of the same medications, and several questions about each order do. Tables are loaded once; tests load several.
const known = new WeakMap<DrugTables, KnownConcepts<Molecules>>();

function moleculesIn(concept: CodeableConcept, tables: DrugTables): Molecules {
  let concepts = known.get(tables);
  if (!concepts) known.set(tables, (concepts = new KnownConcepts<Molecules>()));
  return concepts.find(concept) ?? concepts.keep(concept, readMolecules(concept, tables));
}

function readMolecules(concept: CodeableConcept, tables: DrugTables): Molecules {
  const named = new Set<string>();
  let another = false;
  const readWords = (words: unknown): void => {
    for (const each of list(text(words))) {
      const phrase = phraseOf(each, tables);
      for (const { molecule } of phrase.names) if (molecule !== undefined) named.add(molecule);
      another ||= namesSomething(phrase, tables);
    }
  };
  readWords(concept.text);
  for (const coding of codings(concept)) {
    const reading = readCoding(coding, ANY_DAY, tables);
    if (typeof reading === 'object') {
      if (reading.molecule !== undefined) named.add(reading.molecule);
      another ||= reading.standing === 'elsewhere';
    }
    readWords(coding.display);
  }
  return { named, another };
}

/** Is there a word that can be a drug's name? "Biologic infusion" has none. */
function namesSomething(phrase: Phrase, tables: DrugTables): boolean {
  return phrase.words.some(
    (word) => /^[a-z]{5,}$/.test(word) && !tables.names.filler.has(word) && !tables.words.vague.has(word),
  );
}
