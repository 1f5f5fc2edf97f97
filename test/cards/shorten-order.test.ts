/** An order is ended in the element that said how long it runs; what cannot be ended for certain is left to a person. */
import { describe, expect, test } from '@jest/globals';
import { LosslessNumber } from 'lossless-json';
import fc from 'fast-check';
import { shorten } from '../../src/cards/shorten-order.js';
import { orderedSpan } from '../../src/core/orders/duration.js';
import { formatDay } from '../../src/core/dates.js';
import type { MedicationRequest, Timing } from '../../src/core/fhir.js';
import type { Order } from '../../src/core/orders/types.js';
import { companion, medicationRequest, order, serviceRequest } from '../support/decisions.js';
import { runs } from '../support/property-runs.js';

type Repeat = NonNullable<Timing['repeat']>;

const FREE = () => true;
const UCUM = { system: 'http://unitsofmeasure.org', code: 'd', unit: 'days' };

/** An infusion order planned for 2025-10-08. */
const dosed = (...timings: readonly Timing[]): MedicationRequest =>
  medicationRequest({
    dosageInstruction: timings.map((timing, index) => ({ sequence: index + 1, text: '5 mg/kg', timing })),
  });
const repeating = (...repeats: readonly Repeat[]): MedicationRequest =>
  dosed(...repeats.map((repeat) => ({ repeat })));
const dispensed = (dispenseRequest: NonNullable<MedicationRequest['dispenseRequest']>): MedicationRequest =>
  medicationRequest({ dispenseRequest });

function shortened(request: MedicationRequest): MedicationRequest | undefined {
  return shorten(order(request), 28, FREE)?.resource as MedicationRequest | undefined;
}

const daysOf = (request: MedicationRequest): number | undefined => orderedSpan(order(request))?.days;

describe('given the dosage says how long', () => {
  test.each<[string, Repeat, Repeat]>([
    [
      'by a period',
      { boundsPeriod: { start: '2025-10-08', end: '2026-10-07' } },
      { boundsPeriod: { start: '2025-10-08', end: '2025-11-04' } },
    ],
    [
      'by a period without a beginning',
      { boundsPeriod: { end: '2026-10' } },
      { boundsPeriod: { end: '2025-11-04' } },
    ],
    [
      'by a period that began before the planned day',
      { boundsPeriod: { start: '2025-10-01T08:00:00-04:00', end: '2026-10-07' } },
      { boundsPeriod: { start: '2025-10-01T08:00:00-04:00', end: '2025-10-28' } },
    ],
    ['in weeks', { boundsDuration: { value: 52, code: 'wk' } }, { boundsDuration: { value: 4, code: 'wk' } }],
    [
      'in weeks, in words',
      { boundsDuration: { value: 52, unit: 'weeks' } },
      { boundsDuration: { value: 4, unit: 'weeks' } },
    ],
    [
      'in months, of which 28 days are no whole number',
      { boundsDuration: { value: 12, code: 'mo', unit: 'month', system: UCUM.system } },
      { boundsDuration: { value: 28, ...UCUM } },
    ],
    [
      'by a range',
      { boundsRange: { low: { value: 10, code: 'd' }, high: { value: 90, code: 'd' } } },
      { boundsRange: { low: { value: 10, code: 'd' }, high: { value: 28, code: 'd' } } },
    ],
    [
      'by a range that lies beyond altogether',
      { boundsRange: { low: { value: 8, code: 'wk' }, high: { value: 12, code: 'wk' } } },
      { boundsRange: { low: { value: 4, code: 'wk' }, high: { value: 4, code: 'wk' } } },
    ],
    [
      'by the number of doses',
      { count: 9, frequency: 1, period: 2, periodUnit: 'wk' },
      { count: 2, frequency: 1, period: 2, periodUnit: 'wk' },
    ],
    [
      'by the least and the most doses',
      { count: 2, countMax: 9, period: 1, periodUnit: 'wk' },
      { count: 2, countMax: 4, period: 1, periodUnit: 'wk' },
    ],
    [
      'by a period with the number of doses in it',
      {
        boundsPeriod: { start: '2025-10-08', end: '2026-10-01' },
        count: 7,
        frequency: 1,
        period: 8,
        periodUnit: 'wk',
      },
      {
        boundsPeriod: { start: '2025-10-08', end: '2025-11-04' },
        count: 1,
        frequency: 1,
        period: 8,
        periodUnit: 'wk',
      },
    ],
    [
      'by a duration with the number of doses in it',
      { boundsDuration: { value: 52, code: 'wk' }, count: 26, period: 2, periodUnit: 'wk' },
      { boundsDuration: { value: 4, code: 'wk' }, count: 2, period: 2, periodUnit: 'wk' },
    ],
  ])('%s, then that ends, and nothing else changes', (_how, repeat, expected) => {
    const request = repeating(repeat);
    expect(shortened(request)).toEqual(repeating(expected));
    expect(daysOf(shortened(request) ?? request)).toBeLessThanOrEqual(28);
  });

  test('by days of doses, then the later ones are left out', () => {
    const event = ['2025-10-08', '2025-10-22', '2025-11-19', '2026-01-14'];
    expect(shortened(dosed({ event }))).toEqual(dosed({ event: ['2025-10-08', '2025-10-22'] }));
  });

  test('in several dosages, then each that goes on too long ends', () => {
    const loading = { boundsPeriod: { start: '2025-10-08', end: '2025-10-22' } };
    const maintenance = { boundsPeriod: { start: '2025-10-22', end: '2026-10-07' }, period: 8 };
    const ended = { ...maintenance, boundsPeriod: { start: '2025-10-22', end: '2025-11-04' } };
    expect(shortened(repeating(loading, maintenance))).toEqual(repeating(loading, ended));
  });

  test.each<[string, MedicationRequest]>([
    [
      'a dosage begins when the time here is over',
      repeating(
        { boundsPeriod: { start: '2025-10-08', end: '2025-11-04' } },
        { boundsPeriod: { start: '2025-11-19', end: '2026-10-07' } },
      ),
    ],
    [
      'a number of doses that no interval spreads over the period',
      repeating({ boundsPeriod: { start: '2025-10-08', end: '2025-11-19' }, count: 3 }),
    ],
    [
      'a remark on a single day',
      dosed({ event: ['2025-10-08', '2025-12-01'], _event: [null, { id: 'x' }] } as Timing),
    ],
    ['all days of a dosage are later', dosed({ event: ['2025-10-08'] }, { event: ['2025-12-01'] })],
    [
      'a further dosage repeats without an end',
      repeating(
        { boundsPeriod: { start: '2025-10-08', end: '2026-10-07' } },
        { period: 8, periodUnit: 'wk' },
      ),
    ],
  ])('given %s, then it is left to a person', (_why, request) => {
    expect(shortened(request)).toBeUndefined();
  });
});

