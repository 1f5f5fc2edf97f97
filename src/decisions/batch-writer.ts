/** Takes entries in at once and stores them in batches afterwards, again and again until the store has taken them. */
import { saveLines } from './save-lines.js';
import type { DecisionStore } from './store.js';
import { withTimeLimit } from './time-limit.js';
import type { Waiting } from './waiting.js';

export interface WriterLimits {
  /** Entries in one write. */
  readonly batch: number;
  /** Milliseconds in which entries gather to be written together. */
  readonly gatherMs: number;
  /** Milliseconds before a failed write is tried again. */
  readonly retryMs: number;
}

export interface WriterEvents {
  /** The store took nothing; it is tried again. */
  readonly failed: (error: unknown, waiting: number) => void;
  /** A line that the store will never take; whoever listens keeps it. */
  readonly rejected: (line: string, error: unknown) => void;
}

/** So many batches wait: then larger ones are written, or a service that is busy without a pause would never catch up. */
const MANY_BATCHES = 4;

export class BatchWriter {
  readonly #store: DecisionStore;
  readonly #waiting: Waiting;
  readonly #events: WriterEvents;
  readonly #limits: WriterLimits;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(store: DecisionStore, waiting: Waiting, events: WriterEvents, limits: WriterLimits) {
    this.#store = store;
    this.#waiting = waiting;
    this.#events = events;
    this.#limits = limits;
  }

  /** Something waits: it is stored a little later, together with what comes until then. */
  wake(): void {
    this.#writeIn(this.#limits.gatherMs);
  }

  /**
   * Stores what waits, as far as the store takes it in time.
   *
   * @param ms milliseconds
   */
  async close(ms: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const end = Date.now() + ms;
    try {
      await withTimeLimit(this.#writing ?? Promise.resolve(), ms);
      while (this.#waiting.count > 0) await withTimeLimit(this.#write(), end - Date.now());
    } catch (error) {
      this.#events.failed(error, this.#waiting.count);
    }
  }

  #writeIn(ms: number): void {
    if (this.#timer || this.#writing || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#writeAndGoOn();
    }, ms);
  }

  /** Never rejects. */
  async #writeAndGoOn(): Promise<void> {
    let pause = 0;
    try {
      await this.#write();
    } catch (error) {
      this.#events.failed(error, this.#waiting.count);
      pause = this.#limits.retryMs;
    }
    this.#writing = undefined;
    if (this.#waiting.count > 0) this.#writeIn(pause);
  }

  async #write(): Promise<void> {
    const { batch: usual } = this.#limits;
    const isBehind = this.#waiting.count > usual * MANY_BATCHES;
    const batch = this.#waiting.next(isBehind ? usual * MANY_BATCHES : usual);
    const lines = batch.map(({ line }) => line);
    if (lines.length > 0) await saveLines(this.#store, lines, this.#events.rejected);
    this.#waiting.stored(batch.length);
  }
}
