/** Partial dates as spans of days, and calendar months as the policy counts them. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addMonths,
  dayOf,
  describeGap,
  formatDay,
  onOrAfter,
  onOrBefore,
  spanOf,
} from '../../src/core/dates.js';

const day = (text: string): number => spanOf(text)?.first as number;

describe('a FHIR date is the span of days it can mean', () => {
  test.each([
    ['2025-10-08', '2025-10-08', '2025-10-08'],
    ['2025-10', '2025-10-01', '2025-10-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2025', '2025-01-01', '2025-12-31'],
    ['2025-10-08T23:59:00-04:00', '2025-10-08', '2025-10-08'],
  ])('%s', (text, first, last) => {
    const span = spanOf(text);
    expect(span && [formatDay(span.first), formatDay(span.last)]).toEqual([first, last]);
  });

  test.each(['', 'soon', '2025-13', '2025-02-30', '25-10-08', '2025-1-1', null, undefined, 20251008, {}, []])(
    'nonsense (%j) is no date',
    (value) => {
      expect(spanOf(value)).toBeUndefined();
    },
  );

  test('never throws, and a span never ends before it begins', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d{2}(-\d{2})?$/), fc.anything()),
        (value) => {
          const span = spanOf(value);
          return span === undefined || span.first <= span.last;
        },
      ),
    );
  });

  test('a year that straddles a day is neither before nor after it', () => {
    const year = spanOf('2025');
    expect(year && onOrAfter(year, day('2025-06-01'))).toBe('needs-documentation');
    expect(year && onOrBefore(year, day('2025-06-01'))).toBe('needs-documentation');
    expect(year && onOrAfter(year, day('2025-01-01'))).toBe('met');
    expect(year && onOrAfter(year, day('2026-01-01'))).toBe('not-met');
  });
});

describe('calendar months', () => {
  test('31 August and six months is the last day of February', () => {
    expect(formatDay(addMonths(day('2025-08-31'), 6))).toBe('2026-02-28');
    expect(formatDay(addMonths(day('2023-08-31'), 6))).toBe('2024-02-29');
  });

  test('a gap in words', () => {
    expect(describeGap(day('2025-03-03'), day('2025-10-08'))).toBe('7 months 5 days');
    expect(describeGap(day('2025-05-05'), day('2025-10-08'))).toBe('5 months 3 days');
    expect(describeGap(day('2025-10-08'), day('2025-10-08'))).toBe('0 days');
  });

  test('going forth and back never lands after the start', () => {
    const days = fc.integer({ min: dayOf(1900, 1, 1) as number, max: dayOf(2100, 1, 1) as number });
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 60 }), (start, months) => {
        const back = addMonths(addMonths(start, months), -months);
        return back <= start && start - back <= 3;
      }),
    );
  });
});
