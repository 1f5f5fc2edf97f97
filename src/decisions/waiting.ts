/**
 * Entries that were accepted and are not stored yet, oldest first. The newest stay in the spool alone when there are too many for the
 * memory, and are read back from it in their turn.
 */
import { decodeEntry } from './entry.js';
import type { Position, Spool, SpooledLine } from './spool/spool.js';

/** What GET /decisions, and the assertion on an order, can ask for. */
export interface Searched {
  readonly id: string;
  readonly hookInstance: string;
}

export interface WaitingEntry {
  readonly line: string;
  readonly decisions: readonly Searched[];
  /** Where it ends in the spool; absent when it could not be spooled. */
  readonly end?: Position;
}

/** `dropped`: neither spooled nor kept in memory. */
export type Kept = 'spooled' | 'in-memory' | 'dropped';

const CHUNK_BYTES = 1024 * 1024;

export class Waiting {
  readonly #spool: Spool | undefined;
  readonly #mostBytes: number;
  readonly #spoolFailed: (error: unknown) => void;
  #held: WaitingEntry[] = [];
  #heldBytes = 0;
  /** Where the lines begin that are in the spool alone. */
  #behind: Position | undefined;
  #notHeld = 0;

  constructor(spool: Spool | undefined, mostBytes: number, spoolFailed: (error: unknown) => void) {
    this.#spool = spool;
    this.#mostBytes = mostBytes;
    this.#spoolFailed = spoolFailed;
  }

  /** Never throws. */
  add(line: string, decisions: WaitingEntry['decisions']): Kept {
    const begin = this.#spool?.end;
    const end = this.#written(() => this.#spool?.append(line));
    return this.#keep({ line, decisions, ...(end && { end }) }, begin);
  }

  /** As `add`, for several that are written together. */
  addAll(entries: readonly Omit<WaitingEntry, 'end'>[]): readonly Kept[] {
    let begin = this.#spool?.end;
    const ends = this.#written(() => this.#spool?.appendAll(entries.map(({ line }) => line)));
    return entries.map((entry, at) => {
      const end = ends?.[at];
      const kept = this.#keep({ ...entry, ...(end && { end }) }, begin);
      begin = end;
      return kept;
    });
  }

  /** @param begin where its line begins in the spool */
  #keep(entry: WaitingEntry, begin: Position | undefined): Kept {
    const { line, end } = entry;
    const full = this.#heldBytes + line.length > this.#mostBytes;
    if (end && (this.#behind || full)) {
      this.#behind ??= begin;
      this.#notHeld += 1;
      return 'spooled';
    }
    if (full) return 'dropped';
    this.#hold(entry);
    return end ? 'spooled' : 'in-memory';
  }

  get count(): number {
    return this.#held.length + this.#notHeld;
  }

  /** The oldest; what waits in the spool alone is read when too little else is left. */
  next(most: number): readonly WaitingEntry[] {
    if (this.#held.length < most) this.#readBack();
    return this.#held.slice(0, most);
  }

  /** The oldest so many are stored. */
  stored(count: number): void {
    const done = this.#held.splice(0, count);
    for (const { line } of done) this.#heldBytes -= line.length;
    const last = done.findLast(({ end }) => end)?.end;
    if (!last) return;
    try {
      this.#spool?.release(last);
    } catch (error) {
      // The file stays; storing its lines once more changes nothing.
      this.#spoolFailed(error);
    }
  }

  /** Those in memory, newest last. */
  get held(): readonly WaitingEntry[] {
    return this.#held;
  }

  /** Lines that are in the spool alone and hold the text, a chunk at a time; reading blocks for about a millisecond each. */
  *search(text: string): Generator<readonly string[]> {
    let from = this.#behind;
    while (this.#spool && from) {
      const lines = this.#readable(from);
      if (lines.length === 0) return;
      yield lines.filter(({ line }) => line.includes(text)).map(({ line }) => line);
      from = lines.at(-1)?.end;
    }
  }

  /** A file that has gone meanwhile has been stored. */
  #readable(from: Position): readonly SpooledLine[] {
    try {
      return this.#spool?.read(from, CHUNK_BYTES) ?? [];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #written<T>(write: () => T | undefined): T | undefined {
    try {
      return write();
    } catch (error) {
      this.#spoolFailed(error);
      return undefined;
    }
  }

  #hold(entry: WaitingEntry): void {
    this.#held.push(entry);
    this.#heldBytes += entry.line.length;
  }

  #readBack(): void {
    if (!this.#spool || !this.#behind) return;
    const lines = this.#spool.read(this.#behind, CHUNK_BYTES);
    for (const { line, end } of lines) {
      this.#hold({ line, end, decisions: decisionsOf(line) });
      this.#behind = end;
    }
    this.#notHeld = Math.max(0, this.#notHeld - lines.length);
    if (lines.length === 0 || this.#spool.isEnd(this.#behind)) {
      this.#behind = undefined;
      this.#notHeld = 0;
    }
  }
}

/** An entry that cannot be read is rejected when it is to be stored. */
function decisionsOf(line: string): readonly Searched[] {
  try {
    const entry = decodeEntry(line);
    return entry.kind === 'call' ? entry.heads.map(({ id, hookInstance }) => ({ id, hookInstance })) : [];
  } catch {
    return [];
  }
}
