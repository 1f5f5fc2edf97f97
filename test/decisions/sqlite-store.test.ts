import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { openStore, openStoreToRead } from '../../src/decisions/open-store.js';
import { HOOK_INSTANCE, record } from '../support/hook-call.js';
import { lineOf } from './entries.js';

const folder = mkdtempSync(join(tmpdir(), 'decisions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the directory of a new file is made, and records outlive the process', async () => {
  const database = join(folder, 'deep', 'er', 'decisions.sqlite');
  const first = await openStore({ database });
  await first.save([lineOf('a'), lineOf('b')]);
  await first.close();
  const second = await openStore({ database });
  expect(await second.byId('b')).toMatchObject({ id: 'b' });
  await second.close();
});

test('given the file was moved away while it is open, then nothing more is taken as stored', async () => {
  const database = join(folder, 'moved.sqlite');
  const store = await openStore({ database });
  await store.save([lineOf('before')]);
  renameSync(database, join(folder, 'elsewhere.sqlite'));
  await expect(store.save([lineOf('after')])).rejects.toThrow('moved or removed');
  await expect(store.check()).rejects.toThrow('moved or removed');
  await store.close();
});

describe('given a file made by the first version', () => {
  const database = join(folder, 'first-version.sqlite');

  test('then its decisions are kept and found, and count in the report', async () => {
    const old = new Database(database);
    old.exec(`
      CREATE TABLE decision (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, hook_instance TEXT NOT NULL, record TEXT NOT NULL);
      CREATE INDEX decision_by_id ON decision (id);
      CREATE INDEX decision_by_hook_instance ON decision (hook_instance);
    `);
    const insert = old.prepare('INSERT INTO decision (id, hook_instance, record) VALUES (?, ?, ?)');
    const stored = ['a', 'b', 'a'].map((id, index) => record({ id, order: `MedicationRequest/m${index}` }));
    for (const one of stored) insert.run(one.id, one.hookInstance, JSON.stringify(one));
    old.close();

    const store = await openStore({ database });
    expect(await store.byHookInstance(HOOK_INSTANCE)).toEqual(stored);
    expect((await store.byId('a'))?.order).toBe('MedicationRequest/m2');
    expect((await store.report({})).answers).toMatchObject([{ determination: 'not-applicable', count: 3 }]);
    expect(await store.deleteBefore({ records: '2025-10-02T00:00:00Z' })).toBe(3);
    await store.close();
  });

  test('then a second start changes nothing', async () => {
    const store = await openStore({ database });
    await store.save([lineOf('new')]);
    await store.close();
    const again = await openStore({ database });
    expect(await again.byId('new')).toBeDefined();
    await again.close();
  });
});

test('a file made by a newer version is refused and left alone', async () => {
  const database = join(folder, 'newer.sqlite');
  await (await openStore({ database })).close();
  const direct = new Database(database);
  direct.exec(`INSERT INTO schema_version VALUES (99, 'tomorrow')`);
  direct.close();
  await expect(openStore({ database })).rejects.toThrow(/newer version/);
});

describe('a path that cannot be used is named, with the way out', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, 'not a directory');

  test.each([
    ['below a file', join(file, 'decisions.sqlite')],
    ['where no directory can be made', '/proc/nowhere/decisions.sqlite'],
    ['a directory', folder],
    ['no database', join(file)],
    ['an address', 'libsql://elsewhere.example.org/decisions'],
    ['an address', 'http://127.0.0.1:9/decisions'],
  ])('%s: %s', async (_, database) => {
    await expect(openStore({ database })).rejects.toThrow(
      /^DATABASE: ".*" cannot be used \(.+\); .*:memory:/s,
    );
  });
});

describe('opened to read', () => {
  test('a file that is not there is not made', async () => {
    const database = join(folder, 'nothing.sqlite');
    await expect(openStoreToRead({ database })).rejects.toThrow(/no such file/);
    await expect(openStoreToRead({ database })).rejects.toThrow(/no such file/);
  });

  test('it sees what another process writes, and writes nothing', async () => {
    const database = join(folder, 'read.sqlite');
    const writer = await openStore({ database });
    const reader = await openStoreToRead({ database });
    await writer.save([lineOf('seen')]);
    expect(await reader.byId('seen')).toBeDefined();
    await expect(reader.save([lineOf('refused')])).rejects.toThrow();
    await reader.close();
    await writer.close();
  });
});
