/** SQLite through libsql: one file, no server. Every call of the library blocks its thread, which is why the service opens it in one of its own. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'libsql';
import { makeDirectory } from '../directory.js';
import { StoreError, type Change, type Driver, type Insert, type Row } from './driver.js';

export interface SqliteOptions {
  /** Survive a power cut, not only the end of the process: each commit waits for the disk. */
  readonly fullSync?: boolean;
  /** Refuse to make a file that does not exist. */
  readonly mustExist?: boolean;
  /** Refuse to write. */
  readonly readOnly?: boolean;
}

/** Milliseconds to wait for another process that writes to the file. */
const BUSY_TIMEOUT = 5000;
/** Milliseconds to wait for another process that migrates the file. */
const MIGRATION_TIMEOUT = 60_000;

/**
 * @param path relative to the working directory, or `:memory:`
 * @throws Error in one sentence that names the path, the reason and the way out
 */
export function openSqlite(path: string, options: SqliteOptions = {}): Driver {
  const database = open(path, options);
  const prepared = new Map<string, Database.Statement>();
  const statement = (sql: string): Database.Statement => {
    let found = prepared.get(sql);
    if (!found) {
      // `$1` is a name to SQLite, `?1` a position.
      found = database.prepare(sql.replace(/\$(\d+)/g, '?$1'));
      prepared.set(sql, found);
    }
    return found;
  };
  const isInPlace = placeOf(path);
  let closed = false;

  function write(one: Insert | Change): number {
    if ('sql' in one) return statement(one.sql).run(...(one.values ?? [])).changes;
    const insert = statement(insertSql(one));
    return one.rows.reduce((changes, row) => changes + insert.run(...row).changes, 0);
  }

  return {
    dialect: 'sqlite',
    all: (sql, values = []) =>
      attempt(() => {
        isInPlace();
        return statement(sql).all(...values) as Row[];
      }),
    batch: (statements) =>
      attempt(() => {
        isInPlace();
        // Taking the lock at once avoids the deadlock of two readers that both want to write.
        database.exec('BEGIN IMMEDIATE');
        try {
          const changes = statements.map(write);
          database.exec('COMMIT');
          return changes;
        } catch (error) {
          rollBack();
          throw error;
        }
      }),
    alone: async (work) => {
      await lockPatiently();
      try {
        const result = await work({
          all: (sql) => attempt(() => database.prepare(sql).all() as Row[]),
          run: (sql) => attempt(() => void database.exec(sql)),
        });
        await attempt(() => database.exec('COMMIT'));
        return result;
      } catch (error) {
        rollBack();
        throw error;
      }
    },
    close: () => {
      if (closed) return Promise.resolve();
      const done = attempt(() => {
        // Leaves one complete file behind, for whoever copies it.
        if (!options.readOnly) database.pragma('wal_checkpoint(TRUNCATE)');
        database.close();
      });
      closed = true;
      return done;
    },
  };

  /** Waits without blocking: the holder may be another connection of this thread. */
  async function lockPatiently(): Promise<void> {
    database.pragma('busy_timeout = 0');
    try {
      for (const end = Date.now() + MIGRATION_TIMEOUT; ; await setTimeout(20)) {
        try {
          return void database.exec('BEGIN IMMEDIATE');
        } catch (error) {
          if (!isBusy(error) || Date.now() > end) throw toStoreError(error);
        }
      }
    } finally {
      database.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
    }
  }

  function rollBack(): void {
    if (database.inTransaction) database.exec('ROLLBACK');
  }

  function attempt<T>(work: () => T): Promise<T> {
    if (closed) return Promise.reject(new StoreError('the database is closed', 'CLOSED'));
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(toStoreError(error));
    }
  }
}

/**
 * A check that the file is still the one that was opened. What is written to a file that was moved or removed while it is open is lost when
 * it is closed, without any error; the spool keeps what cannot be stored.
 */
function placeOf(path: string): () => void {
  if (path === ':memory:') return () => undefined;
  const opened = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now?.ino !== opened.ino || now.dev !== opened.dev)
      throw new StoreError('the file of the database was moved or removed', 'MOVED');
  };
}

function insertSql({ into, columns }: Insert): string {
  const places = columns.map((_, index) => `$${index + 1}`);
  return `INSERT INTO ${into} (${columns.join(', ')}) VALUES (${places.join(', ')}) ON CONFLICT DO NOTHING`;
}

function open(path: string, { fullSync, mustExist, readOnly }: SqliteOptions): Database.Database {
  try {
    if (path !== ':memory:') prepareFile(path, mustExist ?? false);
    const database = new Database(path);
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
    if (readOnly) database.pragma('query_only = ON');
    else database.pragma('journal_mode = WAL');
    // With WAL, NORMAL survives the end of the process; FULL a power cut as well. Neither ever corrupts.
    database.pragma(`synchronous = ${fullSync ? 'FULL' : 'NORMAL'}`);
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `DATABASE: "${path}" cannot be used (${reason}); set it to a writable file, to ":memory:", or set DATABASE_URL.`,
      { cause },
    );
  }
}

function prepareFile(path: string, mustExist: boolean): void {
  // libsql would take an address for a database somewhere else.
  if (/^[a-z]+:/i.test(path)) throw new Error('it is no path');
  const file = statSync(path, { throwIfNoEntry: false });
  if (file?.isFile()) return;
  if (file) throw new Error('it is no file');
  if (mustExist) throw new Error('there is no such file');
  makeDirectory(dirname(resolve(path)));
}

function isBusy(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'SQLITE_BUSY';
}

function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message, code } = error as { message?: unknown; code?: unknown };
  return new StoreError(String(message), typeof code === 'string' ? code : 'SQLITE_ERROR', { cause: error });
}
