/** What was acknowledged survives kill -9, whatever the process was doing. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import type { Card, CdsResponse } from '../../src/cards/types.js';
import { openStore } from '../../src/decisions/open-store.js';
import { postgresMissing, startPostgres, type TestPostgres } from '../support/postgres.js';
import { goodCall } from '../support/good-call.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { until } from '../support/until.js';

const folder = mkdtempSync(join(tmpdir(), 'kill-'));
const running: ServiceProcess[] = [];
afterEach(() => Promise.all(running.splice(0).map((service) => service.kill())));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CALLERS = 8;
const LONG = 120_000;

async function start(environment: Record<string, string>): Promise<ServiceProcess> {
  const service = await startService(environment);
  running.push(service);
  return service;
}

interface Acknowledged {
  /** Calls whose answer has arrived whole. */
  readonly calls: string[];
  /** Cards whose feedback was answered with 200. */
  readonly cards: string[];
}

/** Calls, and feedback on every card, from several callers at once, until the service is gone or so many are answered. */
async function load(
  { url }: ServiceProcess,
  most: number,
  onCall: (count: number) => void,
): Promise<Acknowledged> {
  const done: Acknowledged = { calls: [], cards: [] };
  const post = (path: string, body: unknown) =>
    fetch(`${url}/cds-services/site-of-care-order-sign${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const caller = async (): Promise<void> => {
    while (done.calls.length < most) {
      const hookInstance = randomUUID();
      const answer = (await (await post('', { ...goodCall(), hookInstance })).json()) as CdsResponse;
      done.calls.push(hookInstance);
      onCall(done.calls.length);
      const feedback = await post('/feedback', { feedback: answer.cards.map(overridden) });
      if (feedback.status === 200) done.cards.push(...answer.cards.map(({ uuid }) => uuid));
    }
  };
  // The connection breaks when the service is killed.
  await Promise.all(Array.from({ length: CALLERS }, () => caller().catch(() => undefined)));
  return done;
}

function overridden({ uuid }: Card) {
  const overrideReason = { reason: { code: 'impairment' } };
  return { card: uuid, outcome: 'overridden', outcomeTimestamp: '2025-10-01T12:00:00Z', overrideReason };
}

/** Kills the service after so many answers, while others are on their way. */
async function loadAndKill(service: ServiceProcess, after: number): Promise<Acknowledged> {
  let killed: Promise<void> | undefined;
  const done = await load(service, after * 10, (count) => {
    if (count === after) killed = service.kill();
  });
  await killed;
  expect(done.calls.length).toBeGreaterThanOrEqual(after);
  return done;
}

/** A slow machine takes over what was left while it serves already. */
async function untilStored(database: string, ...acknowledged: readonly Acknowledged[]): Promise<void> {
  const store = await openStore({ database });
  for (const call of acknowledged.flatMap(({ calls }) => calls))
    await until('a call is stored', async () => (await store.byHookInstance(call)).length > 0);
  await store.close();
}

/** Each call has its decision once, and the feedback on each card is there, linked to it. */
async function expectKept(database: string, ...acknowledged: readonly Acknowledged[]): Promise<void> {
  const store = await openStore({ database });
  const counts = new Map<number, number>();
  for (const hookInstance of acknowledged.flatMap(({ calls }) => calls)) {
    const { length } = await store.byHookInstance(hookInstance);
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  const { feedback } = await store.report({});
  await store.close();
  const calls = acknowledged.reduce((sum, one) => sum + one.calls.length, 0);
  const cards = acknowledged.reduce((sum, one) => sum + one.cards.length, 0);
  expect([...counts]).toEqual([[1, calls]]);
  const linked = feedback.filter(({ known, criterion }) => known && criterion === 'C');
  // Feedback that was stored but not acknowledged before the end may be there as well.
  expect(linked.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(cards);
  expect(cards).toBeGreaterThan(0);
}

describe('given SQLite', () => {
  test(
    'killed twice under load, then every acknowledged decision and feedback is there after the next start',
    async () => {
      const database = join(folder, 'load.sqlite');
      const environment = { DATABASE: database };
      const first = await loadAndKill(await start(environment), 80);
      const second = await loadAndKill(await start(environment), 40);
      const last = await start(environment);
      const { calls } = second;
      const response = await fetch(`${last.url}/decisions?hookInstance=${calls.at(-1)}`);
      expect(response.status).toBe(200);
      await untilStored(database, first, second);
      expect(await last.stop()).toBe(0);
      await expectKept(database, first, second);
      expect(readdirSync(`${database}-spool`)).toEqual([]);
    },
    LONG,
  );

  test(
    'killed while the store could take nothing, then the spool alone brings everything back',
    async () => {
      const database = join(folder, 'locked.sqlite');
      const service = await start({ DATABASE: database });
      const other = new Database(database);
      other.exec('BEGIN IMMEDIATE');
      const done = await loadAndKill(service, 50);
      other.exec('ROLLBACK');
      other.close();
      const unstored = await openStore({ database });
      expect(await unstored.byHookInstance(done.calls[0] ?? '')).toEqual([]);
      await unstored.close();
      const next = await start({ DATABASE: database });
      await untilStored(database, done);
      expect(await next.stop()).toBe(0);
      await expectKept(database, done);
    },
    LONG,
  );

  test(
    'a second process on the same machine takes over, also without a restart',
    async () => {
      const database = join(folder, 'two.sqlite');
      const one = await start({ DATABASE: database });
      const other = new Database(database);
      other.exec('BEGIN IMMEDIATE');
      const done = await loadAndKill(one, 25);
      other.exec('ROLLBACK');
      other.close();
      const two = await start({ DATABASE: database });
      const found = await fetch(`${two.url}/decisions?hookInstance=${done.calls[0]}`);
      expect(found.status).toBe(200);
      expect(await two.stop()).toBe(0);
    },
    LONG,
  );
});

if (postgresMissing !== undefined) {
  test.skip(`PostgreSQL is not tested: ${postgresMissing}`, () => undefined);
} else {
  describe('given PostgreSQL', () => {
    let server: TestPostgres | undefined;
    afterAll(() => server?.stop());

    test(
      'the database is killed under load and then the service, and everything acknowledged is there after both are back',
      async () => {
        server = await startPostgres();
        const database = await server.newDatabase();
        const environment = { DATABASE_URL: database, SPOOL_DIR: join(folder, 'postgres-spool') };
        const service = await start(environment);
        const before = await load(service, 30, () => undefined);
        await server.kill();
        const without = await loadAndKill(service, 30);
        await server.restart();
        const next = await start(environment);
        await untilStored(database, before, without);
        expect(await next.stop()).toBe(0);
        await expectKept(database, before, without);
      },
      LONG,
    );
  });
}
