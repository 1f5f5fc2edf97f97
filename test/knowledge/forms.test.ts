/** The form of a policy: what its author gets wrong about where answers come from stops the start, with file and line. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CompiledValueSet } from '../../src/core/terminology/types.js';
import { KnowledgeError } from '../../src/knowledge/faults.js';
import { loadPolicies } from '../../src/knowledge/policies.js';
import { loadValueSets } from '../../src/knowledge/value-sets.js';

const root = process.cwd();
const FORM = 'policies/ga-pmn-34/questionnaire.yaml';
const folders: string[] = [];
let valueSets: ReadonlyMap<string, CompiledValueSet>;

beforeAll(() => {
  valueSets = loadValueSets(root).compiled;
});
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function load(edit: (yaml: string) => string | undefined) {
  const copy = mkdtempSync(join(tmpdir(), 'forms-'));
  folders.push(copy);
  cpSync(join(root, 'policies'), join(copy, 'policies'), { recursive: true });
  const file = join(copy, FORM);
  const before = readFileSync(file, 'utf8');
  const after = edit(before);
  expect(after).not.toBe(before);
  if (after === undefined) rmSync(file);
  else writeFileSync(file, after);
  return loadPolicies(copy, valueSets);
}

function faultsAfter(edit: (yaml: string) => string): string {
  try {
    load(edit);
    return '';
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.faults.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n');
  }
}

test.each<[string, (yaml: string) => string, RegExp]>([
  [
    'an unknown source',
    (yaml) => yaml.replace('{ exposure: lastDose }', '{ guess: lastDose }'),
    /questionnaire\.yaml:\d+/,
  ],
  [
    'a criterion the policy does not have',
    (yaml) => yaml.replace('restart: [INIT, INIT.RESTART]', 'restart: [INIT.AGAIN]'),
    /item 2: the policy has no criterion "INIT\.AGAIN"/,
  ],
  [
    'an answer that is no option',
    (yaml) => yaml.replace('venous: [C.VEN]', 'vein: [C.VEN]'),
    /item 6\.1: "vein" is not one of its options/,
  ],
  [
    'an unknown value set',
    (yaml) => yaml.replace('arrhythmia: { in: [vs-arrhythmia,', 'arrhythmia: { in: [vs-beat,'),
    /vs-beat/,
  ],
  [
    'an unknown parameter',
    (yaml) => yaml.replace('$d.linkHours', '$d.linkMinutes'),
    /no parameter "d\.linkMinutes"/,
  ],
  [
    'a source for an item of another type',
    (yaml) => yaml.replace('{ criterion: INIT.NEW }', '{ exposure: lastDose }'),
    /item 5\.2: is a boolean/,
  ],
  [
    'a condition nobody can read',
    (yaml) => yaml.replace('when: 2 = fda', 'when: 2 is fda'),
    /cannot use the condition/,
  ],
  [
    'a reading of its own',
    (yaml) =>
      yaml.replace('in: [vs-ckd-esrd]\n', 'in: [vs-ckd-esrd]\n                resource: [Immunization]\n'),
    /Immunization is not read/,
  ],
])('given %s, then the start stops', (_what, edit, says) => {
  const faults = faultsAfter(edit);
  expect(faults).toContain('questionnaire.yaml');
  expect(faults).toMatch(says);
});

test('given no form, then the policy decides without one', () => {
  const [loaded] = load(() => undefined);
  expect(loaded?.policy.form).toBeUndefined();
});
