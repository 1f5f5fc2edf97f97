/** Near misses: the drug name closest to a word. A suggestion for a person, never a match. */
import { editDistance } from './text.js';
import type { DrugName } from './names.js';

/** A name of one word, and which letters it has as a bit set: a cheap test before the edits are counted. */
export interface Suggestible {
  readonly word: string;
  readonly name: string;
  readonly letters: number;
}

/** Names of one word that are long enough to be mistyped recognisably. */
export function suggestible(names: Iterable<readonly [string, DrugName]>): readonly Suggestible[] {
  return [...names]
    .filter(([word]) => /^[a-z]{5,}$/.test(word))
    .map(([word, { name }]) => ({ word, name, letters: lettersOf(word) }));
}

/** The closest name within one edit, or two for words of eight letters and more. */
export function suggestion(words: readonly string[], names: readonly Suggestible[]): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const word of words.filter((each) => each.length >= 5).slice(0, 8)) {
    const limit = word.length >= 8 ? 2 : 1;
    const letters = lettersOf(word);
    for (const candidate of names) {
      if (Math.abs(candidate.word.length - word.length) > limit) continue;
      if (bits(candidate.letters ^ letters) > 2 * limit) continue;
      const distance = editDistance(word, candidate.word, limit);
      if (distance <= limit && (best === undefined || distance < best.distance))
        best = { name: candidate.name, distance };
    }
  }
  return best?.name;
}

function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** Number of bits set. */
function bits(set: number): number {
  let count = 0;
  for (let left = set; left !== 0; left &= left - 1) count += 1;
  return count;
}
