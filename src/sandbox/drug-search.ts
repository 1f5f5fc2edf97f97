/** Finds drugs to order: RxNorm products, ingredients and brands, HCPCS codes of the payer's list, and a few that are on no list. */
import type { CodeEntry, DrugTables } from '../core/drug/tables.js';
import { normalise } from '../core/drug/text.js';
import type { Coding } from '../core/fhir.js';
import { SYSTEM } from '../core/terminology/systems.js';
import type { DrugChoice, UnlistedDrug } from './stories.js';

export interface DrugHit {
  readonly label: string;
  readonly coding: DrugChoice;
  /** Codes of the list it leads to. */
  readonly hcpcs?: readonly string[];
  readonly listed: boolean;
  readonly brand?: string;
  /** Where it was found, in words. */
  readonly why: string;
}

interface Candidate {
  readonly hit: DrugHit;
  /** Normalised, to look words up in. */
  readonly words: string;
  /** Lower comes first among equal matches: products an EHR orders before ingredients before billing codes. */
  readonly rank: number;
}

const MOST_HITS = 30;
const KINDS: Readonly<Record<string, readonly [rank: number, why: string]>> = {
  SBD: [0, 'RxNorm branded product'],
  SCD: [0, 'RxNorm product'],
  IN: [1, 'RxNorm ingredient'],
  PIN: [1, 'RxNorm ingredient'],
  MIN: [1, 'RxNorm ingredients'],
  BN: [2, 'RxNorm brand name'],
};
const ROUTES: Readonly<Record<string, Coding>> = {
  IV: { system: SYSTEM.snomed, code: '47625008', display: 'Intravenous route' },
  SC: { system: SYSTEM.snomed, code: '34206005', display: 'Subcutaneous route' },
  IM: { system: SYSTEM.snomed, code: '78421000', display: 'Intramuscular route' },
};
const INTRAVENOUS: Coding = { system: SYSTEM.snomed, code: '47625008', display: 'Intravenous route' };

export interface DrugSearch {
  /** Best first; none for an empty query. */
  search(query: string): readonly DrugHit[];
  /** Into a vein where that is possible, else as the codes of the drug say. */
  routeOf(drug: DrugChoice): Coding;
}

export function createDrugSearch(tables: DrugTables, unlisted: readonly UnlistedDrug[]): DrugSearch {
  const candidates = [...concepts(tables), ...billingCodes(tables), ...unlisted.map(ofUnlisted)];
  return {
    search: (query) => {
      const words = normalise(query);
      if (words === '') return [];
      return candidates
        .flatMap((candidate) => {
          const score = scoreOf(candidate, words, query.trim());
          return score === undefined ? [] : [{ hit: candidate.hit, order: score * 10 + candidate.rank }];
        })
        .sort((a, b) => a.order - b.order || a.hit.label.localeCompare(b.hit.label))
        .slice(0, MOST_HITS)
        .map(({ hit }) => hit);
    },
    routeOf: (drug) => {
      const codes = drug.system === SYSTEM.rxnorm ? (tables.rxnorm.get(drug.code)?.codes ?? []) : [drug.code];
      const routes = codes.flatMap((code) => tables.codes.get(code)?.routes ?? []);
      const route = ['IV', 'SC', 'IM'].find((one) => routes.includes(one)) ?? 'IV';
      return ROUTES[route] ?? INTRAVENOUS;
    },
  };
}

/** 0: the code itself; 1: the name begins so; 2: a word of it does; 3: somewhere inside. */
function scoreOf({ hit, words }: Candidate, query: string, typed: string): number | undefined {
  if (hit.coding.code.toLowerCase() === typed.toLowerCase()) return 0;
  if (words.startsWith(query)) return 1;
  if (words.includes(` ${query}`)) return 2;
  const parts = query.split(' ');
  return parts.every((part) => words.includes(part)) ? 3 : undefined;
}

function concepts({ rxnorm, codes }: DrugTables): readonly Candidate[] {
  return [...rxnorm.values()].flatMap((concept): readonly Candidate[] => {
    const kind = KINDS[concept.tty];
    if (!kind || concept.neverAlone) return [];
    const [rank, what] = kind;
    const listed = concept.codes.filter((code) => codes.get(code)?.listed === true);
    const brand = concept.tty === 'BN' ? concept.name : /\[([^\]]+)\]$/.exec(concept.name)?.[1];
    return [
      {
        words: concept.words,
        rank,
        hit: {
          label: concept.name,
          coding: { system: SYSTEM.rxnorm, code: concept.rxcui, display: concept.name },
          ...(listed.length > 0 && { hcpcs: listed }),
          listed: listed.length > 0,
          ...(brand !== undefined && { brand }),
          why: listed.length > 0 ? `${what}, ${listed.join(', ')} on the list` : `${what}, not on the list`,
        },
      },
    ];
  });
}

function billingCodes({ codes }: DrugTables): readonly Candidate[] {
  return [...codes.values()]
    .filter(({ until }) => until === undefined)
    .map((entry) => ({
      words: normalise(`${entry.code} ${entry.name} ${entry.brands.join(' ')}`),
      rank: 3,
      hit: {
        label: `${entry.code} ${entry.name}`,
        coding: { system: SYSTEM.hcpcs, code: entry.code, display: entry.name },
        ...(entry.listed && { hcpcs: [entry.code] }),
        listed: entry.listed,
        ...(entry.brands[0] !== undefined && { brand: entry.brands.join(', ') }),
        why: whyOf(entry),
      },
    }));
}

function whyOf({ listed, rows }: CodeEntry): string {
  if (!listed) return 'HCPCS code, not on the list';
  const numbers = rows.map(({ row }) => row);
  return `HCPCS code, row ${numbers.join(' and ')} of the list`;
}

function ofUnlisted({ code, display, brand }: UnlistedDrug): Candidate {
  return {
    words: normalise(`${display} ${brand ?? ''}`),
    rank: 1,
    hit: {
      label: brand === undefined ? display : `${display} (${brand})`,
      coding: { system: SYSTEM.rxnorm, code, display },
      listed: false,
      ...(brand !== undefined && { brand }),
      why: 'RxNorm ingredient, on no list of this service',
    },
  };
}
