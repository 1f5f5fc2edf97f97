/**
 * The lines of one process that are not stored yet, in files that only grow: a line is written before its answer is sent, so it survives
 * the end of the process (and a power cut with `fsync`). Files are removed once all their lines are stored.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../directory.js';
import { tryToOwn, type OwnerLock } from './owner-lock.js';
import { lockName, segmentName } from './names.js';
import { NEWLINE, wholeLines } from './lines.js';

export interface SpoolOptions {
  /** Wait for the disk at each line: survives a power cut, and costs milliseconds. */
  readonly fsync?: boolean;
  /** Bytes after which a new file is begun. */
  readonly segmentBytes?: number;
}

/** The end of a line: which file, and how many bytes of it. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

export interface SpooledLine {
  readonly line: string;
  readonly end: Position;
}

/** Room for nearly every line; a longer one gets a buffer of its own. */
const BUFFER_BYTES = 256 * 1024;
const SEGMENT_BYTES = 8 * 1024 * 1024;

export class Spool {
  readonly #directory: string;
  readonly #id: string;
  readonly #lock: OwnerLock;
  readonly #fsync: boolean;
  readonly #segmentBytes: number;
  /** Files from the oldest that still holds something to the one that is written. */
  #oldest = 1;
  #newest = 1;
  #file: number | undefined;
  #size = 0;
  #bytesBefore = 0;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  /** Bytes of the buffer that are not written yet. */
  #taken = 0;
  readonly #sizes = new Map<number, number>();

  /**
   * @param directory made when it does not exist
   * @throws Error of node:fs or libsql when nothing can be written there
   */
  static open(directory: string, options: SpoolOptions = {}): Spool {
    makeDirectory(directory);
    const id = randomUUID();
    const lock = tryToOwn(join(directory, lockName(id)));
    if (!lock) throw new Error(`the spool ${id} is in use`);
    return new Spool(directory, id, lock, options);
  }

  private constructor(directory: string, id: string, lock: OwnerLock, options: SpoolOptions) {
    this.#directory = directory;
    this.#id = id;
    this.#lock = lock;
    this.#fsync = options.fsync ?? false;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
  }

  /**
   * Written when this returns.
   *
   * @throws Error of node:fs, such as ENOSPC; nothing of the line is left then
   */
  append(line: string): Position {
    this.appendAll([line]);
    return this.end;
  }

  /**
   * As `append`, for several lines in one write, and with `fsync` in one wait for the disk.
   *
   * @returns the end of each line
   * @throws Error of node:fs; nothing of any of the lines is left then
   */
  appendAll(lines: readonly string[]): readonly Position[] {
    if (this.#size >= this.#segmentBytes) this.#beginSegment();
    const file = (this.#file ??= this.#openSegment());
    let offset = this.#size;
    try {
      const ends = lines.map((line) => {
        offset += this.#take(file, line);
        return { segment: this.#newest, offset };
      });
      this.#writeTaken(file);
      if (this.#fsync) fdatasyncSync(file);
      this.#size = offset;
      return ends;
    } catch (error) {
      this.#takeBack();
      throw error;
    }
  }

  /** Where the next line will begin. */
  get end(): Position {
    return { segment: this.#newest, offset: this.#size };
  }

  isEnd({ segment, offset }: Position): boolean {
    return segment === this.#newest && offset === this.#size;
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#bytesBefore + this.#size;
  }

  /** Lines that begin at the position, about so many bytes of them; none at the end. */
  read(from: Position, bytes: number): readonly SpooledLine[] {
    let { segment, offset } = from;
    while (segment < this.#newest && offset >= (this.#sizes.get(segment) ?? 0)) {
      segment += 1;
      offset = 0;
    }
    const size = segment === this.#newest ? this.#size : (this.#sizes.get(segment) ?? 0);
    if (offset >= size) return [];
    const file = openSync(this.#pathOf(segment), 'r');
    try {
      for (let most = bytes; ; most *= 2) {
        const chunk = Buffer.alloc(Math.min(most, size - offset));
        const read = readSync(file, chunk, 0, chunk.length, offset);
        const lines = wholeLines(chunk.subarray(0, read), offset);
        // A line longer than the chunk needs a larger one.
        if (lines.length > 0 || chunk.length === size - offset)
          return lines.map(({ line, end }) => ({ line, end: { segment, offset: end } }));
      }
    } finally {
      closeSync(file);
    }
  }

  /** Everything up to the position is stored: files that are no longer needed go. */
  release(upTo: Position): void {
    for (; this.#oldest < upTo.segment; this.#oldest += 1) this.#remove(this.#oldest);
    if (this.isEnd(upTo) && this.#size > 0) this.#empty();
  }

  /** What is not released stays on the disk for the next process. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    const empty = this.#oldest === this.#newest && this.#size === 0;
    if (empty) rmSync(this.#pathOf(this.#newest), { force: true });
    this.#lock.release();
    if (empty) rmSync(join(this.#directory, lockName(this.#id)), { force: true });
  }

  #pathOf(segment: number): string {
    return join(this.#directory, segmentName(this.#id, segment));
  }

  /**
   * Takes a line into the one buffer there is for all lines: a new one for each costs as much as writing it.
   *
   * @returns its bytes
   */
  #take(file: number, line: string): number {
    // A unit of a JavaScript string takes three bytes at most.
    const most = line.length * 3 + 1;
    if (most > this.#buffer.length - this.#taken) this.#writeTaken(file);
    if (most > this.#buffer.length) {
      const bytes = Buffer.from(`${line}\n`);
      writeAll(file, bytes);
      return bytes.length;
    }
    const length = this.#buffer.write(line, this.#taken);
    this.#buffer[this.#taken + length] = NEWLINE;
    this.#taken += length + 1;
    return length + 1;
  }

  #writeTaken(file: number): void {
    const bytes = this.#buffer.subarray(0, this.#taken);
    this.#taken = 0;
    writeAll(file, bytes);
  }

  #openSegment(): number {
    const file = openSync(this.#pathOf(this.#newest), 'a', 0o600);
    if (this.#fsync) syncDirectory(this.#directory);
    return file;
  }

  #beginSegment(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#sizes.set(this.#newest, this.#size);
    this.#bytesBefore += this.#size;
    this.#newest += 1;
    this.#size = 0;
  }

  #remove(segment: number): void {
    rmSync(this.#pathOf(segment), { force: true });
    this.#bytesBefore -= this.#sizes.get(segment) ?? 0;
    this.#sizes.delete(segment);
  }

  /** A file that cannot be emptied is left as it is: storing its lines again changes nothing. */
  #empty(): void {
    if (this.#file === undefined) return;
    try {
      ftruncateSync(this.#file, 0);
      this.#size = 0;
    } catch {
      this.#beginSegment();
    }
  }

  /** Half a line must not be followed by another one. */
  #takeBack(): void {
    this.#taken = 0;
    try {
      if (this.#file !== undefined) ftruncateSync(this.#file, this.#size);
    } catch {
      this.#beginSegment();
    }
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** A file survives a power cut only with its name. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
