/**
 * The face of the store for the rest of the program. It keeps the store off the way of an answer: what is added is in the spool before
 * the answer is sent, can be read at once, and is stored in batches afterwards. While the store is down nothing is lost; the spool grows.
 */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEntry } from './audit-entry.js';
import { BatchWriter, type WriterEvents, type WriterLimits } from './batch-writer.js';
import type { CallRecord } from './call-record.js';
import { encodeEntry, keyMaker, recordsIn, type Entry } from './entry.js';
import { gatheredClaims } from './gathered-claims.js';
import type { FeedbackRecord } from './feedback-record.js';
import type { PatientHash } from './patient-key.js';
import type { DecisionRecord } from './record.js';
import type { Spool } from './spool/spool.js';
import type { DecisionStore } from './store.js';
import { withTimeLimit } from './time-limit.js';
import { Waiting, type Kept, type Searched, type WaitingEntry } from './waiting.js';

export interface DecisionLogEvents extends WriterEvents {
  /** The spool could not be written, or not be emptied. */
  readonly spoolFailed: (error: unknown) => void;
  /** Entries that were neither spooled nor held in memory: lost. */
  readonly dropped: (count: number) => void;
}

export interface DecisionLogLimits extends WriterLimits {
  /** Characters held in memory; what exceeds them stays in the spool alone, and without spool is lost. */
  readonly heldBytes: number;
  /** Milliseconds a call waits to hear whether an assertion is ours. */
  readonly knownIdsMs: number;
  /** Milliseconds for the store to say that it works, and to take what waits when closing. */
  readonly patienceMs: number;
}

const LIMITS: DecisionLogLimits = {
  // Whoever claims a token waits until the batch before is written: about 0.2 ms for each call in it.
  batch: 50,
  gatherMs: 20,
  retryMs: 1000,
  heldBytes: 16 * 1024 * 1024,
  knownIdsMs: 300,
  patienceMs: 3000,
};

/** Calls in one write to the spool: more would save nothing worth naming, and hold more answers in memory that wait for it. */
const GROUP = 16;
/** Entries of feedback in one line: the store is not held up by ten thousand at once. */
const FEEDBACK_IN_ONE_ENTRY = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface DecisionLogDeps {
  readonly store: DecisionStore;
  /** Absent for a store in memory, which outlives nothing either. */
  readonly spool?: Spool | undefined;
  readonly patientHash: PatientHash;
  readonly events: DecisionLogEvents;
  readonly limits?: Partial<DecisionLogLimits>;
}

interface Group {
  readonly entries: Omit<WaitingEntry, 'end'>[];
  readonly written: Promise<void>;
  readonly done: () => void;
}

export class DecisionLog {
  /** What stands for a patient in a call's record. */
  readonly patientHash: PatientHash;
  readonly #store: DecisionStore;
  readonly #claim: ReturnType<typeof gatheredClaims>;
  readonly #spool: Spool | undefined;
  readonly #events: DecisionLogEvents;
  readonly #limits: DecisionLogLimits;
  readonly #waiting: Waiting;
  readonly #writer: BatchWriter;
  readonly #newKey = keyMaker(randomBytes(6).toString('base64url'));
  /** What was added in this turn of the event loop and is not written yet. */
  #group: Group | undefined;
  #spoolWorks = true;
  readonly #closing: (() => void)[] = [];
  #closed = false;

