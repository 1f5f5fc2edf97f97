import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore, openStoreToRead } from '../../src/decisions/open-store.js';
import { postgresMissing, query, startPostgres, type TestPostgres } from '../support/postgres.js';
import { lineOf } from './entries.js';

if (postgresMissing !== undefined) {
  test.skip(`PostgreSQL is not tested: ${postgresMissing}`, () => undefined);
} else {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('the audit cannot be emptied as a whole either', async () => {
    const database = await server.newDatabase();
    await (await openStore({ database })).close();
    await expect(query(database, 'TRUNCATE audit_entry')).rejects.toThrow(/append-only/);
  });

  test('opened to read, it writes nothing, and an empty database is refused', async () => {
    const database = await server.newDatabase();
    await expect(openStoreToRead({ database })).rejects.toThrow(/start the service on it once/);
    const writer = await openStore({ database });
    await writer.save([lineOf('seen')]);
    const reader = await openStoreToRead({ database });
    expect(await reader.byId('seen')).toBeDefined();
    await expect(reader.save([lineOf('refused')])).rejects.toMatchObject({ code: '25006' });
    await Promise.all([reader.close(), writer.close()]);
  });

  test('a server that goes away fails the calls, and the next ones succeed once it is back', async () => {
    const store = await openStore({ database: await server.newDatabase() });
    await server.kill();
    await expect(store.save([lineOf('while-away')])).rejects.toThrow();
    await expect(store.check()).rejects.toThrow();
    await server.restart();
    await store.save([lineOf('afterwards')]);
    expect(await store.knownIds(['while-away', 'afterwards'])).toEqual(new Set(['afterwards']));
    await store.close();
  }, 60_000);
}

test.each([
  ['a port where nobody listens', 'postgres://u:secret@127.0.0.1:1/records', /ECONNREFUSED/],
  ['an unknown host', 'postgres://u:secret@nowhere.invalid/records', /nowhere\.invalid:5432\/records/],
  ['an address that cannot be read', 'postgres://u:secret@host:port/records', /DATABASE_URL/],
])('%s is told in one sentence, without the password', async (_, database, words) => {
  const failure = await openStore({ database }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect((failure as Error).message).toMatch(words);
  expect((failure as Error).message).toMatch(/^DATABASE_URL: .*\.$/);
  expect((failure as Error).message).not.toContain('secret');
});
