/** Phrases of one or more words with their meanings, found in running text by look-ups alone. */

export interface Hit<T> {
  /** Index of the phrase's first word. */
  readonly at: number;
  /** Number of words. */
  readonly length: number;
  readonly meaning: T;
}

export class Dictionary<T> {
  readonly #meanings: ReadonlyMap<string, T>;
  /** First word → number of words of the longest phrase that begins with it. */
  readonly #longest: ReadonlyMap<string, number>;

  /** `meanings` has normalised phrases as keys (see `normalise`). */
  constructor(meanings: ReadonlyMap<string, T>) {
    const longest = new Map<string, number>();
    for (const phrase of meanings.keys()) {
      const words = phrase.split(' ');
      const first = words[0] ?? '';
      longest.set(first, Math.max(longest.get(first) ?? 0, words.length));
    }
    this.#meanings = meanings;
    this.#longest = longest;
  }

  entries(): IterableIterator<[string, T]> {
    return this.#meanings.entries();
  }

  /** The phrases that stand in the words, the longest at each place, without overlap. */
  find(words: readonly string[]): readonly Hit<T>[] {
    const found: Hit<T>[] = [];
    for (let at = 0; at < words.length;) {
      const hit = this.#at(words, at);
      if (hit) found.push(hit);
      at += hit?.length ?? 1;
    }
    return found;
  }

  #at(words: readonly string[], at: number): Hit<T> | undefined {
    const longest = this.#longest.get(words[at] ?? '') ?? 0;
    for (let length = Math.min(longest, words.length - at); length > 0; length -= 1) {
      const meaning = this.#meanings.get(words.slice(at, at + length).join(' '));
      if (meaning !== undefined) return { at, length, meaning };
    }
    return undefined;
  }
}
