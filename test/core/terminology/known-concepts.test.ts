/** Matches that are remembered are the matches of that very concept: nothing a chart says can pass for something else. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CodeableConcept } from 'fhir/r4.js';
import { KnownConcepts } from '../../../src/core/terminology/known-concepts.js';

const words = fc.constantFrom('', 'I10', 'A', 'B', '1:A', 'x'.repeat(300));
const odd = fc.constantFrom(null, 7, undefined, {}, []);
const coding = fc.record(
  { system: fc.oneof(words, odd), code: fc.oneof(words, odd), display: fc.oneof(words, odd) },
  { requiredKeys: [] },
);
const concept = fc.record(
  { coding: fc.oneof(fc.array(fc.oneof(coding, odd), { maxLength: 6 }), odd), text: fc.oneof(words, odd) },
  { requiredKeys: [] },
) as fc.Arbitrary<CodeableConcept>;

/** A map of its own for each, so that it can be told whose it is. */
const matches = () => new Map();

describe('what is remembered of concepts', () => {
  test('a concept is given what was kept for one that says exactly the same, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(concept, { maxLength: 30 }), (concepts) => {
        const known = new KnownConcepts<ReturnType<typeof matches>>();
        const kept = concepts.map((one) => known.find(one) ?? known.keep(one, matches()));
        concepts.forEach((one) => {
          const again = known.find(structuredClone(one));
          if (again !== undefined) expect(concepts[kept.indexOf(again)]).toEqual(one);
        });
        concepts.forEach((one, index) => expect(known.find(one)).toBe(kept[index]));
      }),
    );
  });

  test('an ordinary diagnosis of two codings is known again in another chart', () => {
    const diagnosis = (): CodeableConcept => ({
      coding: [
        { system: 'http://snomed.info/sct', code: '38341003', display: 'Hypertension' },
        { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'I10' },
      ],
      text: 'Hypertension',
    });
    const known = new KnownConcepts<ReturnType<typeof matches>>();
    const kept = known.keep(diagnosis(), matches());
    expect(known.find(diagnosis())).toBe(kept);
    expect(known.find({ ...diagnosis(), text: 'No hypertension' })).toBeUndefined();
  });

  test('many ways to write one code do not grow without end', () => {
    const known = new KnownConcepts<ReturnType<typeof matches>>();
    const written = Array.from({ length: 50 }, (_, at) => ({
      coding: [{ code: 'I10', display: `way ${at}` }],
    }));
    for (const one of written) known.keep(one, matches());
    expect(written.filter((one) => known.find(structuredClone(one))).length).toBe(20);
  });
});
