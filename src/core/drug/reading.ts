/** What one coding (or one text) of an order says the drug is. */
import type { Coding } from '../fhir.js';

export interface Reading {
  /** For the path: `rxnorm 310994`, `hcpcs J1745`, `ndc 57894003001`, `text "infliximab"`. */
  readonly label: string;
  /** HCPCS codes of the tables it can mean; empty when it leads to none. */
  readonly codes: readonly string[];
  /** What the tables call it. */
  readonly name: string;
  readonly molecule?: string;
  /** It also covers forms without a code in the tables. */
  readonly otherForms: boolean;
  /** An accompanying ingredient: counts only beside another reading. */
  readonly neverAlone: boolean;
  /** It names one product or one code, so form and strength have nothing left to tell. */
  readonly specific: boolean;
  readonly selfAdministeredForm?: string;
  /** The code if a clinician gives a form that has none of its own. */
  readonly familyCode?: string;
  /**
   * `known`: in the tables. `elsewhere`: a well-formed code of a complete system that is another drug (a HCPCS code).
   * `unknown`: well-formed, but the tables do not cover all of the system (RxNorm, NDC).
   */
  readonly standing: 'known' | 'elsewhere' | 'unknown';
  readonly doubts: readonly string[];
  readonly coding?: Coding;
}

/** A well-formed code that leads to nothing listed. */
export function astray(
  label: string,
  standing: 'elsewhere' | 'unknown',
  coding: Coding,
  doubts: readonly string[],
): Reading {
  return {
    label,
    codes: [],
    name: '',
    otherForms: false,
    neverAlone: false,
    specific: true,
    standing,
    doubts,
    coding,
  };
}

/** `rxnorm 310994 → J1745` */
export function pathOf(reading: Reading): string {
  return `${reading.label} → ${reading.codes.join(' ') || 'no code of the list'}`;
}
