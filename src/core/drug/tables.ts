/** The drug tables, indexed once at start so that resolving an order is a few map look-ups. */
import { grouped } from './grouped.js';
import { compileNames } from './names.js';
import { compileProductWords } from './product-words.js';
import { conceptOf } from './rxnorm-table.js';
import { normalise } from './text.js';
import { spanOf } from '../dates.js';
import type { CodeRef, DrugListData, DrugTablesData, HcpcsCode, ProductDoubt } from './data.js';
import type { NameIndex } from './names.js';
import type { ProductWords } from './product-words.js';
import type { RxNormConcept } from './rxnorm-table.js';
import type { DrugListRow } from './types.js';

/** One HCPCS code with its rows on the payer's list; no rows means not listed. */
export interface CodeEntry extends HcpcsCode {
  readonly code: string;
  readonly listed: boolean;
  readonly rows: readonly DrugListRow[];
  readonly doubts: readonly string[];
  readonly excludesSelfAdministration: boolean;
  /** Everything the tables call it, normalised and between blanks, to look whole words up in. */
  readonly vocabulary: string;
  /** Products that share the code and that no row names. */
  readonly productDoubts: readonly ProductDoubt[];
  /** Days since 1970-01-01. */
  readonly fromDay?: number;
  readonly untilDay?: number;
}

export interface NdcProduct {
  readonly codes: readonly string[];
  readonly name: string;
  readonly rxcui: string;
  /** Where the codes come from: the CMS crosswalk, an earlier one, or RxNorm. */
  readonly source: 'cms' | 'cms-earlier' | 'rxnorm';
}

export interface DrugTables {
  readonly codes: ReadonlyMap<string, CodeEntry>;
  readonly rxnorm: ReadonlyMap<string, RxNormConcept>;
  readonly ndc: ReadonlyMap<string, NdcProduct>;
  /** Labeler and product (9 digits) → what all its packages say. */
  readonly ndcProducts: ReadonlyMap<string, NdcProduct>;
  readonly names: NameIndex;
  readonly words: ProductWords;
  /** Molecule → its plain name for people. */
  readonly moleculeNames: ReadonlyMap<string, string>;
  /** Molecules sold in a form for self-injection that has no code; a syringe of another drug is filled by a pharmacy. */
  readonly selfInjected: ReadonlySet<string>;
  /** `system|code` → does it say the patient is on dialysis for end-stage renal disease? */
  readonly esrd: ReadonlyMap<string, 'on-dialysis' | 'perhaps'>;
  /** Editions of the sources: `hcpcs` → `2025-10`. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Indexes the data. The tables are immutable afterwards and shared by all calls. */
export function compileDrugTables(data: DrugTablesData): DrugTables {
  const codes = new Map<string, CodeEntry>();
  const rowsOf = grouped(
    data.list.rows.map((row) => corrected(row, data.list)),
    (row) => row.hcpcs,
  );
  for (const [code, hcpcs] of Object.entries(data.hcpcs.codes)) {
    const rows = rowsOf.get(code) ?? [];
    codes.set(code, codeEntry(code, hcpcs, rows, data.list));
  }
  const rxnorm = new Map(data.rxnorm.concepts.map((row) => [row[0], conceptOf(row, data.hcpcs.codes)]));
  const ndc = new Map<string, NdcProduct>();
  const ndcProducts = new Map<string, NdcProduct>();
  for (const [digits, packed, name, rxcui, source] of data.ndc.products) {
    const product = {
      codes: packed.split(' '),
      name,
      rxcui,
      source: NDC_SOURCES[source] ?? 'rxnorm',
    } as const;
    ndc.set(digits, product);
    const key = digits.slice(0, 9);
    const known = ndcProducts.get(key);
    ndcProducts.set(
      key,
      known ? { ...known, codes: [...new Set([...known.codes, ...product.codes])] } : product,
    );
  }
  return {
    codes,
    rxnorm,
    ndc,
    ndcProducts,
    names: compileNames(data, rxnorm.values()),
    words: compileProductWords(data),
    moleculeNames: moleculeNames(codes.values()),
    selfInjected: selfInjected(rxnorm.values()),
    esrd: new Map([
      ...data.hcpcs.esrd.perhapsOnDialysis.map((ref) => [keyOf(ref), 'perhaps'] as const),
      ...data.hcpcs.esrd.onDialysis.map((ref) => [keyOf(ref), 'on-dialysis'] as const),
    ]),
    versions: data.hcpcs.meta?.versions ?? {},
  };
}

function selfInjected(concepts: Iterable<RxNormConcept>): ReadonlySet<string> {
  const sold = [...concepts].filter(
    ({ selfAdministeredForm, codes }) => selfAdministeredForm !== undefined && codes.length === 0,
  );
  return new Set(sold.flatMap((concept) => concept.molecule ?? []));
}

const NDC_SOURCES: Readonly<Record<string, NdcProduct['source']>> = {
  C: 'cms',
  E: 'cms-earlier',
  D: 'rxnorm',
};

/** The row as printed; where that is wrong or doubtful, with what it really is beside it. */
function corrected(row: DrugListRow, { codes }: DrugListData): DrugListRow {
  const code = codes[row.hcpcs];
  const why = [...(code?.corrections ?? []), ...(code?.doubts ?? [])];
  if (!code || why.length === 0) return row;
  return { ...row, corrected: { generic: code.name, brands: code.brands, why } };
}

function codeEntry(
  code: string,
  hcpcs: HcpcsCode,
  rows: readonly DrugListRow[],
  list: DrugListData,
): CodeEntry {
  const listed = list.codes[code];
  const unlistedDoubt = list.unlistedDoubts[code];
  const from = spanOf(hcpcs.from)?.first;
  const until = spanOf(hcpcs.until)?.last;
  return {
    ...hcpcs,
    code,
    rows,
    listed: rows.length > 0,
    doubts: [...(listed?.doubts ?? []), ...(unlistedDoubt === undefined ? [] : [unlistedDoubt])],
    excludesSelfAdministration: listed?.excludesSelfAdministration === true,
    vocabulary: ` ${[hcpcs.name, hcpcs.molecule, hcpcs.short ?? '', ...hcpcs.brands].map(normalise).join(' ')} `,
    productDoubts: list.productDoubts.filter((doubt) => doubt.hcpcs === code),
    ...(from !== undefined && { fromDay: from }),
    ...(until !== undefined && { untilDay: until }),
  };
}

/** The shortest name among the codes of a molecule, without what tells the codes apart. */
function moleculeNames(entries: Iterable<CodeEntry>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { molecule, name } of entries) {
    const bare = name.replace(/ \([^)]*\)/g, '');
    const known = names.get(molecule);
    if (known === undefined || bare.length < known.length) names.set(molecule, bare);
  }
  return names;
}

const keyOf = ({ system, code }: CodeRef): string => `${system}|${code}`;
