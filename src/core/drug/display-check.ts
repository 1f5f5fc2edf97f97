/**
 * Does a coding's own display (or the text of its concept) name another drug? Public data is full of such pairs:
 * 121191 is rituximab and is found labelled "infliximab 100 MG Injection".
 */
import { editDistance, normalise, quotable } from './text.js';
import type { DrugName } from './names.js';
import type { Phrase } from './phrase.js';
import type { Reading } from './reading.js';
import type { OrderReadings } from './readings.js';
import type { RxNormConcept } from './rxnorm-table.js';
import type { DrugTables } from './tables.js';

/** A contradiction in one sentence, and the codes of both sides. */
export interface Contradiction {
  readonly sentence: string;
  readonly codes: readonly string[];
}

/** The first coding whose display, or concept text that is nothing but a name, says another drug. */
export function contradictionIn(
  { readings, texts, displays }: OrderReadings,
  tables: DrugTables,
): Contradiction | undefined {
  for (const reading of readings) {
    const display = displays.find((phrase) => phrase.text === reading.coding?.display);
    const contradiction = display && displayContradicts(reading, display, tables);
    if (contradiction) return contradiction;
  }
  for (const phrase of texts) {
    const reading = readings.find((candidate) => textSays(phrase, candidate, tables) === 'contradicts');
    if (!reading) continue;
    const codes = [...reading.codes, ...phrase.names.flatMap((name) => name.codes)];
    return {
      sentence: `${reading.label} is ${reading.name}, but the text says "${quotable(phrase.text)}"`,
      codes,
    };
  }
  return undefined;
}

/** Does the text of a concept name another drug only (`contradicts`), or among other words (`doubtful`)? */
export function textSays(
  phrase: Phrase,
  reading: Reading,
  tables: DrugTables,
): 'contradicts' | 'doubtful' | undefined {
  if (reading.standing !== 'known') return undefined;
  const named = phrase.names.filter((name) => !name.neverAlone);
  if (named.length === 0 || named.some((name) => agrees(name, reading, tables))) return undefined;
  return phrase.exact.length > 0 ? 'contradicts' : 'doubtful';
}

function displayContradicts(
  reading: Reading,
  display: Phrase,
  tables: DrugTables,
): Contradiction | undefined {
  const product = tables.names.products.get(display.normal);
  switch (reading.standing) {
    case 'unknown':
      return product && reading.label.startsWith('rxnorm') ? nameOfAnother(reading, product) : undefined;
    case 'elsewhere': {
      const [named] = display.exact;
      const sentence = `${reading.label} is another drug than its display "${quotable(display.text)}" says`;
      return named && { sentence, codes: named.codes };
    }
    case 'known': {
      if (product && apart(product.codes, reading.codes)) return nameOfAnother(reading, product);
      const { names } = display;
      const own =
        names.length > 0
          ? names.some((name) => agrees(name, reading, tables))
          : resembles(display, reading, tables);
      const sentence = `${reading.label} is ${reading.name}, but its display says "${quotable(display.text)}"`;
      return own
        ? undefined
        : { sentence, codes: [...reading.codes, ...names.flatMap((name) => name.codes)] };
    }
  }
}

function nameOfAnother(reading: Reading, product: RxNormConcept): Contradiction {
  const own = reading.standing === 'known' ? `is ${reading.name}` : 'is not in the tables';
  const sentence = `${reading.label} ${own}, but its display is the name of rxnorm ${product.rxcui}, ${product.name}`;
  return { sentence, codes: [...reading.codes, ...product.codes] };
}

/** The same molecule or code, or a wider name: "immune globulin" for hepatitis B immune globulin. */
function agrees(name: DrugName, reading: Reading, tables: DrugTables): boolean {
  if (name.neverAlone || reading.neverAlone || overlap(name.codes, reading.codes)) return true;
  if (name.molecule !== undefined && name.molecule === reading.molecule) return true;
  return vocabulary(reading, tables).some((own) => own.includes(` ${name.words} `));
}

/** Shares the display any word with what the tables call the drug? Short and general words do not count against it. */
function resembles(display: Phrase, reading: Reading, tables: DrugTables): boolean {
  const content = display.words.filter(
    (word) => /^[a-z]{5,}$/.test(word) && !tables.names.filler.has(word) && !tables.words.vague.has(word),
  );
  if (content.length === 0) return true;
  const own = vocabulary(reading, tables).flatMap((words) => words.split(' '));
  return content.some((word) => own.some((known) => alike(word, known)));
}

/** What the tables call the drug of a reading, normalised and between blanks. */
function vocabulary(reading: Reading, tables: DrugTables): readonly string[] {
  const codes = reading.familyCode === undefined ? reading.codes : [...reading.codes, reading.familyCode];
  const own = ` ${normalise(`${reading.name} ${reading.molecule ?? ''}`)} `;
  return [own, ...codes.map((code) => tables.codes.get(code)?.vocabulary ?? '')];
}

const alike = (word: string, known: string): boolean =>
  known.length >= 4 && (word.startsWith(known.slice(0, 4)) || editDistance(word, known, 2) <= 2);

const apart = (a: readonly string[], b: readonly string[]): boolean =>
  a.length > 0 && b.length > 0 && !overlap(a, b);

const overlap = (a: readonly string[], b: readonly string[]): boolean => a.some((code) => b.includes(code));
