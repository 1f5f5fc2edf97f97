import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CodeableConcept, ValueSet } from '../../../src/core/fhir.js';
import { compileValueSet } from '../../../src/core/terminology/compile.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { CompiledValueSet } from '../../../src/core/terminology/types.js';
import { matchConcept, matchText } from '../../../src/core/terminology/value-set.js';
import { loadValueSets } from '../../../src/knowledge/value-sets.js';

const { resources, compiled } = loadValueSets(`${import.meta.dirname}/../../..`);

function set(id: string): CompiledValueSet {
  const found = compiled.get(id);
  if (!found) throw new Error(`no value set ${id}`);
  return found;
}

function coded(system: string, code: string, display?: string): CodeableConcept {
  return { coding: [{ system, code, ...(display === undefined ? {} : { display }) }] };
}

const icd = (code: string): CodeableConcept => coded(SYSTEM.icd10cm, code);

describe('ICD-10-CM prefixes', () => {
  test('a leaf newer than the list matches by its prefix', () => {
    expect(matchConcept(set('vs-anaphylaxis-other'), icd('T78.070A'))).toMatchObject({ strength: 'strong' });
    expect(matchConcept(set('vs-anaphylaxis-other'), icd('T78.099A'))).toMatchObject({ code: 'T78.099A' });
  });

  test.each(['i50.22', 'I5022', ' I50.22 '])('%s is I50.22', (code) => {
    expect(matchConcept(set('vs-heart-failure'), icd(code))).toMatchObject({ strength: 'strong' });
  });

  test('the prefix is no substring: I25.0 is not I50', () => {
    expect(matchConcept(set('vs-heart-failure'), icd('X50.22'))).toBeUndefined();
    expect(matchConcept(set('vs-heart-failure'), icd('I5'))).toBeUndefined();
  });

  test('an excluded prefix is not a member though the wider prefix fits', () => {
    expect(matchConcept(set('vs-arrhythmia'), icd('I44.1'))).toBeDefined();
    expect(matchConcept(set('vs-arrhythmia'), icd('I44.2'))).toBeUndefined();
  });

  test('Z63.6 (the patient is the carer) is not a missing caregiver', () => {
    expect(matchConcept(set('vs-caregiver-absent'), icd('Z63.6'))).toBeUndefined();
    expect(matchConcept(set('vs-caregiver-absent'), icd('Z74.2'))).toMatchObject({ strength: 'strong' });
  });

  test.each(['T78.2XXD', 'T78.2XXS'])('%s is history, T78.2XXA an event', (code) => {
    expect(matchConcept(set('vs-anaphylaxis-therapy'), icd(code))).toMatchObject({ subsequent: true });
    expect(matchConcept(set('vs-anaphylaxis-therapy'), icd('T78.2XXA'))).not.toHaveProperty('subsequent');
  });

  test('an event wins over the history of it in the same concept', () => {
    const concept = { coding: [icd('T78.2XXD'), icd('T78.2XXA')].flatMap(({ coding }) => coding ?? []) };
    expect(matchConcept(set('vs-anaphylaxis-therapy'), concept)).toMatchObject({ code: 'T78.2XXA' });
  });

  test('an adverse effect is told by its fifth or sixth character, poisoning is not', () => {
    expect(matchConcept(set('vs-adverse-effect-drug'), icd('T36.0X5A'))).toMatchObject({
      strength: 'strong',
    });
    expect(matchConcept(set('vs-adverse-effect-drug'), icd('T360X5A'))).toMatchObject({ strength: 'strong' });
    expect(matchConcept(set('vs-adverse-effect-drug'), icd('T36.0X1A'))).toBeUndefined();
  });
});

describe('code systems', () => {
  test.each([
    'http://hl7.org/fhir/sid/icd-10',
    'urn:oid:2.16.840.1.113883.6.90',
    'HTTPS://hl7.org/fhir/sid/icd-10-cm/',
  ])('%s is ICD-10-CM', (system) => {
    expect(matchConcept(set('vs-heart-failure'), coded(system, 'I50.9'))).toMatchObject({
      strength: 'strong',
    });
  });

  test('a SNOMED CT edition is SNOMED CT', () => {
    const system = 'http://snomed.info/sct/731000124108/version/20250301';
    expect(matchConcept(set('vs-ckd-esrd'), coded(system, '46177005'))).toMatchObject({ strength: 'strong' });
  });

  test('a CPT number under the HCPCS name is the CPT code', () => {
    expect(matchConcept(set('vs-admin-procedure'), coded(SYSTEM.hcpcs, '96365'))).toMatchObject({
      code: '96365',
    });
  });

  test('the same code in another system is another concept', () => {
    expect(matchConcept(set('vs-ckd-esrd'), coded(SYSTEM.loinc, '46177005'))).toBeUndefined();
  });

  test('a code of an unknown system counts as text by its display', () => {
    const local = coded('urn:oid:1.2.3', '4711', 'Congestive heart failure');
    expect(matchConcept(set('vs-heart-failure'), local)).toMatchObject({ strength: 'text' });
    expect(matchConcept(set('vs-heart-failure'), coded(SYSTEM.snomed, '1', 'heart failure'))).toBeUndefined();
  });
});

