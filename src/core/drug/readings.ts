/** Reads every coding of every concept of an order: what is known, what is not, and what the words say. */
import { codings, text } from '../chart/read.js';
import { readCoding } from './read-coding.js';
import { phraseOf } from './phrase.js';
import { quotable } from './text.js';
import type { Evidence } from '../evidence.js';
import type { DaySpan } from '../dates.js';
import type { Coding } from '../fhir.js';
import type { Order } from '../orders/types.js';
import type { DrugConcept } from './concepts.js';
import type { Phrase } from './phrase.js';
import type { Reading } from './reading.js';
import type { DrugTables } from './tables.js';

/** Codings beyond this number are not read; no order needs them. */
const MOST_CODINGS = 250;

export interface OrderReadings {
  readonly readings: readonly Reading[];
  /** Texts of the concepts. */
  readonly texts: readonly Phrase[];
  /** Displays of the codings. */
  readonly displays: readonly Phrase[];
  /** Why a coding was not used. */
  readonly unused: readonly string[];
  readonly evidence: readonly Evidence[];
}

export function readConcepts(
  concepts: readonly DrugConcept[],
  service: DaySpan,
  order: Order,
  tables: DrugTables,
): OrderReadings {
  const readings = new Map<string, Reading>();
  const unused = new Set<string>();
  const evidence: Evidence[] = [];
  const displays: unknown[] = [];
  for (const { concept, path } of concepts) {
    for (const coding of codings(concept)) {
      if (displays.length === MOST_CODINGS) break;
      displays.push(coding.display);
      const said = readCoding(coding, service, tables);
      if (typeof said === 'string') unused.add(said);
      if (typeof said !== 'object') continue;
      readings.set(`${said.label}|${text(coding.display) ?? ''}`, said);
      evidence.push(evidenceOf(coding, path, order));
    }
  }
  return {
    readings: [...readings.values()],
    texts: phrases(
      concepts.map(({ concept }) => concept.text),
      tables,
    ),
    displays: phrases(displays, tables),
    unused: [...unused],
    evidence,
  };
}

function phrases(values: readonly unknown[], tables: DrugTables): readonly Phrase[] {
  const read: Phrase[] = [];
  for (const words of new Set(values))
    if (text(words) !== undefined) read.push(phraseOf(words as string, tables));
  return read;
}

function evidenceOf(coding: Coding, path: string, order: Order): Evidence {
  const display = text(coding.display);
  return {
    reference: order.reference,
    path,
    code: `${coding.system}|${quotable(String(coding.code))}`,
    source: order.obtained.source,
    ...(display !== undefined && { display: quotable(display) }),
  };
}
