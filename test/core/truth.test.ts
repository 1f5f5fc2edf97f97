/** Kleene's three-valued logic, by its laws and by the policy's words. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allOf, anyOf, not, type Truth } from '../../src/core/truth.js';

const truth = fc.constantFrom<Truth>('met', 'not-met', 'needs-documentation');
const truths = fc.array(truth, { maxLength: 6 });

describe('three-valued logic', () => {
  test.each([
    [['not-met', 'met'], 'met'],
    [['needs-documentation', 'met'], 'met'],
    [['needs-documentation', 'not-met'], 'needs-documentation'],
    [['not-met', 'not-met'], 'not-met'],
    [[], 'not-met'],
  ] as [Truth[], Truth][])('any of %j is %s', (values, expected) => {
    expect(anyOf(values)).toBe(expected);
  });

  test.each([
    [['met', 'not-met'], 'not-met'],
    [['needs-documentation', 'not-met'], 'not-met'],
    [['needs-documentation', 'met'], 'needs-documentation'],
    [[], 'met'],
  ] as [Truth[], Truth][])('all of %j is %s', (values, expected) => {
    expect(allOf(values)).toBe(expected);
  });

  test('De Morgan holds, so "not all" and "any not" can be written either way', () => {
    fc.assert(fc.property(truths, (values) => not(allOf(values)) === anyOf(values.map(not))));
    fc.assert(fc.property(truths, (values) => not(anyOf(values)) === allOf(values.map(not))));
  });

  test('order does not matter', () => {
    fc.assert(fc.property(truths, (values) => anyOf(values) === anyOf([...values].reverse())));
    fc.assert(fc.property(truths, (values) => allOf(values) === allOf([...values].reverse())));
  });

  test('learning more never turns a settled answer round', () => {
    // Replacing an unknown by a value keeps every answer that was already met or not met.
    fc.assert(
      fc.property(truths, truth, (values, learned) => {
        const better = values.map((value) => (value === 'needs-documentation' ? learned : value));
        for (const combine of [anyOf, allOf]) {
          if (combine(values) !== 'needs-documentation') expect(combine(better)).toBe(combine(values));
        }
      }),
    );
  });
});
