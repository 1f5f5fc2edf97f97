/** The drug tables, indexed once at start so that resolving an order is a few map look-ups. */
import { Dictionary } from './dictionary.js';
import { grouped } from './grouped.js';
import { compileNames } from './names.js';
import { conceptOf } from './rxnorm-table.js';
import { normalise, wordsOf } from './text.js';
import { spanOf } from '../dates.js';
import type { CodeRef, DrugListData, DrugTablesData, HcpcsCode, ProductDoubt } from './data.js';
import type { NameIndex } from './names.js';
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
  /** False when the entry was derived from RxNorm and is not CMS's. */
  readonly cms: boolean;
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
  /** `system|code` → does it say the patient is on dialysis for end-stage renal disease? */
  readonly esrd: ReadonlyMap<string, 'on-dialysis' | 'perhaps'>;
}

export interface ProductWords {
  readonly routeCodes: ReadonlyMap<string, string>;
  readonly routes: Dictionary<string>;
  readonly notInjected: ReadonlySet<string>;
  readonly forms: Dictionary<string>;
  readonly presentations: Dictionary<string>;
  readonly selfAdministeredForms: ReadonlySet<string>;
  readonly vague: ReadonlySet<string>;
}

/** Indexes the data. The tables are immutable afterwards and shared by all calls. */
export function compileDrugTables(data: DrugTablesData): DrugTables {
  const codes = new Map<string, CodeEntry>();
  const rowsOf = grouped(data.list.rows, (row) => row.hcpcs);
  for (const [code, hcpcs] of Object.entries(data.hcpcs.codes)) {
    const rows = rowsOf.get(code) ?? [];
    codes.set(code, codeEntry(code, hcpcs, rows, data.list));
  }
  const rxnorm = new Map(data.rxnorm.concepts.map((row) => [row[0], conceptOf(row, data.hcpcs.codes)]));
  const ndc = new Map<string, NdcProduct>();
  const ndcProducts = new Map<string, NdcProduct>();
  for (const [digits, packed, name, rxcui, source] of data.ndc.products) {
    const product = { codes: packed.split(' '), name, rxcui, cms: source === 'C' };
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
    words: compileWords(data),
    moleculeNames: moleculeNames(codes.values()),
    esrd: new Map([
      ...data.hcpcs.esrd.perhapsOnDialysis.map((ref) => [keyOf(ref), 'perhaps'] as const),
      ...data.hcpcs.esrd.onDialysis.map((ref) => [keyOf(ref), 'on-dialysis'] as const),
    ]),
  };
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

function compileWords({ words }: DrugTablesData): ProductWords {
  const normalised = (record: Readonly<Record<string, string>>): Dictionary<string> =>
    new Dictionary(new Map(Object.entries(record).map(([phrase, meaning]) => [normalise(phrase), meaning])));
  return {
    routeCodes: new Map(Object.entries(words.routeCodes)),
    routes: normalised(words.routeWords),
    notInjected: new Set(words.notInjected),
    forms: normalised(words.formWords),
    presentations: normalised(words.presentationWords),
    selfAdministeredForms: new Set(words.selfAdministeredForms),
    vague: new Set(words.vague.flatMap(wordsOf)),
  };
}

const keyOf = ({ system, code }: CodeRef): string => `${system}|${code}`;
