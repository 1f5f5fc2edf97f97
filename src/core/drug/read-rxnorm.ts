/** Reads an RxNorm coding of any term type. */
import { extended } from '../extended.js';
import { astray } from './reading.js';
import type { Coding } from '../fhir.js';
import type { Reading } from './reading.js';
import type { RxNormConcept } from './rxnorm-table.js';
import type { DrugTables } from './tables.js';

/** Term types that name one product; the others name what several products have in common. */
const PRODUCT_TTYS = new Set(['SBD', 'SCD', 'BPCK', 'GPCK']);

/** Undefined when the code is not an RxCUI. */
export function readRxNorm(code: string, coding: Coding, tables: DrugTables): Reading | undefined {
  const rxcui = code.trim();
  if (!/^\d{1,8}$/.test(rxcui)) return undefined;
  const label = `rxnorm ${rxcui}`;
  const concept = tables.rxnorm.get(rxcui);
  return concept ? extended(readConcept(concept, label), { coding }) : astray(label, 'unknown', coding, []);
}

export function readConcept(concept: RxNormConcept, label: string): Reading {
  const { codes, name, molecule, otherForms, neverAlone, selfAdministeredForm, familyCode } = concept;
  return {
    label,
    codes,
    name,
    otherForms,
    neverAlone,
    specific: PRODUCT_TTYS.has(concept.tty),
    standing: 'known',
    doubts: [],
    ...(molecule !== undefined && { molecule }),
    ...(selfAdministeredForm !== undefined && { selfAdministeredForm }),
    ...(familyCode !== undefined && { familyCode }),
  };
}
