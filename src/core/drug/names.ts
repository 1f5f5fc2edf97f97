/** The dictionary of drug names: generic, brand, printed misspelling and RxNorm names, each with the codes it can mean. */
import { Dictionary } from './dictionary.js';
import { grouped } from './grouped.js';
import { suggestible } from './suggestion.js';
import { normalise, wordsOf } from './text.js';
import type { DrugTablesData, HcpcsCode } from './data.js';
import type { RxNormConcept } from './rxnorm-table.js';
import type { Suggestible } from './suggestion.js';

/** What a name means. */
export interface DrugName {
  readonly name: string;
  /** The normalised words by which it is found; an alias has its own. */
  readonly words: string;
  readonly codes: readonly string[];
  readonly molecule?: string;
  readonly brand: boolean;
  /** The name also covers forms that no code of the tables describes. */
  readonly otherForms: boolean;
  /** An ingredient that only accompanies others: it never decides alone. */
  readonly neverAlone: boolean;
}

export interface NameIndex {
  /** Names of ingredients and brands, and their aliases. */
  readonly dictionary: Dictionary<DrugName>;
  /** Full RxNorm product names by normalised words. */
  readonly products: ReadonlyMap<string, RxNormConcept>;
  /** Words that say nothing of which drug it is: amounts, forms, routes, timing. */
  readonly filler: ReadonlySet<string>;
  /** For near misses. */
  readonly suggestible: readonly Suggestible[];
}

const NAMING_TTYS = new Set(['IN', 'PIN', 'MIN', 'BN']);
/** A component (SCDC) is left out: "palonosetron 0.25 MG" is one, and in an order it is a drug with its dose. */
const PRODUCT_TTYS = new Set(['SBD', 'SCD', 'BPCK', 'GPCK']);

/** Names in descending authority: RxNorm, brands of HCPCS codes, names of single-code molecules, aliases. What the list prints widens a name, never replaces it. */
export function compileNames(data: DrugTablesData, concepts: Iterable<RxNormConcept>): NameIndex {
  const byWords = new Map<string, DrugName>();
  const products = new Map<string, RxNormConcept>();
  const add = (words: string, name: Omit<DrugName, 'words'> | undefined): void => {
    if (name && words !== '' && !byWords.has(words)) byWords.set(words, { ...name, words });
  };
  for (const concept of concepts) {
    if (NAMING_TTYS.has(concept.tty)) add(concept.words, nameOfConcept(concept));
    else if (PRODUCT_TTYS.has(concept.tty) && !products.has(concept.words))
      products.set(concept.words, concept);
  }
  const codes = data.hcpcs.codes;
  for (const [brand, meant] of brandsOf(codes, data.hcpcs.sharedBrands)) {
    add(normalise(brand), nameOfCodes(brand, meant, codes, true));
  }
  const perMolecule = grouped(Object.keys(codes), (code) => codes[code]?.molecule ?? '');
  for (const meant of perMolecule.values()) {
    const name = meant.length === 1 ? codes[meant[0] ?? '']?.name : undefined;
    if (name !== undefined) add(normalise(name), nameOfCodes(name, meant, codes, false));
  }
  for (const [alias, name] of Object.entries(data.hcpcs.aliases))
    add(normalise(alias), byWords.get(normalise(name)));
  for (const [printed, meant] of printedNames(data)) {
    const known = byWords.get(printed);
    if (known) byWords.set(printed, { ...known, codes: [...new Set([...known.codes, ...meant])] });
    else add(printed, nameOfCodes(printed, meant, codes, false));
  }
  const filler = new Set(data.words.filler.flatMap(wordsOf));
  return { dictionary: new Dictionary(byWords), products, filler, suggestible: suggestible(byWords) };
}

function nameOfConcept(concept: RxNormConcept): Omit<DrugName, 'words'> {
  const { name, codes, molecule, otherForms, neverAlone } = concept;
  return {
    name,
    codes,
    brand: concept.tty === 'BN',
    otherForms,
    neverAlone,
    ...(molecule !== undefined && { molecule }),
  };
}

function nameOfCodes(
  name: string,
  meant: readonly string[],
  codes: Readonly<Record<string, HcpcsCode>>,
  brand: boolean,
): Omit<DrugName, 'words'> {
  const molecules = new Set(meant.map((code) => codes[code]?.molecule));
  const [molecule] = molecules;
  const own = molecules.size === 1 && molecule !== undefined ? { molecule } : {};
  return { name, codes: meant, brand, otherForms: false, neverAlone: false, ...own };
}

/** Brands with every current code they stand for; a superseded code leaves its brand to the successor. */
function brandsOf(
  codes: Readonly<Record<string, HcpcsCode>>,
  shared: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, readonly string[]> {
  const brands = new Map<string, string[]>(
    Object.entries(shared).map(([brand, meant]) => [brand, [...meant]]),
  );
  for (const [code, { brands: own, until }] of Object.entries(codes)) {
    if (until !== undefined) continue;
    for (const brand of own) {
      const meant = brands.get(brand);
      if (!meant) brands.set(brand, [code]);
      else if (!meant.includes(code)) meant.push(code);
    }
  }
  return brands;
}

/** Names that stand only in print. A row whose print is known to mislead is left out. */
function printedNames({ list }: DrugTablesData): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const row of list.rows) {
    if (list.rowsNotSearched.includes(row.row)) continue;
    for (const printed of [row.genericAsPrinted, ...row.brandAsPrinted.split(/,| & | and |\//)]) {
      const words = normalise(printed);
      const meant = names.get(words);
      if (!meant) names.set(words, [row.hcpcs]);
      else if (!meant.includes(row.hcpcs)) meant.push(row.hcpcs);
    }
  }
  return names;
}
