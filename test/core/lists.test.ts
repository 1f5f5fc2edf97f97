import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flatMapped, found } from '../../src/core/lists.js';

const anything = fc.array(fc.oneof(fc.integer(), fc.array(fc.integer()), fc.constant(undefined)));

describe('loops over lists', () => {
  test('flatMapped is flatMap', () => {
    fc.assert(
      fc.property(anything, (made) => {
        const of = (_: unknown, index: number) => made[index];
        expect(flatMapped(made, of)).toEqual(made.flatMap(of));
      }),
    );
  });

  test('found leaves out what was not found, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.oneof(fc.integer(), fc.constant(null)), { nil: undefined })),
        (made) => {
          expect(found(made, (_, index) => made[index])).toEqual(made.filter((one) => one !== undefined));
        },
      ),
    );
  });
});
