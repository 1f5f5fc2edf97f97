/**
 * One index over all value sets: a concept of the chart is looked at once, however many criteria ask about it. Codes find their candidate
 * sets by exact code and by ICD-10-CM prefix; words are tried against one pattern made of all, since most words fit none.
 */
import { codings, text } from '../chart/read.js';
import type { CodeableConcept } from '../fhir.js';
import { dotless, exactKey } from './keys.js';
import { KnownConcepts } from './known-concepts.js';
import { knownSystem, SYSTEM } from './systems.js';
import type { CompiledValueSet, ConceptMatch, SharedIndex } from './types.js';

type MatchOne = (set: CompiledValueSet, concept: CodeableConcept) => ConceptMatch | undefined;

const NOTHING: ReadonlyMap<string, ConceptMatch> = new Map();

/** `match` answers for one set; the index only spares asking the sets that cannot fit. */
export function sharedIndex(sets: readonly CompiledValueSet[], match: MatchOne): SharedIndex {
  const exact = grouped(sets, (set) => set.exact.keys());
  const prefixes = grouped(sets, (set) => set.prefixes.entries.keys());
  const lengths = [...new Set([...prefixes.keys()].map((prefix) => prefix.length))].sort((a, b) => a - b);
  const ruled = sets.filter((set) => set.patternRules.length > 0);
  const worded = sets.filter((set) => set.text.patterns.length > 0);
  const displayed = worded.filter((set) => set.matchDisplay);
  const anyWords = union(worded);
  const anyDisplay = union(displayed);
  const known = new KnownConcepts<ReadonlyMap<string, ConceptMatch>>();

  return {
    matches(concept) {
      if (typeof concept !== 'object' || concept === null) return NOTHING;
      return known.find(concept) ?? known.keep(concept, matchesOf(concept));
    },
  };

  function matchesOf(concept: CodeableConcept): ReadonlyMap<string, ConceptMatch> {
    const candidates = new Set<CompiledValueSet>();
    const add = (found: readonly CompiledValueSet[] | undefined): void =>
      found?.forEach((set) => candidates.add(set));
    if (fits(anyWords, concept.text)) add(worded);
    for (const coding of codings(concept)) {
      const system = knownSystem(coding.system);
      if (fits(system === undefined ? anyWords : anyDisplay, coding.display))
        add(system === undefined ? worded : displayed);
      const code = text(coding.code)?.trim();
      if (code === undefined) continue;
      add(exact.get(exactKey(text(coding.system), code)));
      if (ruled.length > 0) add(ruled);
      if (system !== SYSTEM.icd10cm) continue;
      const undotted = dotless(code);
      for (const length of lengths) add(prefixes.get(undotted.slice(0, length)));
    }
    if (candidates.size === 0) return NOTHING;
    const matches = new Map<string, ConceptMatch>();
    for (const set of candidates) {
      const found = match(set, concept);
      if (found) matches.set(set.id, found);
    }
    return matches.size === 0 ? NOTHING : matches;
  }
}

function grouped(
  sets: readonly CompiledValueSet[],
  keysOf: (set: CompiledValueSet) => Iterable<string>,
): ReadonlyMap<string, readonly CompiledValueSet[]> {
  const groups = new Map<string, CompiledValueSet[]>();
  for (const set of sets) {
    for (const key of keysOf(set)) {
      const group = groups.get(key);
      if (group) group.push(set);
      else groups.set(key, [set]);
    }
  }
  return groups;
}

function union(sets: readonly CompiledValueSet[]): RegExp | undefined {
  const sources = sets.flatMap((set) => set.text.patterns.map((pattern) => `(?:${pattern.source})`));
  return sources.length > 0 ? new RegExp(sources.join('|'), 'i') : undefined;
}

function fits(pattern: RegExp | undefined, words: unknown): boolean {
  return pattern !== undefined && typeof words === 'string' && words !== '' && pattern.test(words);
}
