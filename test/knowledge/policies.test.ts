/** Loading policies: GA.PMN.34 compiles, and an author's mistakes are named with file and line. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { CompiledValueSet } from '../../src/core/terminology/types.js';
import { KnowledgeError } from '../../src/knowledge/faults.js';
import { loadPolicies } from '../../src/knowledge/policies.js';
import { loadValueSets } from '../../src/knowledge/value-sets.js';

const root = process.cwd();
let valueSets: ReadonlyMap<string, CompiledValueSet>;

beforeAll(() => {
  valueSets = loadValueSets(root).compiled;
});

/** The lines of faults after replacing some text of the policy file. */
function faultsAfter(edit: (yaml: string) => string): readonly string[] {
  const copy = mkdtempSync(join(tmpdir(), 'policies-'));
  cpSync(join(root, 'policies'), join(copy, 'policies'), { recursive: true });
  const file = join(copy, 'policies/ga-pmn-34/policy.yaml');
  const before = readFileSync(file, 'utf8');
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
  try {
    loadPolicies(copy, valueSets);
    return [];
  } catch (error) {
    if (error instanceof KnowledgeError)
      return error.faults.map(({ file: name, line, message }) => `${name}:${line}: ${message}`);
    throw error;
  }
}

describe('GA.PMN.34', () => {
  test('compiles, with its gates, criteria and a revision', () => {
    const [loaded] = loadPolicies(root, valueSets);
    expect(loaded?.policy).toMatchObject({ id: 'GA.PMN.34', version: '2025-07', lineOfBusiness: 'HIM' });
    expect(loaded?.policy.revision).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded?.policy.gates.map(({ node }) => node.label.id)).toEqual([
      'S.DRUG',
      'S.ROUTE',
      'S.LOB',
      'S.DATE',
      'S.SITE',
    ]);
  });

  test('names each recommended reading A1 to A20 as a parameter', () => {
    const yaml = readFileSync(join(root, 'policies/ga-pmn-34/policy.yaml'), 'utf8');
    const readings = new Set([...yaml.matchAll(/reading: (A\d+)/g)].map((match) => match[1]));
    expect([...readings].sort()).toEqual(Array.from({ length: 20 }, (_, index) => `A${index + 1}`).sort());
  });

  test('wants no read twice and asks for observations by code', () => {
    const [loaded] = loadPolicies(root, valueSets);
    const needs = loaded?.policy.needs ?? [];
    expect(new Set(needs.map((read) => read.key)).size).toBe(needs.length);
    const observations = needs.find((read) => read.key === 'observations');
    expect(observations).toMatchObject({ resourceType: 'Observation' });
    expect(observations?.kind === 'search' && observations.params['code']).toContain('10230-1');
  });
});

describe('a fault of the author stops the start and names file and line', () => {
  const cases: readonly [string, (yaml: string) => string, RegExp][] = [
    [
      'an unknown value set',
      (yaml) => yaml.replace('[vs-caregiver-absent]', '[vs-caregiver-gone]'),
      /^policies\/ga-pmn-34\/policy\.yaml:\d+: there is no value set "vs-caregiver-gone"/,
    ],
    [
      'an unknown question',
      (yaml) => yaml.replace('supply: {}', 'suply: {}'),
      /policy\.yaml:\d+: there is no question "suply"/,
    ],
    [
      'an unknown parameter',
      (yaml) => yaml.replace('$init.maxDays }', '$init.maxDayz }'),
      /there is no parameter "init\.maxDayz"/,
    ],
    [
      'an argument the question does not take',
      (yaml) => yaml.replace('orderedFor: { atMostDays:', 'orderedFor: { atMostdays:'),
      /"atMostdays" is not an argument/,
    ],
    [
      'a reference to a criterion that is not there',
      (yaml) => yaml.replace('- criterion: INIT.NEW', '- criterion: INIT.NEWX'),
      /no criterion "INIT\.NEWX" stands before/,
    ],
    [
      'a parameter outside its allowed values',
      (yaml) => yaml.replace('value: ais-only', 'value: anywhere'),
      /"anywhere" is not one of ais-only, permissive/,
    ],
    [
      'a parameter nothing reads',
      (yaml) => yaml.replace('parameters:\n', 'parameters:\n  spare: { value: 1, meaning: nothing }\n'),
      /nothing reads "spare"/,
    ],
    [
      'two questions in one node',
      (yaml) => yaml.replace(/( *)- supply: {}/, '$1- supply: {}\n$1  network: {}'),
      /exactly one of all, any, not or a question/,
    ],
    ['a missing section', (yaml) => yaml.replace('\nsafety:', '\nsafetyy:'), /safety/],
    ['broken YAML', (yaml) => yaml.replace('gates:\n', 'gates: [\n'), /policy\.yaml:\d+/],
  ];
  test.each(cases)('%s', (_name, edit, expected) => {
    expect(faultsAfter(edit).join('\n')).toMatch(expected);
  });

  test('all faults at once, not only the first', () => {
    const faults = faultsAfter((yaml) =>
      yaml.replace('[vs-caregiver-absent]', '[vs-one]').replace('[vs-home-unsafe]', '[vs-two]'),
    );
    expect(faults).toHaveLength(2);
  });
});
