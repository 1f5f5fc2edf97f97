import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { losesNumbers, mayLoseNumbers, survives, textOf, textOfOnly } from '../../src/crd/json-text.js';
import { runs } from '../support/property-runs.js';

/** Any number JSON can write. */
const jsonNumber = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,18}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,18}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?\d{1,2}$/)),
  )
  .map((parts) => parts.join(''));

describe('numbers that JSON.parse does not keep', () => {
  test.each([
    '10.00',
    '0.0',
    '-0',
    '1e2',
    '5E-3',
    '12345678901234567',
    '0.1234567890123456789',
    '0.0000001',
    '1.0',
  ])('%s is noticed', (number) => {
    for (const json of [`{"value":${number}}`, `{"value": ${number}\n}`, `[1,${number}]`]) {
      expect(mayLoseNumbers(json)).toBe(true);
      expect(losesNumbers(json)).toBe(true);
    }
  });

  test.each(['10', '0', '-5', '0.5', '2.25', '100', '1200', '0.05', '123456789.5'])(
    '%s is kept anyway',
    (number) => {
      expect(losesNumbers(`{"value":${number}}`)).toBe(false);
      expect(mayLoseNumbers(`{"value":${number}}`)).toBe(false);
    },
  );

  test('given such a number only inside a string, then nothing is lost', () => {
    expect(losesNumbers(String.raw`{"text":"dose: 10.00 \" ,1e5","n":1}`)).toBe(false);
  });

  test('given a backslash before a closing quote, then the string ends where it ends', () => {
    expect(losesNumbers(String.raw`{"text":"a\\","n":1.0}`)).toBe(true);
    expect(losesNumbers(String.raw`{"text":"a\\\",\"n\":1.0"}`)).toBe(false);
  });

  test('the quick look never misses a number that would change', () => {
    fc.assert(
      fc.property(jsonNumber, fc.constantFrom(':', ': ', ',', '[', ':\n  '), (number, before) => {
        if (!survives(number)) expect(mayLoseNumbers(`x${before}${number}}`)).toBe(true);
      }),
      runs(500),
    );
  });

  test('a number survives exactly if JSON.stringify writes it the same', () => {
    fc.assert(
      fc.property(jsonNumber, (number) => {
        expect(losesNumbers(`[${number}]`)).toBe(JSON.stringify(JSON.parse(`[${number}]`)) !== `[${number}]`);
      }),
      runs(500),
    );
  });
});

describe('the text of a member', () => {
  test.each([
    ['{"context":{"draftOrders":{"a":[1,{"b":"}"}]}}}', '{"a":[1,{"b":"}"}]}'],
    ['{ "prefetch" : {"draftOrders": 1}, "context" : { "draftOrders" : 2.0 } }', '2.0 '],
    ['{"note":"\\"context\\":{}","context":{"x":"draftOrders","draftOrders":[]}}', '[]'],
    ['{"context":{"draftOrders":1,"draftOrders":2}}', '2'],
    ['{"conte\\u0078t":{"draftOrders":3}}', '3'],
  ])('in %s is %s', (json, expected) => {
    expect(textOf(json, ['context', 'draftOrders'])).toBe(expected);
  });

  test.each(['{}', '{"context":[]}', '{"context":{"other":{"draftOrders":1}}}', '[]', '"context"'])(
    'in %s there is none',
    (json) => {
      expect(textOf(json, ['context', 'draftOrders'])).toBeUndefined();
    },
  );

  test('given any JSON, then the member parses to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.boolean(), (draftOrders, prefetch, pretty) => {
        const json = JSON.stringify({ prefetch, context: { prefetch, draftOrders } }, null, pretty ? 2 : 0);
        expect(JSON.parse(textOf(json, ['context', 'draftOrders']) ?? '')).toEqual(
          JSON.parse(JSON.stringify(draftOrders)),
        );
      }),
    );
  });
});

describe('the text of a member whose name stands only once', () => {
  test.each([
    '{"context":{"draft":{"n":[1,{"a":"}\\""}]},"x":1},"prefetch":{}}',
    '{ "prefetch": {"a": "drafts"}, "context" : { "draft" : {"n": 1.0}\n} }',
    '{"context":{"draft":"a,b"}}',
  ])('%s: the same as along its path', (json) => {
    expect(textOfOnly(json, 'draft')).toBe(textOf(json, ['context', 'draft']));
    expect(textOfOnly(json, 'draft')).toBeDefined();
  });

  test.each([
    ['it stands twice', '{"context":{"draft":{}},"prefetch":{"draft":{"n":1.0}}}'],
    ['it is a value as well', '{"a":"draft","context":{"draft":{}}}'],
    ['it may be written with escapes', String.raw`{"a":"draft","context":{"dr\u0061ft":{}}}`],
    ['it is the end of a string', String.raw`{"a":"say \"draft","context":{}}`],
    ['it is a value alone', '{"a":"draft"}'],
  ])('given %s, then it is not guessed', (_, json) => {
    expect(textOfOnly(json, 'draft')).toBeUndefined();
  });
});
