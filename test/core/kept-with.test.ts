import { describe, expect, test } from '@jest/globals';
import { keptWith } from '../../src/core/kept-with.js';

interface Thing {
  readonly name: string;
}

describe('what is kept with an object', () => {
  test('is found again with that object, and with no other', () => {
    const kept = keptWith<Thing, string>();
    const [one, other] = [{ name: 'same' }, { name: 'same' }];
    kept.set(one, 'first');
    expect(kept.get(one)).toBe('first');
    expect(kept.get(other)).toBeUndefined();
    kept.set(one, 'second');
    expect(kept.get(one)).toBe('second');
  });

  test('does not show in the object, nor go along into a copy: a copy may be about something else', () => {
    const kept = keptWith<Thing, string>();
    const one: Thing = Object.freeze({ name: 'order' });
    kept.set(one, 'of this order');
    expect(Reflect.ownKeys(one)).toEqual(['name']);
    expect(JSON.stringify(one)).toBe('{"name":"order"}');
    expect(kept.get({ ...one })).toBeUndefined();
    expect(kept.get(Object.assign({}, one))).toBeUndefined();
    expect(kept.get(Object.create(one) as Thing)).toBeUndefined();
  });

  test('of two kinds does not mix', () => {
    const [names, numbers] = [keptWith<Thing, string>(), keptWith<Thing, number>()];
    const one = { name: 'order' };
    names.set(one, 'a');
    numbers.set(one, 1);
    expect([names.get(one), numbers.get(one)]).toEqual(['a', 1]);
  });
});
