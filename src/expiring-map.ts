/** A small memory that forgets: by age, by number of entries, by weight. What is in it is never needed, only saved work. */

export interface ExpiringMapOptions {
  readonly ttlMs: number;
  readonly maxEntries: number;
  /** Sum of the weights given to `set`; unlimited when absent. */
  readonly maxWeight?: number;
  /** Milliseconds, as Date.now(). */
  readonly now: () => number;
}

interface Entry<V> {
  readonly value: V;
  readonly weight: number;
  readonly endsAt: number;
}

export class ExpiringMap<V> {
  readonly #options: ExpiringMapOptions;
  /** The oldest first; every entry lives equally long, so that is also the first to end. */
  readonly #entries = new Map<string, Entry<V>>();
  #weight = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ExpiringMapOptions) {
    this.#options = options;
  }

  get(key: string): V | undefined {
    this.#sweep();
    return this.#entries.get(key)?.value;
  }

  /** An entry that alone weighs more than all may is not kept. */
  set(key: string, value: V, weight = 0): void {
    const { ttlMs, maxEntries, maxWeight = Infinity, now } = this.#options;
    this.#remove(key);
    if (weight > maxWeight) return;
    this.#entries.set(key, { value, weight, endsAt: now() + ttlMs });
    this.#weight += weight;
    while (this.#entries.size > maxEntries || this.#weight > maxWeight) this.#removeOldest();
    this.#sweep();
  }

  get size(): number {
    this.#sweep();
    return this.#entries.size;
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Also when nobody asks any more: a chart must not stay in memory until the next call. */
  #sweep(): void {
    const now = this.#options.now();
    for (const [key, { endsAt }] of this.#entries) {
      if (endsAt > now) break;
      this.#remove(key);
    }
    const [oldest] = this.#entries.values();
    if (!oldest || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#sweep();
    }, oldest.endsAt - now).unref();
  }

  #removeOldest(): void {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#remove(oldest);
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#weight -= entry.weight;
    this.#entries.delete(key);
  }
}
