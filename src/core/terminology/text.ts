/** Words in the chart: hits of a set's patterns that are neither excluded, nor negated, nor about the past or the family. */
import type { TextNegation, TextRules } from './types.js';

/** More of a note than this is not looked at, so that a hostile text cannot hold a call up. */
const MAX_LENGTH = 20_000;
const SENTENCE_END = /[.;\n]/;

/** @throws SyntaxError when a pattern is no regular expression: it must stop the start. */
export function compileText(
  patterns: readonly string[],
  excludes: readonly string[],
  negation: TextNegation,
): TextRules {
  return {
    patterns: patterns.map((source) => new RegExp(source, 'gi')),
    any: new RegExp(patterns.map((source) => `(?:${source})`).join('|'), 'i'),
    excludes: excludes.map((source) => new RegExp(source, 'i')),
    clauseEnd: new RegExp(negation.clauseEnd),
    negations: negation.patterns.map((source) => new RegExp(source, 'i')),
  };
}

/** The words of the first hit that stands; undefined when there is none or the value is no text. */
export function textHit(rules: TextRules, value: unknown): string | undefined {
  if (typeof value !== 'string' || rules.patterns.length === 0) return undefined;
  const text = value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value;
  // Most words fit none of them.
  if (!rules.any.test(text)) return undefined;
  for (const pattern of rules.patterns) {
    // Not by matchAll, which makes a copy of the pattern each time.
    pattern.lastIndex = 0;
    for (let hit = pattern.exec(text); hit; hit = pattern.exec(text)) {
      const words = hit[0];
      if (words === '') pattern.lastIndex += 1;
      else if (stands(rules, text, hit.index, hit.index + words.length)) return words;
    }
  }
  return undefined;
}

function stands(rules: TextRules, text: string, start: number, end: number): boolean {
  const before = text.slice(lastIndexOf(text, start, rules.clauseEnd) + 1, start);
  if (rules.negations.some((negation) => negation.test(before))) return false;
  const from = lastIndexOf(text, start, SENTENCE_END) + 1;
  const rest = text.slice(end).search(SENTENCE_END);
  const sentence = text.slice(from, rest < 0 ? undefined : end + rest);
  return !rules.excludes.some((exclude) => exclude.test(sentence));
}

/** Index of the last character before `end` that the class matches, or -1. */
function lastIndexOf(text: string, end: number, characters: RegExp): number {
  let index = end - 1;
  while (index >= 0 && !characters.test(text.charAt(index))) index -= 1;
  return index;
}
