/** Opens the database that the configuration names, with its tables brought up to date. */
import type { DecisionStore } from './store.js';
import type { Driver } from './sql/driver.js';
import { migrate, requireMigrated } from './sql/migrate.js';
import { openSqlite } from './sql/sqlite-driver.js';
import { sqlStore } from './sql/sql-store.js';

export interface StoreOptions {
  /** Path of an SQLite file, `:memory:`, or `postgres://…`. */
  readonly database: string;
  /** Survive a power cut: every commit waits for the disk. */
  readonly fullSync?: boolean;
  /** Milliseconds for one statement (PostgreSQL). */
  readonly statementTimeoutMs?: number;
}

/** @throws Error in one sentence */
export async function openStore(options: StoreOptions): Promise<DecisionStore> {
  return withDriver(await driverFor(options, false), migrate);
}

/** For reports: reads only, while the service runs, and makes nothing. */
export async function openStoreToRead(options: StoreOptions): Promise<DecisionStore> {
  return withDriver(await driverFor(options, true), requireMigrated);
}

export function isPostgres(database: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(database);
}

async function driverFor(options: StoreOptions, readOnly: boolean): Promise<Driver> {
  const { database, fullSync = false, statementTimeoutMs } = options;
  if (!isPostgres(database)) return openSqlite(database, { fullSync, readOnly, mustExist: readOnly });
  // Loaded only when it is used: it would cost every other start 35 ms.
  const { openPostgres } = await import('./sql/postgres-driver.js');
  return openPostgres(database, {
    readOnly,
    ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
  });
}

async function withDriver(
  driver: Driver,
  prepare: (driver: Driver) => Promise<void>,
): Promise<DecisionStore> {
  try {
    await prepare(driver);
    return sqlStore(driver);
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw error;
  }
}
