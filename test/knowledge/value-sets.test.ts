import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadValueSets } from '../../src/knowledge/value-sets.js';

const PROJECT = join(import.meta.dirname, '../..');

describe('loading value sets', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'value-sets-'));
    cpSync(join(PROJECT, 'fhir-profiles'), join(root, 'fhir-profiles'), { recursive: true });
    cpSync(join(PROJECT, 'policies/text-negation.json'), join(root, 'policies/text-negation.json'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('given the published files, then every one is compiled under its id', () => {
    const { resources, compiled } = loadValueSets(root);
    expect([...compiled.keys()]).toEqual(resources.map(({ id }) => id));
    expect(compiled.get('vs-heart-failure')?.title).toBe('Heart failure, any');
  });

  test('given a file that is no JSON, then the start stops and names the file', () => {
    writeFileSync(join(root, 'fhir-profiles/valuesets/vs-broken.json'), '{');
    expect(() => loadValueSets(root)).toThrow(/vs-broken\.json/);
  });

  test('given several faults, then all are named at once', () => {
    for (const name of ['vs-one', 'vs-two'])
      writeFileSync(join(root, `fhir-profiles/valuesets/${name}.json`), '{}');
    expect(() => loadValueSets(root)).toThrow(/vs-one\.json[^]*vs-two\.json/);
  });

  test('given a text pattern that is no regular expression, then the start stops and names the file', () => {
    const url = 'https://site-of-care-cds.example.org/fhir/StructureDefinition/value-set-text-pattern';
    const resource = {
      resourceType: 'ValueSet',
      id: 'vs-broken',
      status: 'active',
      extension: [{ url, valueString: '(' }],
    };
    writeFileSync(join(root, 'fhir-profiles/valuesets/vs-broken.json'), JSON.stringify(resource));
    expect(() => loadValueSets(root)).toThrow(/vs-broken\.json.*regular expression/);
  });
});