  constructor({ store, spool, patientHash, events, limits }: DecisionLogDeps) {
    this.patientHash = patientHash;
    this.#store = store;
    this.#claim = gatheredClaims(store);
    this.#spool = spool;
    this.#events = events;
    this.#limits = { ...LIMITS, ...limits };
    this.#waiting = new Waiting(spool, this.#limits.heldBytes, (error) => {
      this.#spoolWorks = false;
      events.spoolFailed(error);
    });
    this.#writer = new BatchWriter(store, this.#waiting, events, this.#limits);
  }

  /** A call and its decisions, to be added before the answer is sent. Never throws and never waits. */
  add(call: CallRecord, decisions: readonly DecisionRecord[]): void {
    this.#add(this.#entryOf(call, decisions));
  }

  /**
   * As `add`, but written together with what else is added in this turn of the event loop: many calls that are answered at once cost one
   * write. Resolves when it is in the spool; never rejects.
   */
  addSoon(call: CallRecord, decisions: readonly DecisionRecord[]): Promise<void> {
    const entry = this.#entryOf(call, decisions);
    const group = (this.#group ??= this.#newGroup());
    group.entries.push({ line: encodeEntry(entry), decisions: searchedOf(entry) });
    if (group.entries.length === GROUP) this.#write(group);
    return group.written;
  }

  #entryOf(call: CallRecord, decisions: readonly DecisionRecord[]): Entry {
    const audit: AuditEntry = {
      at: call.receivedAt,
      who: call.clientId === undefined ? 'unverified' : `client:${call.clientId}`,
      what: 'hook-call',
      // Another text than a UUID could be anything, and the audit outlives an erasure.
      target: UUID.test(call.hookInstance) ? call.hookInstance : undefined,
      outcome: String(call.status),
    };
    return { kind: 'call', key: this.#newKey(), audit, call, decisions };
  }

  /**
   * Resolves once the feedback is in the spool, or in the store where there is no other way.
   *
   * @param who as in AuditEntry
   * @throws when it is in neither
   */
  async addFeedback(feedback: readonly FeedbackRecord[], who: string, at: string): Promise<void> {
    for (let from = 0; from < feedback.length; from += FEEDBACK_IN_ONE_ENTRY) {
      const part = feedback.slice(from, from + FEEDBACK_IN_ONE_ENTRY);
      const audit: AuditEntry = { at, who, what: 'feedback', outcome: `${part.length} entries` };
      const entry: Entry = { kind: 'feedback', key: this.#newKey(), audit, feedback: part };
      if (this.#add(entry) !== 'spooled') await this.#store.save([encodeEntry(entry)]);
      // Calls get their turn within a large batch.
      await nextTurn();
    }
  }

  /** Never throws and never waits. */
  audit(audit: AuditEntry): void {
    this.#add({ kind: 'audit', key: this.#newKey(), audit });
  }

  /** The latest record with this coverage-assertion-id. Rejects when the store cannot be asked. */
  async byId(id: string): Promise<DecisionRecord | undefined> {
    const waiting = await this.#unstored(id, (record) => record.id === id);
    return waiting.at(-1) ?? this.#store.byId(id);
  }

  /** In the order they were made. Rejects when the store cannot be asked. */
  async byHookInstance(hookInstance: string): Promise<readonly DecisionRecord[]> {
    const waiting = await this.#unstored(hookInstance, (record) => record.hookInstance === hookInstance);
    const stored = await this.#store.byHookInstance(hookInstance);
    // An entry can have been stored while it was looked for here.
    const known = new Set(stored.map((record) => JSON.stringify(record)));
    return [...stored, ...waiting.filter((record) => !known.has(JSON.stringify(record)))];
  }

  /**
   * Those of the ids that are coverage-assertion-ids of ours. Never rejects: while the store cannot be asked, an id that only it knows
   * counts as unknown, so that the service speaks once more rather than stays silent.
   */
  async knownIds(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const waiting = new Set(this.#waiting.held.flatMap(({ decisions }) => decisions.map(({ id }) => id)));
    const here = ids.filter((id) => waiting.has(id));
    const elsewhere = ids.filter((id) => !waiting.has(id));
    if (elsewhere.length === 0) return new Set(here);
    try {
      const stored = await withTimeLimit(this.#store.knownIds(elsewhere), this.#limits.knownIdsMs);
      return new Set([...here, ...stored]);
    } catch (error) {
      this.#events.failed(error, this.#waiting.count);
      return new Set(here);
    }
  }

  /** See DecisionStore.claimToken. Rejects when the store cannot be asked in time. */
  claimToken(issuer: string, jti: string, expiresAt: Date): Promise<boolean> {
    return withTimeLimit(this.#claim({ issuer, jti, expiresAt }), this.#limits.patienceMs);
  }

  /** Entries that are not stored yet. */
  get waiting(): number {
    return this.#waiting.count;
  }

  /** Bytes of the spool on the disk. */
  get spoolBytes(): number {
    return this.#spool?.bytes ?? 0;
  }

  /** Why calls should go elsewhere; empty when all is well. */
  async problems(): Promise<readonly string[]> {
    const problems = this.#spoolWorks ? [] : ['the spool cannot be written'];
    try {
      await withTimeLimit(this.#store.check(), this.#limits.patienceMs);
      return problems;
    } catch {
      return ['the decision store cannot be reached', ...problems];
    }
  }

  /** Something that has to end before the store is closed. */
  onClose(step: () => void): void {
    this.#closing.push(step);
  }

  /** Stores what waits, as far as the store takes it in time; the rest stays in the spool for the next process. */
  async close(): Promise<void> {
    if (this.#closed) return;
    if (this.#group) this.#write(this.#group);
    this.#closed = true;
    for (const step of this.#closing) step();
    await this.#writer.close(this.#limits.patienceMs);
    const lost = this.#waiting.held.filter(({ end }) => !end).length;
    if (lost > 0) this.#events.dropped(lost);
    this.#spool?.close();
    await withTimeLimit(this.#store.close(), this.#limits.patienceMs).catch((error: unknown) =>
      this.#events.failed(error, this.#waiting.count),
    );
  }

  #add(entry: Entry): Kept {
    const kept = this.#closed ? 'dropped' : this.#waiting.add(encodeEntry(entry), searchedOf(entry));
    this.#note(kept);
    return kept;
  }

  #newGroup(): Group {
    let done = (): void => undefined;
    const written = new Promise<void>((resolve) => (done = resolve));
    const group: Group = { entries: [], written, done };
    setImmediate(() => {
      if (this.#group === group) this.#write(group);
    });
    return group;
  }

  #write({ entries, done }: Group): void {
    this.#group = undefined;
    const kept = this.#closed ? entries.map(() => 'dropped' as const) : this.#waiting.addAll(entries);
    for (const one of kept) this.#note(one);
    done();
  }

  #note(kept: Kept): void {
    if (kept === 'spooled') this.#spoolWorks = true;
    if (kept === 'dropped') this.#events.dropped(1);
    else this.#writer.wake();
  }

  /** Decision records of entries that wait, oldest first. */
  async #unstored(text: string, wanted: (one: Searched) => boolean): Promise<readonly DecisionRecord[]> {
    const found = this.#waiting.held
      .filter(({ decisions }) => decisions.some(wanted))
      .flatMap(({ line }) => recordsIn(line, wanted));
    for (const lines of this.#waiting.search(JSON.stringify(text))) {
      found.push(...lines.flatMap((line) => recordsIn(line, wanted)));
      await nextTurn();
    }
    return found;
  }
}

function searchedOf(entry: Entry): readonly Searched[] {
  const decisions = entry.kind === 'call' ? entry.decisions : [];
  return decisions.map(({ id, hookInstance }) => ({ id, hookInstance }));
}
