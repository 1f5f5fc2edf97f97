/**
 * The generated and hand-written JSON files behind the drug tables, as plain data
 * (policies/ga-pmn-34/drug-list.json, policies/drug-tables/*.json; made by scripts/convert-drugs.mjs).
 */
import type { DrugListRow } from './types.js';

/** The payer's list: rows as printed, and per code what it really is. */
export interface DrugListData {
  readonly rows: readonly DrugListRow[];
  readonly codes: Readonly<Record<string, ListedCodeData>>;
  /** Unlisted codes that the print names under another code. */
  readonly unlistedDoubts: Readonly<Record<string, string>>;
  readonly productDoubts: readonly ProductDoubt[];
  /** Rows whose printed words must not lead to their code. */
  readonly rowsNotSearched: readonly number[];
}

export interface ListedCodeData {
  readonly name: string;
  readonly brands: readonly string[];
  /** What the print gets wrong without changing what is meant. */
  readonly corrections?: readonly string[];
  /** What makes the row itself doubtful. */
  readonly doubts?: readonly string[];
  readonly excludesSelfAdministration?: boolean;
  /** Codes of the biosimilars that the row's note includes: family membership, not a billing code. */
  readonly biosimilarFamily?: readonly string[];
}

/** One code covers a product that the row does not name. */
export interface ProductDoubt {
  readonly hcpcs: string;
  readonly words: readonly string[];
  readonly unless: readonly string[];
  readonly doubt: string;
}

export interface HcpcsData {
  /** Editions of the sources: `hcpcs` → `2025-10`. */
  readonly meta?: { readonly versions?: Readonly<Record<string, string>> };
  readonly codes: Readonly<Record<string, HcpcsCode>>;
  /** Other words for a name of the tables, printed misspellings among them. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly sharedBrands: Readonly<Record<string, readonly string[]>>;
  /** Other names of labelers: `hospira` → `pfizer`. */
  readonly labelerAliases: Readonly<Record<string, string>>;
  readonly esrd: { readonly onDialysis: readonly CodeRef[]; readonly perhapsOnDialysis: readonly CodeRef[] };
}

export interface CodeRef {
  readonly system: string;
  readonly code: string;
}

/** What is known of one HCPCS code, listed or a neighbour of a listed one. */
export interface HcpcsCode {
  readonly name: string;
  /** Shared by an originator and its biosimilars. */
  readonly molecule: string;
  readonly brands: readonly string[];
  readonly routes: readonly string[];
  /** CMS short description. */
  readonly short?: string;
  /** First and last day of validity, when known. */
  readonly from?: string;
  readonly until?: string;
  /** The code that took over after `until`. Quantities never carry over. */
  readonly successor?: string;
  /** RxCUIs of the ingredients. */
  readonly ingredients?: readonly string[];
  readonly forms: readonly string[];
  /** `100 mg`, `12.5 mg/ml` */
  readonly strengths: readonly string[];
  readonly selfAdministration?: string;
  readonly billingUnit?: string;
  readonly dialysis?: 'esrd' | 'non-esrd';
  readonly volumeMl?: { readonly upTo?: number; readonly above?: number };
  readonly presentation?: 'powder' | 'liquid';
  /** Who labels its products, normalised; only for drugs with codes of a single manufacturer (505(b)(2)), where that decides. */
  readonly labelers?: readonly string[];
}

/** [rxcui, tty, name, codes, flag, self-administered form, code if a clinician gives it, molecule] */
export type RxNormRow = readonly [string, string, string, ...string[]];
/** [11 digits, codes, name, rxcui, C = CMS crosswalk, E = an earlier CMS crosswalk, D = derived from RxNorm] */
export type NdcRow = readonly [string, string, string, string, string];

/** Words and codes by which an order describes a product. */
export interface WordsData {
  readonly routeCodes: Readonly<Record<string, string>>;
  readonly routeWords: Readonly<Record<string, string>>;
  readonly notInjected: readonly string[];
  readonly formWords: Readonly<Record<string, string>>;
  readonly presentationWords: Readonly<Record<string, string>>;
  readonly selfAdministeredForms: readonly string[];
  readonly filler: readonly string[];
  readonly vague: readonly string[];
}

export interface DrugTablesData {
  readonly list: DrugListData;
  readonly hcpcs: HcpcsData;
  readonly rxnorm: { readonly concepts: readonly RxNormRow[] };
  readonly ndc: { readonly products: readonly NdcRow[] };
  readonly words: WordsData;
}