describe('given what is dispensed says how long', () => {
  test.each<
    [
      string,
      NonNullable<MedicationRequest['dispenseRequest']>,
      NonNullable<MedicationRequest['dispenseRequest']>,
    ]
  >([
    [
      'by its period',
      { validityPeriod: { start: '2025-10-08', end: '2026-10-07' }, numberOfRepeatsAllowed: 6 },
      { validityPeriod: { start: '2025-10-08', end: '2025-11-04' }, numberOfRepeatsAllowed: 6 },
    ],
    [
      'by supply and repeats',
      { expectedSupplyDuration: { value: 14, code: 'd' }, numberOfRepeatsAllowed: 11 },
      { expectedSupplyDuration: { value: 14, code: 'd' }, numberOfRepeatsAllowed: 1 },
    ],
    [
      'by one long supply',
      { expectedSupplyDuration: { value: 90, unit: 'days' }, numberOfRepeatsAllowed: 3 },
      { expectedSupplyDuration: { value: 28, unit: 'days' }, numberOfRepeatsAllowed: 0 },
    ],
  ])('%s, then that ends, and nothing else changes', (_how, dispense, expected) => {
    expect(shortened(dispensed(dispense))).toEqual(dispensed(expected));
    expect(daysOf(dispensed(expected))).toBe(28);
  });

  test('given a quantity for the long supply, then it is left to a person', () => {
    const request = dispensed({ expectedSupplyDuration: { value: 90, code: 'd' }, quantity: { value: 12 } });
    expect(shortened(request)).toBeUndefined();
  });
});

