/** A token is good once, over restarts and over all instances on one database: through HTTP, with the stores of production. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openStore } from '../../src/decisions/open-store.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import { cleanUp, verifierFor } from '../auth/registered.js';
import { claims, header, ISSUER, sign, signer, type Signer } from '../auth/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';
import { UNHURRIED_MS } from '../support/no-hurry.js';
import { postgresMissing, startPostgres, type TestPostgres } from '../support/postgres.js';

let ec: Signer;
const folder = mkdtempSync(join(tmpdir(), 'replay-'));
const running: { readonly app: TestApp; readonly store: DecisionStore }[] = [];

beforeAll(async () => {
  ec = await signer('ES384', 'key-1');
});
afterEach(stopAll);
afterAll(() => {
  cleanUp();
  rmSync(folder, { recursive: true });
});

async function stopAll(): Promise<void> {
  for (const { app, store } of running.splice(0)) {
    await app.close();
    await store.close();
  }
}

/** A process of production, as far as callers are concerned. */
async function start(database: string, registration: object = {}): Promise<TestApp> {
  const store = await openStore({ database, statementTimeoutMs: UNHURRIED_MS });
  const client = { id: 'north', issuer: ISSUER, keys: { jwks: { keys: [ec.publicJwk] } }, ...registration };
  const verify = verifierFor([client], { now: () => new Date(), replay: store });
  const app = await startApp([fakeService()], { config: { mode: 'production' }, deps: { verify } });
  running.push({ app, store });
  return app;
}

const token = () => sign(ec, header(ec), claims(new Date()));
const statusOf = async (app: TestApp, sent: string): Promise<number> =>
  (await app.call(orderSign(), { headers: { Authorization: `Bearer ${sent}` } })).status;

function describeReplay(newDatabase: () => Promise<string>): void {
  test('a token is refused after a restart', async () => {
    const database = await newDatabase();
    const sent = await token();
    expect(await statusOf(await start(database), sent)).toBe(200);
    await stopAll();
    const restarted = await start(database);
    expect(await statusOf(restarted, sent)).toBe(401);
    expect(await statusOf(restarted, await token())).toBe(200);
  });

  test('two instances refuse what the other one has answered, also when both are asked at once', async () => {
    const database = await newDatabase();
    const [one, other] = [await start(database), await start(database)];
    const sent = await token();
    expect(await statusOf(one, sent)).toBe(200);
    expect(await statusOf(other, sent)).toBe(401);
    const race = await token();
    const statuses = await Promise.all(
      Array.from({ length: 10 }, (_, at) => statusOf(at % 2 === 0 ? one : other, race)),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(9);
  });

  test('two instances take a token again from a client that may reuse it', async () => {
    const database = await newDatabase();
    const reuse = { tokenReuse: 'allow' };
    const [one, other] = [await start(database, reuse), await start(database, reuse)];
    const sent = await token();
    for (const app of [one, other, one]) expect(await statusOf(app, sent)).toBe(200);
  });
}

describe('given SQLite', () => {
  let databases = 0;
  describeReplay(() => {
    databases += 1;
    return Promise.resolve(join(folder, `records-${databases}.sqlite`));
  });
});

if (postgresMissing !== undefined) {
  test.skip(`PostgreSQL is not tested: ${postgresMissing}`, () => undefined);
} else {
  describe('given PostgreSQL', () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server?.stop());
    describeReplay(() => server.newDatabase());
  });
}
