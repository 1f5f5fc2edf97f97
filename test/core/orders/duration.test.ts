import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dosingIntervalDays, orderedSpan } from '../../../src/core/orders/duration.js';
import { formatDay } from '../../../src/core/dates.js';
import { medicationRequest, orderIn, serviceRequest, TODAY, type Elements } from '../../support/draft.js';

const repeated = (repeat: unknown) => ({ dosageInstruction: [{ timing: { repeat } }] });
const span = (order: Elements, ...services: readonly Elements[]) =>
  orderedSpan(orderIn([medicationRequest(order), ...services]));
const days = (order: Elements, ...services: readonly Elements[]) => span(order, ...services)?.days;

describe('both end days count', () => {
  test('28 days is short, 29 is not (facts/criteria.md §12)', () => {
    expect(days(repeated({ boundsPeriod: { start: '2025-10-08', end: '2025-11-04' } }))).toBe(28);
    expect(days(repeated({ boundsPeriod: { start: '2025-10-08', end: '2025-11-05' } }))).toBe(29);
  });

  test('a day is one day; a period that runs backwards is none', () => {
    expect(days(repeated({ boundsPeriod: { start: '2025-10-08', end: '2025-10-08' } }))).toBe(1);
    expect(days(repeated({ boundsPeriod: { start: '2025-10-08', end: '2025-10-07' } }))).toBeUndefined();
  });

  test('a period of n days has n days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (offset, length) => {
        const start = formatDay(TODAY + offset);
        const end = formatDay(TODAY + offset + length - 1);
        expect(days(repeated({ boundsPeriod: { start, end } }))).toBe(length);
      }),
    );
  });

  test('a partial date is taken at its widest', () => {
    expect(days(repeated({ boundsPeriod: { start: '2025-10', end: '2025-11' } }))).toBe(61);
  });
});

describe('the order speaks before its service', () => {
  const service = serviceRequest({
    occurrenceDateTime: undefined,
    occurrencePeriod: { start: '2025-10-08', end: '2026-10-07' },
  });

  test('bounds of the order, else the period of the service', () => {
    expect(span(repeated({ boundsPeriod: { start: '2025-10-08', end: '2025-11-04' } }), service)).toEqual({
      days: 28,
      reference: 'MedicationRequest/m1',
      path: 'dosageInstruction.timing',
    });
    expect(span({}, service)).toEqual({
      days: 365,
      reference: 'ServiceRequest/s1',
      path: 'occurrencePeriod',
    });
  });

  test('dispense window, then expected supply with its refills', () => {
    const validityPeriod = { start: '2025-10-08', end: '2025-10-21' };
    const expectedSupplyDuration = { value: 2, unit: 'weeks' };
    expect(days({ dispenseRequest: { validityPeriod, expectedSupplyDuration } }, service)).toBe(14);
    expect(days({ dispenseRequest: { expectedSupplyDuration } }, service)).toBe(14);
    expect(days({ dispenseRequest: { expectedSupplyDuration, numberOfRepeatsAllowed: 2 } }, service)).toBe(
      42,
    );
  });

  test('nothing bounds the treatment', () => {
    expect(days({})).toBeUndefined();
    expect(days(repeated({ boundsPeriod: { start: '2025-10-08' } }))).toBeUndefined();
    expect(days({ dosageInstruction: 'x', dispenseRequest: 7 })).toBeUndefined();
  });
});

describe('other ways to say it', () => {
  test.each([
    [{ boundsDuration: { value: 4, code: 'wk' } }, 28],
    [{ boundsDuration: { value: 28, unit: 'days' } }, 28],
    [{ boundsDuration: { value: 36, code: 'h' } }, 2],
    [{ boundsDuration: { value: 1, code: 'mo' } }, 31],
    [{ boundsDuration: { value: 12, unit: 'months' } }, 365],
    [{ boundsDuration: { value: 1, code: 'a' } }, 365],
    [{ boundsRange: { low: { value: 2, code: 'wk' }, high: { value: 6, code: 'wk' } } }, 42],
    [{ count: 1 }, 1],
    [{ count: 3, period: 2, periodUnit: 'wk' }, 29],
    [{ boundsDuration: { value: 4, unit: 'fortnights' } }, undefined],
    [{ boundsDuration: { value: -4, code: 'wk' } }, undefined],
    [{ boundsDuration: { value: '4', code: 'wk' } }, undefined],
    [{ boundsDuration: { value: 1e300, code: 'wk' } }, undefined],
  ])('%j is %p days from the planned day', (repeat, expected) => {
    expect(days(repeated(repeat))).toBe(expected);
  });

  test('events: from the first day to the last', () => {
    expect(days({ dosageInstruction: [{ timing: { event: ['2025-10-22', '2025-10-08'] } }] })).toBe(15);
  });

  test('loading and maintenance: the whole of both; open-ended maintenance leaves it open', () => {
    const loading = { timing: { repeat: { boundsPeriod: { start: '2025-10-08', end: '2025-10-22' } } } };
    const bounded = { timing: { repeat: { boundsPeriod: { start: '2025-11-19', end: '2026-10-07' } } } };
    const open = { timing: { repeat: { period: 8, periodUnit: 'wk' } } };
    expect(days({ dosageInstruction: [loading, bounded] })).toBe(365);
    expect(days({ dosageInstruction: [loading, open] })).toBeUndefined();
  });
});

describe('the interval between doses', () => {
  const interval = (...repeats: readonly unknown[]) =>
    dosingIntervalDays(
      orderIn([medicationRequest({ dosageInstruction: repeats.map((repeat) => ({ timing: { repeat } })) })]),
    );

  test.each([
    [{ period: 8, periodUnit: 'wk' }, 56],
    [{ period: 8, periodUnit: 'wk', frequency: 2 }, 28],
    [{ period: 4, periodMax: 6, periodUnit: 'wk' }, 42],
    [{ period: 1, periodUnit: 'd' }, 1],
    [{ period: 6, periodUnit: 'mo' }, 182.625],
    [{ period: 8 }, undefined],
    [{ frequency: 1 }, undefined],
    [null, undefined],
  ])('%j is %p', (repeat, expected) => {
    expect(interval(repeat)).toBe(expected);
  });

  test('the longest of several', () => {
    expect(interval({ period: 2, periodUnit: 'wk' }, { period: 8, periodUnit: 'wk' })).toBe(56);
    expect(interval()).toBeUndefined();
  });
});