describe('given the service beside the order says how long', () => {
  const period = { start: '2025-10-08', end: '2026-10-07' };
  const ended = { start: '2025-10-08', end: '2025-11-04' };
  const beside = (request: ReturnType<typeof serviceRequest>): Order =>
    order(medicationRequest(), [companion(request)]);

  test('then that service ends', () => {
    const request = serviceRequest({ occurrencePeriod: period });
    expect(shorten(beside(request), 28, FREE)?.resource).toEqual({ ...request, occurrencePeriod: ended });
  });

  test('by its timing, then that ends', () => {
    const timing = (boundsPeriod: typeof period) => ({ repeat: { boundsPeriod, period: 8 } });
    const request = serviceRequest({ occurrenceTiming: timing(period) });
    expect(shorten(beside(request), 28, FREE)?.resource).toEqual({
      ...request,
      occurrenceTiming: timing(ended),
    });
  });

  test.each([
    [
      'counts the visits',
      { repeat: { boundsPeriod: period, count: 6, period: 8, periodUnit: 'wk' as const } },
    ],
    ['names their days', { event: ['2025-10-08', '2026-01-14'], repeat: { boundsPeriod: period } }],
  ])('given its timing %s as well, then it is left to a person', (_how, occurrenceTiming) => {
    expect(shorten(beside(serviceRequest({ occurrenceTiming })), 28, FREE)).toBeUndefined();
  });

  test('given another drug goes with it, or it is no draft, then it is left alone', () => {
    const request = serviceRequest({ occurrencePeriod: period });
    expect(shorten(beside(request), 28, () => false)).toBeUndefined();
    const one = companion(request);
    const stored = { ...one, obtained: { ...one.obtained, source: 'read' as const } };
    expect(shorten(order(medicationRequest(), [stored]), 28, FREE)).toBeUndefined();
  });
});

test('numbers that JSON would shorten stay as they were written', () => {
  const parsed = repeating({
    boundsDuration: { value: 52, code: 'wk' },
    frequency: 1,
    period: 8,
    periodUnit: 'wk',
  });
  const repeat = {
    boundsDuration: { value: new LosslessNumber('52.0'), code: 'wk' },
    frequency: 1,
    period: new LosslessNumber('8.00'),
    periodUnit: 'wk',
  };
  const written = repeating(repeat as unknown as Repeat);
  const resource = shorten({ ...order(parsed), request: written }, 28, FREE)?.resource as MedicationRequest;
  expect(resource.dosageInstruction?.[0]?.timing?.repeat).toEqual({
    ...repeat,
    boundsDuration: { value: 4, code: 'wk' },
  });
});

test.each<[string, MedicationRequest]>([
  ['nothing that bounds it', medicationRequest()],
  ['a short period', repeating({ boundsPeriod: { start: '2025-10-08', end: '2025-11-04' } })],
  ['a dosage that is no list', { ...medicationRequest(), dosageInstruction: {} as never }],
  [
    'an empty entry among the dosages',
    {
      ...medicationRequest(),
      dosageInstruction: [null, { timing: { event: ['2025-10-08', '2026-01-01'] } }] as never,
    },
  ],
])('given %s, then nothing is shortened', (_what, request) => {
  expect(shortened(request)).toBeUndefined();
});

test('whatever the order says, what comes back is short enough, and the original is as it was', () => {
  const day = fc.integer({ min: 20360, max: 20800 }).map(formatDay);
  const amount = fc.record(
    { value: fc.constantFrom(0, 1, 4, 28, 30, 365, -1), code: fc.constantFrom('d', 'wk', 'mo', 'a', 'x') },
    { requiredKeys: [] },
  );
  const repeat = fc.record(
    {
      boundsPeriod: fc.record({ start: day, end: day }, { requiredKeys: [] }),
      boundsDuration: amount,
      boundsRange: fc.record({ low: amount, high: amount }, { requiredKeys: [] }),
      count: fc.integer({ min: 0, max: 20 }),
      frequency: fc.integer({ min: 0, max: 3 }),
      period: fc.integer({ min: 0, max: 8 }),
      periodUnit: fc.constantFrom('d', 'wk', 'mo'),
    },
    { requiredKeys: [] },
  );
  const timing = fc.record({ event: fc.array(day, { maxLength: 3 }), repeat }, { requiredKeys: [] });
  const dispense = fc.record(
    {
      validityPeriod: fc.record({ start: day, end: day }, { requiredKeys: [] }),
      expectedSupplyDuration: amount,
      numberOfRepeatsAllowed: fc.integer({ min: 0, max: 12 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(timing, { maxLength: 3 }), fc.option(dispense), (timings, dispenseRequest) => {
      const request = {
        ...dosed(...(timings as Timing[])),
        ...(dispenseRequest && { dispenseRequest }),
      } as MedicationRequest;
      const before = JSON.stringify(request);
      const found = shorten(order(request), 28, FREE);
      expect(JSON.stringify(request)).toBe(before);
      if (!found) return;
      expect(daysOf(found.resource as MedicationRequest)).toBeLessThanOrEqual(28);
      expect(found.last).toBeLessThan(found.wasLast);
    }),
    runs(150),
  );
});
