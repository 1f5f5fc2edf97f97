/** The words of drug resolution: outcomes, rows of the payer's list, and what an order's drug is. */
import type { Evidence } from '../evidence.js';

/** contract.md, "Drug outcomes". Only the first two drive a determination. */
export type DrugOutcome =
  | 'RESOLVED'
  | 'LISTED_CODE_AMBIGUOUS'
  | 'AMBIGUOUS_MIXED'
  | 'SELF_ADMIN_FORM'
  | 'CONFLICT'
  | 'NOT_LISTED'
  | 'UNRESOLVED';

/** One row of the payer's drug list: as printed, and what it really means. */
export interface DrugListRow {
  readonly row: number;
  readonly hcpcs: string;
  readonly genericAsPrinted: string;
  readonly brandAsPrinted: string;
  readonly note?: string;
  /** What the row really is, where the print is wrong or doubtful; the printed words stay beside it. */
  readonly corrected?: CorrectedRow;
}

/** The drug behind the code of a row, and what the print gets wrong about it. */
export interface CorrectedRow {
  readonly generic: string;
  readonly brands: readonly string[];
  readonly why: readonly string[];
}

/** What an order's drug is, and whether it is on the payer's list. */
export interface DrugResolution {
  readonly outcome: DrugOutcome;
  /** Listed HCPCS codes that remain, best first. One when RESOLVED; empty when nothing listed remains. */
  readonly hcpcs: readonly string[];
  /** Unlisted HCPCS codes that remain; not empty for AMBIGUOUS_MIXED. */
  readonly unlisted: readonly string[];
  /** Plain generic name for people, never a code: `infliximab`. The order's own text when nothing is known. */
  readonly name: string;
  /** Molecule key shared by an originator and its biosimilars (`infliximab`); undefined when unknown. */
  readonly molecule?: string;
  /** Each step from input to codes: `rxnorm 310994 → J1745`. */
  readonly path: readonly string[];
  readonly rows: readonly DrugListRow[];
  /** Rows that are doubtful, filters that were not applied, near misses. */
  readonly doubts: readonly string[];
  /** `coded`, or `text` when only an exact text match was found (lower confidence). */
  readonly basis: 'coded' | 'text' | 'none';
  /** For AMBIGUOUS_MIXED and CONFLICT: the question a person has to answer. */
  readonly question?: string;
  /** Routes the listed codes can have, `IV`, `SC`, `IM`, …; empty when unknown. */
  readonly routes: readonly string[];
  /** The product's form says the patient injects it (`prefilled_syringe`, `pen`), if so. */
  readonly selfAdministeredForm?: string;
  /** A row note excludes self-administration (J0517, J0638, J0717). */
  readonly noteExcludesSelfAdministration: boolean;
  readonly evidence: readonly Evidence[];
  /** Editions of the tables that answered: `hcpcs` → `2025-10`. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** Is another medication of the chart the same molecule as the ordered one, biosimilars included? */
export type MoleculeMatch = 'same' | 'different' | 'unknown';
