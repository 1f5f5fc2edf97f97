/** WORKERS: several processes behind one address, with one set of records. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { openStore } from '../src/decisions/open-store.js';
import { claims, header, ISSUER, sign, signer } from './auth/support.js';
import { cleanUp, temporaryFile } from './auth/registered.js';
import { goodCall } from './support/good-call.js';
import { runCommand, startService, type ServiceProcess } from './support/service-process.js';
import { until } from './support/until.js';

jest.setTimeout(120_000);
const CANNOT_START = 78;
const CALL = '/cds-services/site-of-care-order-sign';
const folder = mkdtempSync(join(tmpdir(), 'workers-'));
const running: ServiceProcess[] = [];

afterEach(() => Promise.all(running.splice(0).map((service) => service.kill())));
afterAll(() => {
  cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

interface Service extends ServiceProcess {
  readonly database: string;
  /** Of the processes that have taken calls so far, in the order they came. */
  pids(): readonly number[];
}

/** Resolves when all the processes take calls. */
async function startTwo(environment: Readonly<Record<string, string>> = {}): Promise<Service> {
  const database = join(folder, randomUUID(), 'decisions.sqlite');
  const settings = { DATABASE: database, WORKERS: '2', LOG_LEVEL: 'info', ...environment };
  const service = await startService(settings);
  running.push(service);
  const two = { ...service, database, pids: () => pidsIn(service.output()) };
  await until('two processes take calls', () => two.pids().length === 2);
  return two;
}

function pidsIn(log: string): readonly number[] {
  return [...log.matchAll(/"pid":(\d+),"msg":"a process takes calls"/g)].map(([, pid]) => Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** On a connection of its own: connections go to the processes by turns. */
async function ask(
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const method = body === undefined ? 'GET' : 'POST';
  const asking = request(url, {
    method,
    agent: false,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
  asking.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(asking, 'response')) as [NodeJS.ReadableStream & { statusCode?: number }];
  return { status: answer.statusCode, body: await text(answer) };
}

/** @returns the hookInstances of the calls */
async function callOften({ url }: ServiceProcess, times: number): Promise<readonly string[]> {
  const calls = Array.from({ length: times }, () => randomUUID());
  const answers = await Promise.all(
    calls.map((hookInstance) => ask(`${url}${CALL}`, { ...goodCall(), hookInstance })),
  );
  expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200));
  return calls;
}

async function expectStored({ database }: Service, calls: readonly string[]): Promise<void> {
  const store = await openStore({ database });
  for (const call of calls)
    await until('a call is stored', async () => (await store.byHookInstance(call)).length > 0);
  await store.close();
}

describe('given two processes', () => {
  test('then both answer, the records of both are in one database, and metrics tell of both', async () => {
    const service = await startTwo();
    const calls = await callOften(service, 12);
    await expectStored(service, calls);
    await until('both have logged a call', () => {
      const logged = [...service.output().matchAll(/"worker":(\d+),"method":"POST"/g)];
      return new Set(logged.map(([, worker]) => worker)).size === 2;
    });
    const { body: metrics } = await ask(`${service.url}/metrics`);
    expect(metrics).toMatch(/http_request_duration_seconds_count\{[^}]*method="POST"[^}]*\} 12$/m);
    expect(metrics).toMatch(/^cds_build_info\{version="[^"]+"\} 1$/m);
    expect(metrics).toMatch(/^decision_records_pending 0$/m);
    expect(await service.stop()).toBe(0);
    expect(service.pids().filter(isAlive)).toEqual([]);
  });

  test('then one that is killed is replaced, what it answered is kept, and calls go on meanwhile', async () => {
    const service = await startTwo();
    const [first = 0] = service.pids();
    const before = await callOften(service, 6);
    process.kill(first, 'SIGKILL');
    await until('the end is logged', () =>
      /"signal":"SIGKILL","msg":"a process ended/.test(service.output()),
    );
    const meanwhile = await callOften(service, 6);
    await until('another one takes calls', () => service.pids().length === 3);
    const after = await callOften(service, 6);
    await expectStored(service, [...before, ...meanwhile, ...after]);
    expect(await service.stop()).toBe(0);
    expect(service.pids().filter(isAlive)).toEqual([]);
  });

  test('then a token is good once, whichever process it comes to', async () => {
    const key = await signer('ES384', 'key-1');
    const clients = [{ id: 'north', issuer: ISSUER, keys: { jwks: { keys: [key.publicJwk] } } }];
    const service = await startTwo({
      CDS_CLIENTS: temporaryFile('clients.json', { clients }),
      PUBLIC_URL: 'https://cds.example.org',
    });
    const token = await sign(key, header(key), claims(new Date()));
    const use = () => ask(`${service.url}${CALL}`, goodCall(), { Authorization: `Bearer ${token}` });
    const answers = await Promise.all(Array.from({ length: 8 }, use));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(401)]);
  });

  test('then both turn not ready at a signal and answer on, and a second one ends all of them now', async () => {
    const service = await startTwo({ SHUTDOWN_DELAY_MS: '300000' });
    const statuses = async (): Promise<ReadonlySet<number | undefined>> => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => ask(`${service.url}/readyz`)));
      return new Set(answers.map(({ status }) => status));
    };
    expect(await statuses()).toEqual(new Set([200]));
    const stopped = service.stop();
    await until('no process is ready', async () => !(await statuses()).has(200));
    await callOften(service, 4);
    service.signal('SIGTERM');
    expect(await stopped).toBe(143);
    await until('no process is left', () => !service.pids().some(isAlive));
  });

  test('then they end with the first process, however it ends', async () => {
    const service = await startTwo();
    await service.kill();
    await until('no process is left', () => !service.pids().some(isAlive));
  });
});

describe('given a start that cannot succeed', () => {
  test('then a fault that the first process finds is told once', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { status, error } = await runCommand([], {
      DATABASE: join(folder, 'taken.sqlite'),
      WORKERS: '2',
      PORT: String(port),
    });
    taken.close();
    expect(status).toBe(CANNOT_START);
    expect(error.match(/is taken by another process/g)).toHaveLength(1);
  });

  test('then records in memory, which every process would have for itself, are refused', async () => {
    const { status, error } = await runCommand([], { DATABASE: ':memory:', WORKERS: '2' });
    expect(status).toBe(CANNOT_START);
    expect(error).toMatch(/WORKERS: several processes need one place for their records/);
  });
});
