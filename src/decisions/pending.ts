/**
 * Keeps the store off the way of an answer: records are taken in at once, readable at once, and written in batches
 * after the answer has been sent (contract.md: GET /decisions sees every answer already sent).
 */
import type { DecisionRecord } from './record.js';
import type { DecisionStore } from './store.js';

export interface DecisionLogEvents {
  readonly failed: (error: unknown, waiting: number) => void;
  readonly dropped: (count: number) => void;
}

interface Limits {
  /** Records in one write; a write holds up every call for about 20 µs a record. */
  readonly batch: number;
  /** Records kept while the store fails; beyond it the oldest are dropped. */
  readonly waiting: number;
  /** Milliseconds in which records gather to be written together: one write of ten costs as much as two of one. */
  readonly gatherMs: number;
  /** Milliseconds before a failed write is tried again. */
  readonly retryMs: number;
}

const LIMITS: Limits = { batch: 100, waiting: 10_000, gatherMs: 20, retryMs: 1000 };

export class DecisionLog {
  readonly #store: DecisionStore;
  readonly #events: DecisionLogEvents;
  readonly #limits: Limits;
  #waiting: DecisionRecord[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(store: DecisionStore, events: DecisionLogEvents, limits: Partial<Limits> = {}) {
    this.#store = store;
    this.#events = events;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Never throws and never waits. */
  add(records: readonly DecisionRecord[]): void {
    if (records.length === 0) return;
    this.#waiting.push(...records);
    const excess = this.#waiting.length - this.#limits.waiting;
    if (excess > 0) {
      this.#waiting.splice(0, excess);
      this.#events.dropped(excess);
    }
    this.#schedule(this.#limits.gatherMs);
  }

  byId(id: string): DecisionRecord | undefined {
    return this.#waiting.findLast((record) => record.id === id) ?? this.#store.byId(id);
  }

  byHookInstance(hookInstance: string): readonly DecisionRecord[] {
    const waiting = this.#waiting.filter((record) => record.hookInstance === hookInstance);
    return [...this.#store.byHookInstance(hookInstance), ...waiting];
  }

  /** Records that were sent and are not stored yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Throws when the store cannot be reached. */
  check(): void {
    this.#store.check();
  }

  /** Writes what waits and closes the store. Records that cannot be written are reported as dropped. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      if (this.#waiting.length > 0) this.#store.save(this.#waiting);
    } catch (error) {
      this.#events.failed(error, this.#waiting.length);
      this.#events.dropped(this.#waiting.length);
    }
    this.#waiting = [];
    this.#store.close();
  }

  #writeBatch(): void {
    const batch = this.#waiting.slice(0, this.#limits.batch);
    try {
      this.#store.save(batch);
    } catch (error) {
      this.#events.failed(error, this.#waiting.length);
      this.#schedule(this.#limits.retryMs);
      return;
    }
    this.#waiting.splice(0, batch.length);
    // Calls that came in meanwhile go between two batches.
    if (this.#waiting.length > 0) this.#schedule(0);
  }

  #schedule(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writeBatch();
    }, ms);
  }
}
