import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ValueSet } from '../../src/core/fhir.js';
import type { Artifact } from '../../src/http/fhir-routes.js';
import { loadArtifacts } from '../../src/knowledge/artifacts.js';
import { KnowledgeError, type KnowledgeFault } from '../../src/knowledge/faults.js';

const PROJECT = join(import.meta.dirname, '../..');
const URL = 'https://example.org/fhir/CodeSystem/a';
const valueSet: ValueSet = {
  resourceType: 'ValueSet',
  id: 'vs',
  url: 'https://example.org/vs',
  status: 'active',
};

describe('the artifacts under /fhir', () => {
  test('given the project, then the form and its code systems are published, after the value sets', () => {
    const artifacts: readonly Artifact[] = loadArtifacts(PROJECT, [valueSet]);
    expect(artifacts[0]).toBe(valueSet);
    expect(artifacts.map(({ url }) => url)).toEqual(
      expect.arrayContaining([
        'https://site-of-care-cds.example.org/fhir/Questionnaire/ga-pmn-34-site-of-care',
        'https://site-of-care-cds.example.org/fhir/CodeSystem/soc-answers',
        'https://site-of-care-cds.example.org/fhir/CodeSystem/site-of-care-override-reasons',
      ]),
    );
    const published = artifacts.filter(({ resourceType }) => resourceType === 'ValueSet').map(({ id }) => id);
    expect(published).toEqual(['vs', 'ga-pmn-34-drug-list']);
  });
});

describe('an artifact that cannot be published', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'profiles-'));
    mkdirSync(join(root, 'fhir-profiles'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function faultsOf(
    files: Readonly<Record<string, unknown>>,
    valueSets: readonly ValueSet[] = [],
  ): readonly KnowledgeFault[] {
    for (const [name, content] of Object.entries(files)) {
      const file = join(root, 'fhir-profiles', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
    try {
      loadArtifacts(root, valueSets);
    } catch (error) {
      if (error instanceof KnowledgeError) return error.faults;
      throw error;
    }
    return [];
  }

  test('given the same address twice, then the second file is at fault', () => {
    const faults = faultsOf({
      'codesystems/a.json': { resourceType: 'CodeSystem', id: 'a', url: URL },
      'codesystems/b.json': { resourceType: 'CodeSystem', id: 'b', url: URL },
    });
    expect(faults).toEqual([
      { file: 'fhir-profiles/codesystems/b.json', line: 4, message: expect.stringContaining(URL) },
    ]);
  });

  test('given the same id twice, then the second file is at fault; another type may use it', () => {
    const faults = faultsOf({
      'a.json': { resourceType: 'CodeSystem', id: 'a', url: URL },
      'b.json': { resourceType: 'CodeSystem', id: 'a', url: `${URL}2` },
      'c.json': { resourceType: 'ConceptMap', id: 'a', url: URL },
    });
    expect(faults).toEqual([
      { file: 'fhir-profiles/b.json', line: 3, message: expect.stringContaining('id "a"') },
    ]);
  });

  test('given a value set without address, or with that of another, then its file is named', () => {
    const unaddressed: ValueSet = { resourceType: 'ValueSet', id: 'vs', status: 'active' };
    expect(faultsOf({}, [unaddressed, valueSet, { ...valueSet, id: 'again' }])).toEqual([
      { file: 'fhir-profiles/valuesets/vs.json', line: 0, message: expect.stringContaining('url') },
      { file: 'fhir-profiles/valuesets/again.json', line: 0, message: expect.stringContaining('url') },
    ]);
  });

  test('given value set files, then they are not read again', () => {
    expect(faultsOf({ 'valuesets/vs.json': 'not JSON: [' }, [valueSet])).toEqual([]);
  });

  test('given several unusable files, then all are named', () => {
    const faults = faultsOf({
      'a.json': { resourceType: 'CodeSystem', url: URL },
      'b.json': '{ "resourceType": ',
      'c.json': '[]',
      'd.json': { resourceType: 'CodeSystem', id: 'd', url: 'urn with a space' },
    });
    expect(new Set(faults.map(({ file }) => file))).toEqual(
      new Set(['a', 'b', 'c', 'd'].map((name) => `fhir-profiles/${name}.json`)),
    );
    expect(faults.every(({ line }) => line > 0)).toBe(true);
  });
});
