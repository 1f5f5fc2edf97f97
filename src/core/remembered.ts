/**
 * What was worked out for a short text, kept for the next order that says the same: the words of orders and charts are the same few thousand
 * everywhere. Bounded, and only for pure functions of the text; long texts are somebody's own words and are never kept.
 */
const MOST = 10_000;
const LONGEST = 200;

export class Remembered<T> {
  readonly #make: (text: string) => T;
  readonly #known = new Map<string, T>();

  constructor(make: (text: string) => T) {
    this.#make = make;
  }

  of(text: string): T {
    if (text.length > LONGEST) return this.#make(text);
    const known = this.#known.get(text);
    if (known !== undefined || this.#known.has(text)) return known as T;
    const made = this.#make(text);
    // All at once is as good as the oldest first, and costs nothing per look-up.
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(text, made);
    return made;
  }
}
