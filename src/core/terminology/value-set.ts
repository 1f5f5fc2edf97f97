/**
 * The one question asked of a value set: does this concept belong, and how sure is that?
 * Exact codes are one Map look-up; ICD-10-CM prefixes are one look-up per prefix length that occurs in the set.
 */
import { codings, text } from '../chart/read.js';
import type { CodeableConcept, Coding } from '../fhir.js';
import { dotless, exactKey, systemFor } from './keys.js';
import { knownSystem, SYSTEM } from './systems.js';
import { sharedIndex } from './shared-index.js';
import { textHit } from './text.js';
import type { CompiledValueSet, ConceptMatch, MatchStrength, PrefixIndex, SetEntry } from './types.js';

export type { CompiledValueSet, ConceptMatch } from './types.js';

const RANK: Readonly<Record<MatchStrength, number>> = { strong: 3, weak: 2, text: 1 };

/** The strongest hit of a concept in a set: a sure code, else a weak code, else words. Never throws, whatever the concept is. */
export function matchConcept(
  set: CompiledValueSet,
  concept: CodeableConcept | null | undefined,
): ConceptMatch | undefined {
  return set.shared ? set.shared.matches(concept).get(set.id) : matchAlone(set, concept);
}

/** Can the concept be in any of the sets? Cheap, and no for most of a chart. */
export function mayBeIn(sets: readonly CompiledValueSet[], concept: CodeableConcept): boolean {
  return sets.some(({ shared }) => !shared || shared.matches(concept).size > 0);
}

/** The same sets, knowing of each other, so that a concept is looked at once for all of them. */
export function linkValueSets(
  sets: ReadonlyMap<string, CompiledValueSet>,
): ReadonlyMap<string, CompiledValueSet> {
  const shared = sharedIndex([...sets.values()], matchAlone);
  return new Map([...sets].map(([id, set]) => [id, { ...set, shared }]));
}

function matchAlone(
  set: CompiledValueSet,
  concept: CodeableConcept | null | undefined,
): ConceptMatch | undefined {
  let best: ConceptMatch | undefined;
  const consider = (candidate: ConceptMatch | undefined): void => {
    if (candidate && (best === undefined || rank(candidate) > rank(best))) best = candidate;
  };
  for (const coding of codings(concept)) {
    consider(matchCoding(set, coding));
    if (set.matchDisplay || knownSystem(coding.system) === undefined)
      consider(matchText(set, coding.display));
  }
  consider(matchText(set, concept?.text));
  return best;
}

/** A hit of one coding by its code; displays are not looked at. */
export function matchCoding(set: CompiledValueSet, coding: Coding): ConceptMatch | undefined {
  const system = knownSystem(coding.system) ?? text(coding.system);
  const code = text(coding.code)?.trim();
  if (system === undefined || code === undefined) return undefined;
  const found = lookUp(set, system, code);
  if (found === undefined) return undefined;
  const display = text(coding.display) ?? found.display;
  return {
    strength: found.weak ? 'weak' : 'strong',
    system,
    code,
    ...(display === undefined ? {} : { display }),
    ...(system === SYSTEM.icd10cm && isSubsequent(code) ? { subsequent: true } : {}),
  };
}

/** A hit of free text (`CodeableConcept.text`, a note): at most a reason to ask. */
export function matchText(set: CompiledValueSet, words: unknown): ConceptMatch | undefined {
  const hit = textHit(set.text, words);
  return hit === undefined ? undefined : { strength: 'text', display: hit };
}

function lookUp(set: CompiledValueSet, system: string, code: string): SetEntry | undefined {
  if (system === SYSTEM.icd10cm) {
    const undotted = dotless(code);
    if (probe(set.excludedPrefixes, undotted)) return undefined;
    const found = set.exact.get(`${system}|${undotted}`) ?? probe(set.prefixes, undotted);
    if (found) return found;
  } else {
    const found = set.exact.get(exactKey(system, code));
    if (found) return found;
  }
  const key = systemFor(system, code);
  const rule = set.patternRules.find((candidate) => candidate.system === key && candidate.pattern.test(code));
  return rule && { weak: rule.weak };
}

/** The entry of the longest prefix that fits. */
function probe(index: PrefixIndex, code: string): SetEntry | undefined {
  for (const length of index.lengths) {
    const found = length <= code.length ? index.entries.get(code.slice(0, length)) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** ICD-10-CM chapters S and T: the seventh character D or S is a subsequent encounter or a sequela (criteria.md §12). */
function isSubsequent(code: string): boolean {
  return /^[ST].{5}[DS]$/.test(dotless(code));
}

function rank(match: ConceptMatch): number {
  return RANK[match.strength] * 2 + (match.subsequent ? 0 : 1);
}
