/**
 * Marks a spool as somebody's: an exclusive lock on an empty file, which the system takes away when the process ends, however it ends.
 * A process id would not do: two containers on one volume are both process 1. The lock is SQLite's, because Node has none of its own.
 */
import Database from 'libsql';

export interface OwnerLock {
  release(): void;
}

/** Undefined while another process, or another spool of this one, holds it. */
export function tryToOwn(path: string): OwnerLock | undefined {
  const file = new Database(path, { timeout: 0 });
  try {
    // No second file for a journal that is never written.
    file.pragma('journal_mode = MEMORY');
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  return {
    release: () => {
      // libsql closes the file when it likes.
      file.exec('ROLLBACK');
      file.close();
    },
  };
}
