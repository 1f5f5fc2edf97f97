import { beforeEach, expect, jest, test } from '@jest/globals';
import { ExpiringMap } from '../src/expiring-map.js';

let time = 0;
beforeEach(() => {
  time = 0;
});
const mapOf = (limits: { maxEntries?: number; maxWeight?: number } = {}) =>
  new ExpiringMap<string>({ ttlMs: 1000, maxEntries: 3, now: () => time, ...limits });

test('an entry lives for its time, and a new one under the same key for its own', () => {
  const map = mapOf();
  map.set('a', 'first');
  time = 600;
  map.set('a', 'second');
  time = 1100;
  expect(map.get('a')).toBe('second');
  time = 1600;
  expect(map.get('a')).toBeUndefined();
});

test('beyond the number of entries the oldest goes', () => {
  const map = mapOf();
  for (const key of ['a', 'b', 'c', 'd']) map.set(key, key);
  expect([map.get('a'), map.get('b'), map.size]).toEqual([undefined, 'b', 3]);
});

test('beyond the weight the oldest go, and what is too heavy alone is not taken', () => {
  const map = mapOf({ maxWeight: 10 });
  map.set('a', 'a', 4);
  map.set('b', 'b', 4);
  map.set('c', 'c', 4);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 'b', 'c']);
  map.set('b', 'lighter', 1);
  map.set('d', 'd', 5);
  expect([map.get('b'), map.get('c'), map.get('d')]).toEqual(['lighter', 'c', 'd']);
  map.set('b', 'heavy', 11);
  expect(map.get('b')).toBeUndefined();
  expect(map.get('c')).toBe('c');
});

test('entries go when their time is over, also when nobody asks', () => {
  jest.useFakeTimers();
  try {
    const map = new ExpiringMap<string>({ ttlMs: 1000, maxEntries: 3, now: () => Date.now() });
    map.set('a', 'a');
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(1000);
    // Nothing is left that a timer would have to wait for.
    expect(jest.getTimerCount()).toBe(0);
    expect(map.get('a')).toBeUndefined();
  } finally {
    jest.useRealTimers();
  }
});

test('cleared, it holds nothing', () => {
  const map = mapOf();
  map.set('a', 'a');
  map.clear();
  expect([map.get('a'), map.size]).toEqual([undefined, 0]);
});
