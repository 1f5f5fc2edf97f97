/** Reads a HCPCS coding: shape, existence, and validity on the day of service. */
import { formatDay, onOrBefore } from '../dates.js';
import { astray } from './reading.js';
import type { DaySpan } from '../dates.js';
import type { Coding } from '../fhir.js';
import type { Reading } from './reading.js';
import type { CodeEntry, DrugTables } from './tables.js';

/** A code with or without modifiers: `J1745`, `J1745-JZ`. */
const SHAPE = /^([A-Z]\d{4}|\d{5})(?:[- :][A-Z0-9]{2})*$/;
/** Ranges of HCPCS Level II that name drugs; other codes of the system name services and supplies. */
const DRUG = /^(?:J\d{4}|Q01[3-8]\d|Q[259]\d{3}|Q40(?:7[4-9]|8[0-2])|C9\d{3})$/;

/** Unclassified drugs: the code says only that there is a drug. */
const UNCLASSIFIED = new Set([
  'J3490',
  'J3535',
  'J3590',
  'J7199',
  'J7599',
  'J7699',
  'J7799',
  'J7999',
  'J8999',
  'J9999',
  'C9399',
]);

/** Undefined when the code is not one, or names no drug: such a coding says nothing about the drug. */
export function readHcpcs(
  code: string,
  coding: Coding,
  service: DaySpan,
  tables: DrugTables,
): Reading | undefined {
  const plain = SHAPE.exec(code.trim().toUpperCase())?.[1];
  if (plain === undefined) return undefined;
  const label = `${/^\d/.test(plain) ? 'cpt' : 'hcpcs'} ${plain}`;
  const entry = tables.codes.get(plain);
  if (!entry)
    return DRUG.test(plain) && !UNCLASSIFIED.has(plain) ? astray(label, 'elsewhere', coding, []) : undefined;
  const { current, doubts } = onService(entry, service, tables);
  return {
    label,
    codes: [current.code],
    name: current.name,
    molecule: current.molecule,
    otherForms: false,
    neverAlone: false,
    specific: true,
    standing: 'known',
    doubts,
    coding,
  };
}

/** The code that bills the same drug on the day of service. */
function onService(
  entry: CodeEntry,
  service: DaySpan,
  tables: DrugTables,
): { current: CodeEntry; doubts: readonly string[] } {
  const successor = entry.successor === undefined ? undefined : tables.codes.get(entry.successor);
  if (!successor || entry.untilDay === undefined || onOrBefore(service, entry.untilDay) !== 'not-met') {
    return { current: entry, doubts: [] };
  }
  const ended = formatDay(entry.untilDay);
  return {
    current: successor,
    doubts: [
      `${entry.code} ended on ${ended}; ${successor.code} took over with another unit, so quantities do not carry over.`,
    ],
  };
}
