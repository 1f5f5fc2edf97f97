import { describe, expect, test } from '@jest/globals';
import { loadDrugTables } from '../../src/knowledge/drug-tables.js';

const policies = new URL('../../policies/', import.meta.url);

describe('loading the drug tables', () => {
  test('takes a folder as URL or as path', () => {
    const byUrl = loadDrugTables(policies);
    const byPath = loadDrugTables(policies.pathname);
    expect([byUrl.codes.size, byUrl.rxnorm.size, byUrl.ndc.size]).toEqual([262, 1815, 1377]);
    expect(byPath.codes.size).toBe(byUrl.codes.size);
  });

  test('fails when there are no tables', () => {
    expect(() => loadDrugTables('/nowhere')).toThrow(/ENOENT/);
  });

  test('the tables name no code that is unknown', () => {
    const tables = loadDrugTables(policies);
    const named = [
      ...tables.rxnorm.values(),
      ...tables.ndc.values(),
      ...[...tables.names.dictionary.entries()].map(([, name]) => name),
    ].flatMap((entry) => entry.codes);
    expect(named.filter((code) => !tables.codes.has(code))).toEqual([]);
  });
});