describe('strength', () => {
  test('an unverified or merely conventional code is weak', () => {
    expect(matchConcept(set('vs-venous-access-direct'), icd('I87.8'))).toMatchObject({ strength: 'weak' });
    expect(matchConcept(set('vs-venous-access-direct'), icd('I87.89'))).toMatchObject({ strength: 'weak' });
    expect(matchConcept(set('vs-home-infusion-procedure'), coded(SYSTEM.cpt, '99601'))).toMatchObject({
      strength: 'weak',
    });
    expect(matchConcept(set('vs-home-infusion-procedure'), coded(SYSTEM.hcpcs, 'S9346'))).toMatchObject({
      strength: 'weak',
    });
  });

  test('a strong code wins over text, whichever comes first', () => {
    const concept = { ...icd('I50.22'), text: 'heart failure' };
    expect(matchConcept(set('vs-heart-failure'), concept)).toMatchObject({
      strength: 'strong',
      code: 'I50.22',
    });
  });

  test('an RxNorm product is recognised by the name of its ingredient, as text', () => {
    const product = coded(SYSTEM.rxnorm, '1723740', 'diphenhydramine hydrochloride 50 MG/ML Injection');
    expect(matchConcept(set('vs-premedication'), product)).toMatchObject({ strength: 'text' });
    expect(matchConcept(set('vs-premedication'), coded(SYSTEM.rxnorm, '3498'))).toMatchObject({
      strength: 'strong',
    });
  });
});

describe('text', () => {
  test.each([
    ['vs-caregiver-absent', 'Patient has no caregiver at home'],
    ['vs-seizure', 'Denies fever; had a seizure in March'],
    ['vs-seizure', 'No seizures last year. Two seizures in March.'],
    ['vs-trypanophobia', 'needle-phobia'],
    ['vs-preference', 'patient prefers hospital infusion center'],
    ['vs-venous-access-direct', 'difficult IV access'],
  ])('%s is found in "%s"', (id, words) => {
    expect(matchText(set(id), words)).toMatchObject({ strength: 'text' });
  });

  test.each([
    ['vs-caregiver-absent', 'no caregiver concerns, and no caregiver strain'],
    ['vs-seizure', 'No evidence of seizures'],
    ['vs-seizure', 'mother had seizures'],
    ['vs-heart-failure', 'Family history of heart failure'],
    ['vs-heart-failure', 'history of heart failure'],
    ['vs-anaphylaxis-therapy', 'at risk for anaphylaxis'],
    ['vs-anaphylaxis-therapy', 'epinephrine in case of anaphylaxis'],
    ['vs-preference', 'patient wants to know the cost'],
  ])('%s is not found in "%s"', (id, words) => {
    expect(matchText(set(id), words)).toBeUndefined();
  });
});

describe('every published set', () => {
  test.each(resources.map((resource) => [resource.id ?? '', resource] as const))(
    '%s holds every code of its own expansion',
    (id, resource) => {
      for (const { system, code } of resource.expansion?.contains ?? []) {
        expect(matchConcept(set(id), coded(system ?? '', code ?? ''))?.strength).toMatch(/^(strong|weak)$/);
      }
    },
  );

  test('there are the 57 reviewed sets and the derived ones, each with a role and a purpose', () => {
    expect(resources.length).toBeGreaterThanOrEqual(57 + 12);
    expect(resources.filter(({ purpose }) => !purpose)).toEqual([]);
    expect([...compiled.values()].filter(({ role }) => role === '')).toEqual([]);
  });

  test('the subsets split respiratory failure without a gap or an overlap', () => {
    for (const { system, code } of resources.find(({ id }) => id === 'vs-respiratory-failure')?.expansion
      ?.contains ?? []) {
      const concept = coded(system ?? '', code ?? '');
      const chronic = matchConcept(set('vs-respiratory-failure-chronic'), concept) !== undefined;
      const acute = matchConcept(set('vs-respiratory-failure-acute'), concept) !== undefined;
      expect([code, chronic !== acute]).toEqual([code, true]);
    }
  });
});

describe('hostile input', () => {
  test('no value throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...compiled.values()), fc.anything(), (valueSet, value) => {
        matchConcept(valueSet, value as CodeableConcept);
        matchConcept(valueSet, { coding: value, text: value } as CodeableConcept);
        matchConcept(valueSet, {
          coding: [{ system: value, code: value, display: value }],
        } as CodeableConcept);
      }),
    );
  });

  test('a filter that is not understood stops the start', () => {
    const resource: ValueSet = {
      resourceType: 'ValueSet',
      id: 'x',
      status: 'active',
      compose: {
        include: [
          { system: SYSTEM.snomed, filter: [{ property: 'concept', op: 'descendent-of', value: '1' }] },
        ],
      },
    };
    expect(() => compileValueSet(resource, { clauseEnd: '[.]', patterns: [] })).toThrow('descendent-of');
  });
});
