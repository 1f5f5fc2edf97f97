/** Two answers are compared by what they say; ids that are new in each answer are left aside. */
import { expect, test } from '@jest/globals';
import { differencesBetween } from '../../src/sandbox/differences.js';

const A = '11111111-1111-4111-8111-111111111111';
const B = '22222222-2222-4222-8222-222222222222';

test('new ids are no difference, wherever they stand', () => {
  expect(differencesBetween({ uuid: A, text: `see ${A}` }, { uuid: B, text: `see ${B}` }, {})).toEqual([]);
});

test('ids of the request are', () => {
  expect(differencesBetween({ order: A }, { order: B }, { context: [A] })).toEqual([
    { path: 'order', was: A, is: 'id' },
  ]);
});

test.each<[unknown, unknown, unknown]>([
  [{ cards: [] }, { cards: [{ summary: 'a' }] }, [{ path: 'cards[0]', is: { summary: 'a' } }]],
  [
    { cards: [{ summary: 'a' }] },
    { cards: [{ summary: 'b' }] },
    [{ path: 'cards[0].summary', was: 'a', is: 'b' }],
  ],
  [{ a: 1 }, {}, [{ path: 'a', was: 1 }]],
  [{ a: null }, { a: 'x' }, [{ path: 'a', was: null, is: 'x' }]],
  [
    { a: { b: 1 } },
    { a: [1] },
    [
      { path: 'a.b', was: 1 },
      { path: 'a.0', is: 1 },
    ],
  ],
])('%j and %j', (was, is, expected) => {
  expect(differencesBetween(was, is, {})).toEqual(expected);
});
