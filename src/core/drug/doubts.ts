/** What makes a resolution less than certain, in sentences for the decision record. */
import { flatMapped } from '../lists.js';
import { textSays } from './display-check.js';
import { nearMiss } from './fallback.js';
import { quotable } from './text.js';
import type { Order } from '../orders/types.js';
import type { Medication } from '../fhir.js';
import type { Reading } from './reading.js';
import type { OrderReadings } from './readings.js';
import type { DrugTables } from './tables.js';

/** Doubts about the readings that decided, and about what could not be used. */
export function readingDoubts(
  read: OrderReadings,
  readings: readonly Reading[],
  basis: 'coded' | 'text',
  tables: DrugTables,
): readonly string[] {
  const unknown = read.readings.filter((reading) => reading.standing === 'unknown');
  const odd = read.texts.filter((phrase) =>
    read.readings.some((reading) => textSays(phrase, reading, tables) === 'doubtful'),
  );
  return [
    ...(basis === 'text' ? ['Matched by text only, which is less certain than a code.'] : []),
    ...new Set(flatMapped(readings, (reading) => reading.doubts)),
    ...unknown.map((reading) => `${reading.label} is not in the tables.`),
    ...odd.map((phrase) => `The text "${quotable(phrase.text)}" names another drug.`),
    ...read.unused,
  ];
}

/** Why nothing could be resolved, and what the words may have meant. */
export function unresolvedDoubts(
  order: Order,
  read: OrderReadings,
  medication: Medication | undefined,
  tables: DrugTables,
): readonly string[] {
  const alone = read.readings.filter((reading) => reading.neverAlone);
  const unread = order.unreadMedication !== undefined && !medication;
  return [
    ...alone.map((reading) => `${reading.name} accompanies other drugs and never decides alone.`),
    ...(unread ? [`The drug is only a reference to ${order.unreadMedication}, which was not read.`] : []),
    ...[...read.texts, ...read.displays].flatMap((phrase) => nearMiss(phrase, tables) ?? []),
  ];
}
