/** Reads any coding of a medication concept by the code system it names. */
import { text } from '../chart/read.js';
import { readHcpcs } from './read-hcpcs.js';
import { readNdcCoding } from './read-ndc.js';
import { readRxNorm } from './read-rxnorm.js';
import { drugCodeSystem } from './systems.js';
import { quotable } from './text.js';
import type { DaySpan } from '../dates.js';
import type { Coding } from '../fhir.js';
import type { Reading } from './reading.js';
import type { DrugTables } from './tables.js';

/** What a coding says, or in one sentence why it says nothing; undefined for a coding without a code. */
export function readCoding(
  coding: Coding,
  service: DaySpan,
  tables: DrugTables,
): Reading | string | undefined {
  const code = text(coding.code);
  if (code === undefined) return undefined;
  switch (drugCodeSystem(coding.system)) {
    case undefined:
      return text(coding.system) === undefined
        ? `Code ${quotable(code)} has no system and was not used.`
        : `Code ${quotable(code)} is of a system that names no drugs here and was not used.`;
    case 'hcpcs':
      return (
        readHcpcs(code, coding, service, tables) ??
        `HCPCS ${quotable(code)} does not name a drug and was not used.`
      );
    case 'rxnorm':
      return readRxNorm(code, coding, tables) ?? `${quotable(code)} is not an RxCUI and was not used.`;
    case 'ndc':
      return (
        readNdcCoding(code, coding, tables) ?? `${quotable(code)} cannot be read as one NDC and was not used.`
      );
  }
}
