/** What a compiled value set is, and what a hit in it is worth. */
import type { CodeableConcept } from '../fhir.js';

/**
 * - `strong`: a reviewed code, or a code under a reviewed prefix;
 * - `weak`: a code that only hints at the meaning or was never verified: it must not decide;
 * - `text`: only words matched: never more than a reason to ask.
 */
export type MatchStrength = 'strong' | 'weak' | 'text';

export interface ConceptMatch {
  readonly strength: MatchStrength;
  readonly system?: string;
  readonly code?: string;
  /** What the chart says; else the value set's own words. For a text hit the words that matched. */
  readonly display?: string;
  /** ICD-10-CM injury codes (chapters S and T) of a subsequent encounter or a sequela: history, not a new event. */
  readonly subsequent?: true;
}

/** Negation and history: patterns matched against the text between the start of the clause and a hit. */
export interface TextNegation {
  /** Source of a character class that ends a clause, such as `[.;,\n]`. */
  readonly clauseEnd: string;
  readonly patterns: readonly string[];
}

/** An exact code, or one under a prefix, as a value set knows it. */
export interface SetEntry {
  readonly display?: string;
  readonly weak: boolean;
}

/** ICD-10-CM codes without dots by prefix. Probes are by prefix length, so their number does not grow with the set. */
export interface PrefixIndex {
  /** Lengths that occur, longest first. */
  readonly lengths: readonly number[];
  readonly entries: ReadonlyMap<string, SetEntry>;
}

export interface PatternRule {
  readonly system: string;
  readonly pattern: RegExp;
  readonly weak: boolean;
}

export interface TextRules {
  readonly patterns: readonly RegExp[];
  /** Fits where any of the patterns does. */
  readonly any: RegExp;
  readonly excludes: readonly RegExp[];
  readonly clauseEnd: RegExp;
  readonly negations: readonly RegExp[];
}

/** Answers for all value sets at once, see shared-index.ts. */
export interface SharedIndex {
  /** Set id → match, of the sets the concept belongs to. */
  matches(concept: CodeableConcept | null | undefined): ReadonlyMap<string, ConceptMatch>;
}

export interface CompiledValueSet {
  readonly id: string;
  readonly url: string;
  readonly version: string;
  readonly title: string;
  readonly role: string;
  /** `system|code`, systems under their usual URI. */
  readonly exact: ReadonlyMap<string, SetEntry>;
  readonly prefixes: PrefixIndex;
  readonly excludedPrefixes: PrefixIndex;
  readonly patternRules: readonly PatternRule[];
  readonly text: TextRules;
  /** Displays of codings are read as text also when their system is known, because the set does not enumerate products. */
  readonly matchDisplay: boolean;
  /** Set once all sets are loaded; without it the set is asked by itself. */
  readonly shared?: SharedIndex;
}
