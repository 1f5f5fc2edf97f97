/** One RxNorm concept of the tables. */
import { normalise } from './text.js';
import type { HcpcsCode, RxNormRow } from './data.js';

export interface RxNormConcept {
  readonly rxcui: string;
  /** SBD, SCD, BN, IN, … */
  readonly tty: string;
  readonly name: string;
  /** The name, normalised. */
  readonly words: string;
  /** HCPCS candidates, listed and unlisted; empty when the sources know none. */
  readonly codes: readonly string[];
  readonly otherForms: boolean;
  readonly neverAlone: boolean;
  /** The product is a prefilled syringe or pen. */
  readonly selfAdministeredForm?: string;
  /** The code if a clinician gives a form that has no code of its own. */
  readonly familyCode?: string;
  readonly molecule?: string;
}

/** A row of rxnorm.json; the molecule is left out there when the codes tell it. */
export function conceptOf(row: RxNormRow, codes: Readonly<Record<string, HcpcsCode>>): RxNormConcept {
  const [rxcui, tty, name, packed = '', flag = '', form = '', family = '', own = ''] = row;
  const candidates = packed === '' ? [] : packed.split(' ');
  const neverAlone = flag === 'never-alone';
  const molecule = own || (neverAlone ? undefined : codes[candidates[0] ?? '']?.molecule);
  return {
    rxcui,
    tty,
    name,
    words: normalise(name),
    codes: candidates,
    otherForms: flag === 'other-forms',
    neverAlone,
    ...(form !== '' && { selfAdministeredForm: form }),
    ...(family !== '' && { familyCode: family }),
    ...(molecule !== undefined && { molecule }),
  };
}
