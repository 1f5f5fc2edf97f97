/** EHR data is hostile: whatever an order holds, resolving it does not throw and names no code outside the tables. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Chart } from '../../../src/core/chart/chart.js';
import { dependsOnChart } from '../../../src/core/drug/depends-on-chart.js';
import { matchMolecule, moleculeOf } from '../../../src/core/drug/molecule.js';
import { readNdc } from '../../../src/core/drug/ndc.js';
import { resolveDrug } from '../../../src/core/drug/resolve.js';
import { runs } from '../../support/property-runs.js';
import { chartOf, hcpcs, order, resolve, rxnorm, tables } from './support.js';
import type { CodeableConcept, FhirResource, Medication } from '../../../src/core/fhir.js';
import type { Order } from '../../../src/core/orders/types.js';

const systems = [
  'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  'http://www.nlm.nih.gov/research/umls/rxnorm',
  'http://hl7.org/fhir/sid/ndc',
  'http://snomed.info/sct',
];
const codes = [
  ...tables.codes.keys(),
  ...tables.rxnorm.keys(),
  ...tables.ndc.keys(),
  'J9271',
  '5464',
  '1-1-1',
  'x',
];
const words = [...tables.names.dictionary.entries()].map(([phrase]) => phrase);
const junk = fc.anything({ maxDepth: 2 });
const coding = fc.record(
  {
    system: fc.oneof(fc.constantFrom(...systems), junk),
    code: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...codes) }, fc.string(), junk),
    display: fc.oneof(fc.constantFrom(...words), fc.string(), junk),
  },
  { requiredKeys: [] },
);
const concept = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        coding: fc.oneof(fc.array(coding, { maxLength: 4 }), junk),
        text: fc.oneof(fc.constantFrom(...words), fc.string(), junk),
      },
      { requiredKeys: [] },
    ),
  },
  junk,
);
const wildOrder = fc.record({
  concepts: fc.array(concept, { maxLength: 3 }),
  medication: fc.option(
    fc.record({
      form: concept,
      ingredient: fc.array(
        fc.oneof(
          fc.record({ itemCodeableConcept: concept, strength: junk }),
          fc.record({
            itemReference: fc.oneof(fc.record({ reference: fc.constantFrom('#a', '#m', 'x') }), junk),
          }),
        ),
      ),
      id: fc.constant('m'),
      contained: fc.oneof(fc.array(fc.oneof(fc.record({ id: fc.constant('a'), code: concept }), junk)), junk),
      manufacturer: fc.oneof(fc.record({ display: junk, reference: fc.constantFrom('#a', 'x') }), junk),
      code: concept,
    }),
  ),
  request: fc.record({
    dosageInstruction: fc.oneof(fc.array(fc.record({ route: concept, text: junk, doseAndRate: junk })), junk),
    reasonCode: fc.oneof(fc.array(concept), junk),
    reasonReference: junk,
    extension: junk,
  }),
});

function orderFrom(wild: { concepts: unknown; medication: unknown; request: object }): Order {
  const base = order([]);
  return {
    ...base,
    concepts: wild.concepts as CodeableConcept[],
    request: { ...base.request, ...wild.request },
    ...(wild.medication !== null && { medication: wild.medication as Medication }),
  };
}

describe('whatever the order holds', () => {
  test('nothing throws and no code comes from outside the tables', () => {
    fc.assert(
      fc.property(wildOrder, (wild) => {
        const drug = resolveDrug(orderFrom(wild), Chart.empty(), tables);
        for (const code of drug.hcpcs) expect(tables.codes.get(code)?.listed).toBe(true);
        for (const code of drug.unlisted) expect(tables.codes.get(code)?.listed).toBe(false);
        expect(drug.rows.every((row) => drug.hcpcs.includes(row.hcpcs))).toBe(true);
        expect(drug.name).not.toBe('');
        if (drug.outcome === 'RESOLVED') expect([drug.hcpcs.length, drug.unlisted.length]).toEqual([1, 0]);
        if (drug.outcome === 'AMBIGUOUS_MIXED' || drug.outcome === 'CONFLICT')
          expect(drug.question).toBeDefined();
        dependsOnChart(drug, tables);
      }),
      runs(400),
    );
  });

  test('nothing throws whatever the chart holds', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            code: concept,
            clinicalStatus: concept,
            verificationStatus: concept,
            type: junk,
            reasonCode: junk,
          }),
        ),
        (resources) => {
          const chart = chartOf(
            resources.map(
              (resource, index) =>
                ({
                  ...resource,
                  id: `${index}`,
                  resourceType: index % 2 ? 'Encounter' : 'Condition',
                }) as unknown as FhirResource,
            ),
          );
          resolve([rxnorm('205923')], {}, chart);
        },
      ),
      runs(60),
    );
  });

  test('comparing molecules throws nothing', () => {
    const infliximab = resolve([hcpcs('J1745')]);
    fc.assert(
      fc.property(fc.array(concept), (concepts) => {
        expect(['same', 'different', 'unknown']).toContain(
          matchMolecule(infliximab, concepts as CodeableConcept[], tables),
        );
        moleculeOf(concepts as CodeableConcept[], tables);
      }),
      runs(150),
    );
  });

  test('an NDC that can be read always has 11 digits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d-]{9,14}$/)), (text) => {
        const shape = readNdc(text);
        if (shape.kind === 'package')
          for (const digits of shape.candidates) expect(digits).toMatch(/^\d{11}$/);
        if (shape.kind === 'product') expect(shape.digits).toMatch(/^\d{9}$/);
      }),
    );
  });
});

describe('bad input has a clear outcome', () => {
  test('given 200 codings of one drug, then it is resolved', () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      index % 2 === 0 ? hcpcs('J1745') : rxnorm('310994'),
    );
    expect(resolve(many)).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
  });

  test('given empty codings, then unresolved', () => {
    expect(resolve([{}, { system: '' }, { code: '' }])).toMatchObject({
      outcome: 'UNRESOLVED',
      name: 'the ordered drug',
    });
  });

  test('given a Medication that refers to itself, then nothing loops', () => {
    const medication = {
      id: 'self',
      code: { text: 'Remicade' },
      ingredient: [{ itemReference: { reference: '#self' } }],
    };
    expect(resolve([], { medication })).toMatchObject({
      outcome: 'RESOLVED',
      hcpcs: ['J1745'],
      basis: 'text',
    });
  });

  test('given HTML in a display, then no markup reaches the record', () => {
    const drug = resolve([rxnorm('121191', '<img src=x onerror=alert(1)>infliximab')]);
    expect(JSON.stringify(drug)).not.toContain('<');
  });
});
