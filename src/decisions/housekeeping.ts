/** What has to be done beside the calls: storing what processes that are gone left in their spools, and deleting what is too old. */
import { setTimeout as wait } from 'node:timers/promises';
import type { AuditEntry } from './audit-entry.js';
import { saveLines } from './save-lines.js';
import { takeOver } from './spool/take-over.js';
import type { DecisionStore, RetentionLimits } from './store.js';

export interface HousekeepingDeps {
  readonly store: DecisionStore;
  /** Directory of the spools; absent where there is none. */
  readonly spool: string | undefined;
  /** Days; 0 keeps for ever. */
  readonly retentionDays: number;
  readonly auditRetentionDays: number;
  readonly now: () => Date;
  readonly audit: (entry: AuditEntry) => void;
  readonly events: {
    /** So many entries of processes that are gone were stored. */
    readonly takenOver: (entries: number) => void;
    readonly rejected: (line: string, error: unknown) => void;
    /** It is tried again at its next turn. */
    readonly failed: (error: unknown) => void;
  };
}

const DAY = 86_400_000;
/** Milliseconds between two looks for spools of processes that are gone, and for what was erased. */
const LOOK_EVERY = 60_000;
/** Milliseconds between two steps of deleting, for calls to be stored in. */
const BREATH = 50;

export class Housekeeping {
  readonly #deps: HousekeepingDeps;
  readonly #stopped = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(deps: HousekeepingDeps) {
    this.#deps = deps;
  }

  /** Resolves when everything has had its first turn; never rejects. */
  async start(): Promise<void> {
    this.#every(LOOK_EVERY, () => this.takeOver());
    this.#every(DAY, () => this.deleteOld());
    await this.takeOver();
    await this.deleteOld();
  }

  stop(): void {
    this.#stopped.abort();
    this.#timers.forEach(clearInterval);
  }

  /** Never rejects. */
  async takeOver(): Promise<void> {
    const { spool, store, events } = this.#deps;
    try {
      const save = (lines: readonly string[]) => saveLines(store, lines, events.rejected);
      const taken = spool === undefined ? 0 : await takeOver(spool, save);
      if (taken > 0) events.takenOver(taken);
      // Who was erased while entries lay in a spool must not come back.
      await store.applyErasures();
    } catch (error) {
      events.failed(error);
    }
  }

  /** Never rejects. */
  async deleteOld(): Promise<void> {
    const { store, audit, now, events } = this.#deps;
    const limits = this.#limits();
    let deleted = 0;
    try {
      for (let step = 1; step > 0 && !this.#stopped.signal.aborted;) {
        step = await store.deleteBefore(limits);
        deleted += step;
        if (step > 0) await wait(BREATH, undefined, { ref: false });
      }
    } catch (error) {
      events.failed(error);
    }
    const { records = 'none', audit: audited = 'none' } = limits;
    if (deleted === 0 || (records === 'none' && audited === 'none')) return;
    const target = `records before ${records}, audit before ${audited}`;
    audit({
      at: now().toISOString(),
      who: 'retention',
      what: 'retention',
      target,
      outcome: `${deleted} rows`,
    });
  }

  #limits(): RetentionLimits {
    const { retentionDays, auditRetentionDays, now } = this.#deps;
    const before = (days: number) => new Date(now().getTime() - days * DAY).toISOString();
    return {
      ...(retentionDays > 0 && { records: before(retentionDays) }),
      ...(auditRetentionDays > 0 && { audit: before(auditRetentionDays) }),
    };
  }

  #every(ms: number, work: () => Promise<void>): void {
    let running = false;
    const timer = setInterval(() => {
      if (running) return;
      running = true;
      void work().finally(() => (running = false));
    }, ms);
    this.#timers.push(timer.unref());
  }
}
