/** The published maps say what the tables say, and are valid R4 where it is easily broken. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { CodeSystem, ConceptMap, ConceptMapGroupElement, ValueSet } from 'fhir/r4.js';
import { loadDrugTables } from '../../src/knowledge/drug-tables.js';

const PROJECT = join(import.meta.dirname, '../..');
const read = <T>(id: string): T =>
  JSON.parse(readFileSync(join(PROJECT, `fhir-profiles/drug-list/${id}.json`), 'utf8')) as T;
const tables = loadDrugTables(join(PROJECT, 'policies'));

function elementsOf(id: string): readonly ConceptMapGroupElement[] {
  return read<ConceptMap>(id).group?.flatMap(({ element }) => element) ?? [];
}
const rxnorm = new Map(elementsOf('rxnorm-to-hcpcs').map((element) => [element.code, element]));
const ndc = new Map(elementsOf('ndc-to-hcpcs').map((element) => [element.code, element]));

const codesOf = (element: ConceptMapGroupElement | undefined): readonly string[] =>
  (element?.target ?? []).flatMap(({ code }) => code ?? []);

/** target code → what it depends on, by the last part of the property */
function dependenciesOf(element: ConceptMapGroupElement | undefined): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const { code = 'none', dependsOn = [] } of element?.target ?? []) {
    const values = dependsOn.map(({ property, value }) => [property.split('#')[1] ?? '', value] as const);
    found[code] = Object.fromEntries(values);
  }
  return found;
}

describe('RxNorm to HCPCS', () => {
  test('every concept has the codes of the tables, and only those', () => {
    const wrong = [...tables.rxnorm.values()].filter((concept) => {
      const given = concept.familyCode !== undefined && concept.codes.length === 0;
      const expected = given ? [concept.familyCode] : concept.codes;
      return codesOf(rxnorm.get(concept.rxcui)).join() !== expected.join();
    });
    expect(wrong).toEqual([]);
    expect(rxnorm.size).toBe(tables.rxnorm.size);
  });

  test('a concept without code is unmatched, not left out', () => {
    expect(rxnorm.get('2693639')?.target).toEqual([{ equivalence: 'unmatched' }]);
  });

  test('ustekinumab depends on the route', () => {
    expect(dependenciesOf(rxnorm.get('853351'))).toMatchObject({
      J3357: { route: 'SC' },
      J3358: { route: 'IV' },
    });
  });

  test('epoetin alfa depends on dialysis, daptomycin on who makes it', () => {
    expect(dependenciesOf(rxnorm.get('205923'))).toMatchObject({
      J0885: { dialysis: 'non-esrd' },
      Q4081: { dialysis: 'esrd' },
    });
    expect(dependenciesOf(rxnorm.get('403920'))['J0877']).toEqual({ manufacturer: 'pfizer' });
  });

  test('one code of a concept with other forms still depends on its route', () => {
    const element = rxnorm.get('1538097');
    expect(dependenciesOf(element)).toEqual({ J3380: { route: 'IV' } });
    expect(element?.target?.[0]?.comment).toContain('Other forms');
  });

  test('a pen without a code of its own depends on a clinician giving it', () => {
    expect(dependenciesOf(rxnorm.get('2170993'))).toEqual({ J2182: { administration: 'clinician' } });
  });
});

describe('NDC to HCPCS', () => {
  test('every package has the codes of the tables, and says when they are not of the CMS crosswalk', () => {
    const wrong = [...tables.ndc].filter(([digits, product]) => {
      const element = ndc.get(digits);
      const derived = element?.target?.every(({ comment }) => comment?.includes('derived') === true);
      return codesOf(element).join() !== product.codes.join() || derived !== (product.source === 'rxnorm');
    });
    expect(wrong).toEqual([]);
    expect(ndc.size).toBe(tables.ndc.size);
  });
});

describe('all of them', () => {
  test('name their edition, sources and attribution', () => {
    for (const id of ['rxnorm-to-hcpcs', 'ndc-to-hcpcs']) {
      const map = read<ConceptMap>(id);
      expect(map.version).toBe('2025-10.2025-10-06.2025-10-01');
      expect(map.extension?.map(({ valueString }) => valueString).join()).toContain(
        'CMS ASP NDC-HCPCS crosswalk',
      );
      expect(map.copyright).toContain('National Library of Medicine');
    }
    expect(read<ValueSet>('ga-pmn-34-drug-list').version).toBe('2025-07.2025-10');
  });

  test('use equivalence relatedto, and properties that are published', () => {
    const { url, concept = [] } = read<CodeSystem>('drug-map-dependencies');
    const known = new Set(concept.map(({ code }) => `${url}#${code}`));
    for (const { target = [] } of [...rxnorm.values(), ...ndc.values()]) {
      for (const { code, equivalence, dependsOn = [] } of target) {
        expect(equivalence).toBe(code === undefined ? 'unmatched' : 'relatedto');
        expect(dependsOn.every(({ property }) => known.has(property))).toBe(true);
      }
    }
  });

  test('the list keeps the printed words, and beside them what is wrong', () => {
    const list = read<ValueSet>('ga-pmn-34-drug-list');
    const concept = list.compose?.include[0]?.concept?.find(({ code }) => code === 'J3303');
    expect(concept?.display).toBe('triamcinolone hexacetonide');
    expect(JSON.stringify(concept?.extension)).toContain('"valueString":"factor VIII"');
    expect(concept?.extension?.filter(({ url }) => url.endsWith('drug-list-doubt'))).toHaveLength(1);
  });
});
