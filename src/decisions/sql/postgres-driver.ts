/** PostgreSQL through pg: for several instances that share decisions and used tokens. */
import pg from 'pg';
import { StoreError, type Change, type Driver, type Insert, type Row } from './driver.js';

export interface PostgresOptions {
  /** Milliseconds for one statement. */
  readonly statementTimeoutMs?: number;
  /** Refuse to write. */
  readonly readOnly?: boolean;
}

const CONNECT_TIMEOUT = 5000;
const STATEMENT_TIMEOUT = 10_000;
/** One writer, and a few that read or claim tokens beside it. */
const CONNECTIONS = 5;
/** Any number that other programs on the same database do not use for the same. */
const MIGRATION_LOCK = 7_403_825_101;
/** PostgreSQL counts the values of a statement with 16 bits. */
const MOST_VALUES = 60_000;

/**
 * Connects once, so that a wrong address is told at start.
 *
 * @param url `postgres://user:password@host:5432/database?sslmode=verify-full`
 * @throws Error in one sentence that names host and database, never the password
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Driver> {
  const timeout = options.statementTimeoutMs ?? STATEMENT_TIMEOUT;
  const pool = poolFor(url, timeout, options.readOnly ?? false);
  // A connection that breaks while idle is replaced when it is next needed; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    const { rows } = await pool.query<{ server_encoding: string }>('SHOW server_encoding');
    if (rows[0]?.server_encoding !== 'UTF8') throw new Error('its encoding is not UTF8');
  } catch (cause) {
    await pool.end().catch(() => undefined);
    throw new Error(
      `DATABASE_URL: PostgreSQL at ${placeOf(url)} cannot be used (${reasonOf(cause)}); check the address, the user and the network.`,
      { cause },
    );
  }
  let closed: Promise<void> | undefined;

  return {
    dialect: 'postgresql',
    all: async (sql, values = []) => {
      try {
        return (await pool.query<Row>(sql, [...values])).rows;
      } catch (error) {
        throw toStoreError(error);
      }
    },
    batch: (statements) =>
      inTransaction(pool, async (client) => {
        const changes: number[] = [];
        for (const one of statements) changes.push(await write(client, one));
        return changes;
      }),
    alone: (work) =>
      inTransaction(pool, async (client) => {
        await client.query(`SET LOCAL statement_timeout = 0`);
        await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
        return work({
          all: async (sql) => (await client.query<Row>(sql)).rows,
          run: async (sql) => void (await client.query(sql)),
        });
      }),
    close: () => (closed ??= pool.end()),
  };
}

function poolFor(url: string, timeout: number, readOnly: boolean): pg.Pool {
  try {
    return new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      statement_timeout: timeout,
      // The server's own limit does not help when the server, or the way to it, is gone.
      query_timeout: timeout + 1000,
      idle_in_transaction_session_timeout: timeout + 5000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      application_name: 'site-of-care-cds',
      ...(readOnly && { options: '-c default_transaction_read_only=on' }),
    });
  } catch (cause) {
    throw new Error(`DATABASE_URL: it cannot be read (${reasonOf(cause)}).`, { cause });
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw toStoreError(error);
  });
  let unusable = false;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A connection in an unknown state is not given back: the next statement would run inside this transaction.
    await client.query('ROLLBACK').catch(() => (unusable = true));
    throw toStoreError(error);
  } finally {
    client.release(unusable);
  }
}

async function write(client: pg.PoolClient, one: Insert | Change): Promise<number> {
  if ('sql' in one) {
    const { sql, values } = one;
    const { rowCount } = values ? await client.query(sql, [...values]) : await client.query(sql);
    return rowCount ?? 0;
  }
  const { into, columns, rows } = one;
  const most = Math.floor(MOST_VALUES / columns.length);
  let changes = 0;
  for (let start = 0; start < rows.length; start += most) {
    const part = rows.slice(start, start + most);
    const tuples = part.map((row, at) => `(${row.map((_, i) => `$${at * row.length + i + 1}`).join(', ')})`);
    const sql = `INSERT INTO ${into} (${columns.join(', ')}) VALUES ${tuples.join(', ')} ON CONFLICT DO NOTHING`;
    changes +=
      (
        await client.query(
          sql,
          part.flatMap((row) => [...row]),
        )
      ).rowCount ?? 0;
  }
  return changes;
}

/** Host, port and database: nothing of the user. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'that address';
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  const words = typeof message === 'string' ? message : '';
  return [code, words].filter((part) => typeof part === 'string' && part !== '').join(': ') || String(cause);
}

function toStoreError(error: unknown): StoreError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return new StoreError(String(message), typeof code === 'string' ? code : 'POSTGRESQL', { cause: error });
}
