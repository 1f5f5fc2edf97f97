import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Bundle, MedicationRequest } from '../../src/core/fhir.js';
import { originalsOf, serializeResponse } from '../../src/crd/lossless-order.js';

/** What the service does with one order: parse the request, copy the order with one element more, write it. */
function roundTrip(orderText: string, extra = ''): string {
  const raw = `{"hook":"order-sign",${extra}"context":{"draftOrders":{"resourceType":"Bundle","entry":[{"resource":${orderText}}]}}}`;
  const { draftOrders } = (JSON.parse(raw) as { context: { draftOrders: Bundle } }).context;
  const originals = originalsOf({ rawText: raw, context: { draftOrders } });
  const order = draftOrders.entry?.[0]?.resource as MedicationRequest;
  return serializeResponse({ resource: { ...originals.of(order), added: 1 } }, originals);
}

describe('an order given back', () => {
  test.each([
    '{"resourceType":"MedicationRequest","id":"m1","dose":10.00}',
    '{"resourceType":"MedicationRequest","id":"m1","dose":[1.0,-0,5e-1,100000000000000000000.5],"n":3}',
    '{"resourceType":"MedicationRequest","id":"m1","text":"give 10.00 of 1e5, [1.0]","dose":2.50}',
    '{"resourceType":"MedicationRequest","id":"m1","text":"give 10.00","dose":2.5}',
    '{"resourceType":"MedicationRequest","id":"m1","__proto__":{"dose":1.0}}',
  ])('%s is the same byte for byte, but for what was added', (order) => {
    expect(roundTrip(order)).toBe(`{"resource":${order.slice(0, -1)},"added":1}}`);
  });

  test('given decimals only in the prefetch, then the order is not parsed again', () => {
    const raw = '{"prefetch":{"x":1.0},"context":{"draftOrders":{"entry":[{"resource":{"id":"m1"}}]}}}';
    const { draftOrders } = (JSON.parse(raw) as { context: { draftOrders: Bundle } }).context;
    const originals = originalsOf({ rawText: raw, context: { draftOrders } });
    expect(originals.stringify).toBeUndefined();
    expect(originals.of(draftOrders)).toBe(draftOrders);
  });

  test('given a null entry before the order, then the order is still the right one', () => {
    const raw =
      '{"context":{"draftOrders":{"entry":[null,{"resource":{"id":"m1","dose":1.0}},{"resource":{"id":"m2","dose":2.0}}]}}}';
    const { draftOrders } = (JSON.parse(raw) as { context: { draftOrders: Bundle } }).context;
    const originals = originalsOf({ rawText: raw, context: { draftOrders } });
    const second = draftOrders.entry?.[2]?.resource as MedicationRequest;
    expect(serializeResponse(originals.of(second), originals)).toBe('{"id":"m2","dose":2.0}');
  });

  test('given a member twice, then the last one counts, as for JSON.parse', () => {
    expect(roundTrip('{"id":"m1","dose":1.0,"dose":2.0}')).toBe(
      '{"resource":{"id":"m1","dose":2.0,"added":1}}',
    );
  });

  test('given no request text, then the response is plain JSON', () => {
    expect(serializeResponse({ a: 1 }, originalsOf(undefined))).toBe('{"a":1}');
  });

  test('given any decimals, then they come back as they were', () => {
    const decimal = fc
      .tuple(fc.nat(), fc.stringMatching(/^\d{1,20}$/))
      .map(([whole, fraction]) => `${whole}.${fraction}`);
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1 }), fc.string(), (decimals, text) => {
        const order = `{"id":"m1","text":${JSON.stringify(text)},"values":[${decimals.join(',')}]}`;
        expect(roundTrip(order, `"prefetch":{"t":${JSON.stringify(text)}},`)).toBe(
          `{"resource":${order.slice(0, -1)},"added":1}}`,
        );
      }),
    );
  });
});
