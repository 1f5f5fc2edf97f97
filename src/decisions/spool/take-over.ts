/** Stores what processes that are gone have left behind: at start, and while running for others on the same disk. */
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { wholeLines } from './lines.js';
import { lockName, spoolsIn } from './names.js';
import { tryToOwn } from './owner-lock.js';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Repeating it is harmless: lines that are stored already change nothing, and a spool that is in use is left alone.
 *
 * @param save rejects when the store cannot be reached; the rest stays for the next time
 * @returns the number of lines taken over
 */
export async function takeOver(
  directory: string,
  save: (lines: readonly string[]) => Promise<void>,
): Promise<number> {
  let taken = 0;
  for (const id of spoolsIn(await filesIn(directory)).keys()) {
    const lockPath = join(directory, lockName(id));
    const lock = tryToOwn(lockPath);
    if (!lock) continue;
    try {
      // Listed anew: its owner may have written, or removed files, until a moment ago.
      for (const name of spoolsIn(await filesIn(directory)).get(id) ?? []) {
        const path = join(directory, name);
        taken += await saveFile(path, save);
        await rm(path, { force: true });
      }
      await rm(lockPath, { force: true });
    } finally {
      lock.release();
    }
  }
  return taken;
}

async function filesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function saveFile(path: string, save: (lines: readonly string[]) => Promise<void>): Promise<number> {
  const file = await open(path, 'r');
  try {
    let count = 0;
    let size = CHUNK_BYTES;
    for (let offset = 0; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, offset);
      const lines = wholeLines(buffer.subarray(0, bytesRead), offset);
      const last = lines.at(-1);
      if (last) {
        await save(lines.map(({ line }) => line));
        count += lines.length;
        offset = last.end;
      } else if (bytesRead < size) {
        // Half a line at the end: its answer was never sent.
        return count;
      } else {
        size *= 2;
      }
    }
  } finally {
    await file.close();
  }
}
