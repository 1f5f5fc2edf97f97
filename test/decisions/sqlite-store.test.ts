import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openSqliteStore } from '../../src/decisions/sqlite-store.js';
import { record } from '../support/hook-call.js';

const folder = mkdtempSync(join(tmpdir(), 'decisions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('given a new database file', () => {
  test('then its directory is made, and records outlive the process', () => {
    const path = join(folder, 'deep', 'er', 'decisions.sqlite');
    const first = openSqliteStore(path);
    first.save([record({ id: 'a' }), record({ id: 'b' })]);
    first.close();
    const second = openSqliteStore(path);
    expect(second.byId('b')).toEqual(record({ id: 'b' }));
    expect(second.byHookInstance(record().hookInstance).map(({ id }) => id)).toEqual(['a', 'b']);
    second.close();
  });
});

describe('given a store in memory', () => {
  const store = openSqliteStore(':memory:');
  afterAll(() => store.close());

  test('then what was never stored is not found', () => {
    expect(store.byId('nothing')).toBeUndefined();
    expect(store.byHookInstance('nothing')).toEqual([]);
  });

  test('then an assertion repeated in a later call is found by both calls, and by its id as it was last', () => {
    store.save([record({ id: 'same', hookInstance: 'call-1' })]);
    store.save([record({ id: 'same', hookInstance: 'call-2' })]);
    expect(store.byHookInstance('call-1')).toHaveLength(1);
    expect(store.byHookInstance('call-2')).toHaveLength(1);
    expect(store.byId('same')?.hookInstance).toBe('call-2');
  });

  test('then a batch with a record that cannot be written stores nothing', () => {
    const broken = { ...record({ hookInstance: 'call-3' }), id: {} as string };
    expect(() => store.save([record({ hookInstance: 'call-3' }), broken])).toThrow();
    expect(store.byHookInstance('call-3')).toEqual([]);
  });

  test('then text that looks like SQL is only text', () => {
    const id = "x'; DROP TABLE decision; --";
    store.save([record({ id })]);
    expect(store.byId(id)?.id).toBe(id);
  });
});

test('a closed store says so when it is checked, and can be closed again', () => {
  const store = openSqliteStore(':memory:');
  expect(() => store.check()).not.toThrow();
  store.close();
  expect(() => store.check()).toThrow(/closed/);
  expect(() => store.close()).not.toThrow();
});

test('a path that cannot be used is named, with the way out', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, 'not a directory');
  expect(() => openSqliteStore(join(file, 'decisions.sqlite'))).toThrow(
    /DATABASE: ".*a-file.*" cannot be used .*:memory:/s,
  );
});
