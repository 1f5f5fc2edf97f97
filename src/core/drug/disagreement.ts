/**
 * Does another source say that an ordered code is another drug than the tables say? A cross-check only: what it finds is
 * a doubt for the record, and never changes what the tables resolved (facts/drugs.md §7).
 */
import { list } from '../chart/read.js';
import { quotable } from './text.js';
import type { CodeEntry, DrugTables } from './tables.js';
import type { DrugResolution } from './types.js';

/** What the other source says of one code; empty lists when it knows nothing. */
export interface SecondOpinion {
  /** HCPCS codes it maps the code to. */
  readonly codes: readonly string[];
  /** RxCUIs that took the place of the code. */
  readonly replacements: readonly string[];
  /** RxCUIs of the ingredients. */
  readonly ingredients: readonly string[];
}

/** A drug code of the order: `rxnorm 310994`. */
export interface AskedCode {
  readonly system: 'rxnorm' | 'ndc';
  readonly code: string;
}

/** One sentence when the source contradicts the resolution, naming both; undefined when it agrees or knows nothing. */
export function disagreement(
  drug: DrugResolution,
  asked: AskedCode,
  opinion: SecondOpinion,
  source: string,
  tables: DrugTables,
): string | undefined {
  const label = `${asked.system} ${quotable(asked.code)}`;
  const own = new Set([...drug.hcpcs, ...drug.unlisted, ...codesOf(asked, tables)]);
  const listed = drug.hcpcs.length > 0;
  const tablesSay = own.size > 0 ? `the tables say ${[...own].join(', ')}` : 'the tables know no code for it';
  if (opinion.codes.length > 0) {
    if (opinion.codes.some((code) => own.has(code))) return undefined;
    // Two unlisted codes that differ make no difference to the policy.
    if (!listed && !opinion.codes.some((code) => tables.codes.get(code)?.listed)) return undefined;
    return `${source} maps ${label} to ${opinion.codes.map((code) => described(code, tables)).join(', ')}, ${tablesSay}; the tables were used.`;
  }
  const behind = replacedBy(opinion, own.size > 0, tables);
  if (behind.entries.length === 0) return undefined;
  const molecules = new Set(behind.entries.map((entry) => entry.molecule));
  if (behind.entries.some((entry) => own.has(entry.code))) return undefined;
  if (drug.molecule !== undefined && molecules.has(drug.molecule)) return undefined;
  if (!listed && !behind.entries.some((entry) => entry.listed)) return undefined;
  return `${source} says that ${label} is ${behind.names.join(', ')}, ${tablesSay}; the tables were used.`;
}

/** Codes the tables give the asked code before anything narrows them. */
function codesOf({ system, code }: AskedCode, tables: DrugTables): readonly string[] {
  return (system === 'rxnorm' ? tables.rxnorm : tables.ndc).get(code)?.codes ?? [];
}

/**
 * The codes behind replacements and ingredients. For a code the tables do not know, an ingredient that also has forms
 * without a code tells nothing: the tablet of a drug that is injected too is not that injection.
 */
function replacedBy(
  { replacements, ingredients }: SecondOpinion,
  known: boolean,
  tables: DrugTables,
): { readonly entries: readonly CodeEntry[]; readonly names: readonly string[] } {
  const rxcuis = replacements.length > 0 ? replacements : ingredients;
  const concepts = rxcuis
    .flatMap((rxcui) => list(tables.rxnorm.get(rxcui)))
    .filter((concept) => !concept.neverAlone && (known || replacements.length > 0 || !concept.otherForms));
  return {
    entries: concepts.flatMap(({ codes }) => codes.flatMap((code) => list(tables.codes.get(code)))),
    names: concepts.map(({ name, rxcui }) => `${name} (rxnorm ${rxcui})`),
  };
}

function described(code: string, tables: DrugTables): string {
  const entry = tables.codes.get(code);
  const name = entry ? ` (${entry.name}${entry.listed ? ', on the list' : ''})` : '';
  return `${quotable(code)}${name}`;
}
