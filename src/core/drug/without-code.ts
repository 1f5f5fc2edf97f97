/** The answers that end without a code: not listed, conflict, unresolved. */
import { list } from '../chart/read.js';
import { routesOf } from './membership.js';
import { pathOf } from './reading.js';
import { quotable } from './text.js';
import type { Contradiction } from './display-check.js';
import type { Reading } from './reading.js';
import type { OrderReadings } from './readings.js';
import type { CodeEntry, DrugTables } from './tables.js';
import type { DrugOutcome, DrugResolution } from './types.js';

/** What the order calls the drug, for a reader. */
export function orderedName(read: OrderReadings, readings: readonly Reading[]): string {
  const named = readings.find((reading) => reading.name !== '')?.name;
  const words = quotable((read.texts[0] ?? read.displays[0])?.text ?? '');
  return named ?? (words === '' ? 'the ordered drug' : words);
}

/** A well-formed code that leads to no listed code; a self-administered form without one is told apart. */
export function notListed(
  read: OrderReadings,
  readings: readonly Reading[],
  form: string | undefined,
  tables: DrugTables,
): DrugResolution {
  const ownForm = readings.some((reading) => reading.selfAdministeredForm !== undefined);
  const family = readings.flatMap((reading) => list(tables.codes.get(reading.familyCode ?? '')));
  const molecule = readings.find((reading) => reading.molecule !== undefined)?.molecule;
  return {
    ...empty(ownForm ? 'SELF_ADMIN_FORM' : 'NOT_LISTED', orderedName(read, readings), read, tables),
    ...codesOf(ownForm ? family.filter((entry) => entry.listed) : []),
    ...(molecule !== undefined && { molecule }),
    ...(form !== undefined && { selfAdministeredForm: form }),
    path: readings.map(pathOf),
    doubts: [...read.unused, ...readings.flatMap((reading) => reading.doubts)],
    basis: readings.some((reading) => reading.label.startsWith('text')) ? 'text' : 'coded',
  };
}

/** Codings that exclude each other, or a code and its own words. When nothing of it is listed there is no question to ask. */
export function conflict(
  { sentence, codes }: Contradiction,
  read: OrderReadings,
  tables: DrugTables,
): DrugResolution {
  const involved = new Set([...codes, ...read.readings.flatMap((reading) => reading.codes)]);
  const entries = [...involved].flatMap((code) => list(tables.codes.get(code)));
  const listed = entries.filter((entry) => entry.listed);
  const outcome = listed.length > 0 ? 'CONFLICT' : 'NOT_LISTED';
  return {
    ...empty(outcome, orderedName(read, read.readings), read, tables),
    ...codesOf(listed),
    unlisted: entries.filter((entry) => !entry.listed).map((entry) => entry.code),
    path: read.readings.map(pathOf),
    doubts: [`${sentence}.`, ...read.unused],
    basis: 'coded',
    ...(outcome === 'CONFLICT' && { question: `${sentence}. Which drug is ordered?` }),
  };
}

/** No usable code and no exact text. */
export function unresolved(
  read: OrderReadings,
  doubts: readonly string[],
  tables: DrugTables,
): DrugResolution {
  return { ...empty('UNRESOLVED', orderedName(read, []), read, tables), doubts: [...doubts, ...read.unused] };
}

function codesOf(
  listed: readonly CodeEntry[],
): Pick<DrugResolution, 'hcpcs' | 'rows' | 'routes' | 'noteExcludesSelfAdministration'> {
  return {
    hcpcs: listed.map((entry) => entry.code),
    rows: listed.flatMap((entry) => entry.rows),
    routes: routesOf(listed),
    noteExcludesSelfAdministration: listed.some((entry) => entry.excludesSelfAdministration),
  };
}

function empty(
  outcome: DrugOutcome,
  name: string,
  read: OrderReadings,
  { versions }: DrugTables,
): DrugResolution {
  return {
    outcome,
    name,
    hcpcs: [],
    unlisted: [],
    path: [],
    rows: [],
    doubts: [],
    basis: 'none',
    routes: [],
    noteExcludesSelfAdministration: false,
    evidence: read.evidence,
    versions,
  };
}
