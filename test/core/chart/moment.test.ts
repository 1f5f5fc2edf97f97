/** "Within 24 hours" when charts give a time of day, only a day, or less. */
import { describe, expect, test } from '@jest/globals';
import { isBefore, momentOf, withinHoursAfter, type Moment } from '../../../src/core/chart/moment.js';

const at = (text: string): Moment => momentOf(text) as Moment;

describe('within 24 hours after a dose', () => {
  test.each([
    ['2025-06-11T10:00:00Z', '2025-06-11T11:00:00Z', 'met'],
    ['2025-06-11T10:00:00Z', '2025-06-12T09:59:00Z', 'met'],
    ['2025-06-11T10:00:00Z', '2025-06-12T11:00:00Z', 'not-met'],
    ['2025-06-11T10:00:00Z', '2025-06-11T09:00:00Z', 'not-met'],
    ['2025-06-11', '2025-06-11', 'met'],
    ['2025-06-11', '2025-06-11T09:00:00Z', 'met'],
    ['2025-06-11', '2025-06-12', 'needs-documentation'],
    ['2025-06-11', '2025-06-13', 'not-met'],
    ['2025-06-11', '2025-06-10', 'not-met'],
    ['2025-06', '2025-06-11', 'needs-documentation'],
    ['2025', '2025', 'needs-documentation'],
  ])('dose %s, event %s: %s', (dose, event, expected) => {
    expect(withinHoursAfter(at(dose), at(event), 24)).toBe(expected);
  });
});

describe('before', () => {
  test.each([
    ['2025-06-11', '2025-06-12', 'met'],
    ['2025-06-12', '2025-06-11', 'not-met'],
    ['2025-06-11', '2025-06-11', 'needs-documentation'],
    ['2025-06-11T08:00:00Z', '2025-06-11T10:00:00+01:00', 'met'],
    ['2025', '2025-06-11', 'needs-documentation'],
  ])('%s before %s: %s', (first, second, expected) => {
    expect(isBefore(at(first), at(second))).toBe(expected);
  });
});
