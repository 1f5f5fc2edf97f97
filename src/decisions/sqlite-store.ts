/** Decision records in one SQLite file, so that the service needs no database server. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'libsql';
import type { DecisionRecord } from './record.js';
import type { DecisionStore } from './store.js';

/** An id can stand in several rows: an unchanged assertion is repeated under its first id (CRD 2.0, "coverage-assertion-id"). */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS decision (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    hook_instance TEXT NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS decision_by_id ON decision (id);
  CREATE INDEX IF NOT EXISTS decision_by_hook_instance ON decision (hook_instance);
`;

/** Milliseconds to wait for another process that holds the file; short, because the wait stops every call. */
const BUSY_TIMEOUT = 250;

/**
 * Opens the file, and makes it and its directory when they do not exist.
 *
 * @param path relative to the working directory, or `:memory:`
 * @throws Error saying which path could not be opened and how to choose another
 */
export function openSqliteStore(path: string): DecisionStore {
  const database = open(path);
  const insert = database.prepare('INSERT INTO decision (id, hook_instance, record) VALUES (?, ?, ?)');
  const latestById = database.prepare('SELECT record FROM decision WHERE id = ? ORDER BY seq DESC LIMIT 1');
  const allByHookInstance = database.prepare(
    'SELECT record FROM decision WHERE hook_instance = ? ORDER BY seq',
  );
  const ping = database.prepare('SELECT 1 AS one');
  const insertAll = database.transaction((records: readonly DecisionRecord[]) => {
    for (const record of records) insert.run(record.id, record.hookInstance, JSON.stringify(record));
  });
  let closed = false;

  return {
    save: (records) => {
      insertAll(records);
    },
    byId: (id) => {
      const row = latestById.get(id) as Row | undefined;
      return row && parse(row);
    },
    byHookInstance: (hookInstance) => (allByHookInstance.all(hookInstance) as Row[]).map(parse),
    check: () => {
      if (closed) throw new Error('the decision store is closed');
      ping.get();
    },
    close: () => {
      if (closed) return;
      closed = true;
      // Leaves one complete file behind, for whoever copies it.
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };
}

interface Row {
  readonly record: string;
}

function parse(row: Row): DecisionRecord {
  return JSON.parse(row.record) as DecisionRecord;
}

function open(path: string): Database.Database {
  try {
    if (path !== ':memory:') mkdirSync(dirname(resolve(path)), { recursive: true });
    const database = new Database(path);
    database.pragma('journal_mode = WAL');
    // With WAL, NORMAL loses at most the last moments on a power cut and never corrupts.
    database.pragma('synchronous = NORMAL');
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
    database.exec(SCHEMA);
    return database;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `DATABASE: "${path}" cannot be used (${reason}); set it to a writable file, or to ":memory:".`,
      { cause },
    );
  }
}
