/**
 * FHIR dates are often partial (`2025`, `2025-10`) or nonsense. Each is read as the span of days it can mean,
 * and comparisons answer in three values, so that "some day of 2025" is neither inside nor outside a window
 * that begins in June.
 *
 * A day is an integer: days since 1970-01-01 in the date's own local sense; the time zone of a dateTime is
 * ignored because policies count calendar days where the patient is.
 */
import type { Truth } from './truth.js';

/** Inclusive span of days. */
export interface DaySpan {
  readonly first: number;
  readonly last: number;
}

const DAY_MS = 86_400_000;
const PATTERN = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/;

/** Days since 1970-01-01 of a calendar date; month is 1-12. Undefined when there is no such day. */
export function dayOf(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return Math.floor(time / DAY_MS);
}

/** The span a FHIR date, dateTime or instant can mean; undefined for anything that is none. */
export function spanOf(text: unknown): DaySpan | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = PATTERN.exec(text.trim());
  if (!parts) return undefined;
  const year = Number(parts[1]);
  const month = parts[2] === undefined ? undefined : Number(parts[2]);
  const day = parts[3] === undefined ? undefined : Number(parts[3]);
  const first = dayOf(year, month ?? 1, day ?? 1);
  if (first === undefined) return undefined;
  if (day !== undefined) return { first, last: first };
  const last = month === undefined ? dayOf(year, 12, 31) : endOfMonth(year, month);
  return last === undefined ? undefined : { first, last };
}

/** `2025-10-08` of a day number. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of the month `months` later (negative: earlier); a day that month lacks becomes its last day (31 August + 6 = 28/29 February). */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const total = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  const wanted = date.getUTCDate();
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Math.floor(Date.UTC(year, month - 1, Math.min(wanted, last)) / DAY_MS);
}

/** Is the span on or after the day? Unknown when the span straddles it. */
export function onOrAfter(span: DaySpan, day: number): Truth {
  if (span.first >= day) return 'met';
  return span.last < day ? 'not-met' : 'needs-documentation';
}

/** Is the span on or before the day? Unknown when the span straddles it. */
export function onOrBefore(span: DaySpan, day: number): Truth {
  if (span.last <= day) return 'met';
  return span.first > day ? 'not-met' : 'needs-documentation';
}

/** `7 months 5 days` between two days, for a reader; `0 days` when they are the same or reversed. */
export function describeGap(from: number, to: number): string {
  let months = 0;
  while (addMonths(from, months + 1) <= to) months += 1;
  const days = Math.max(0, to - addMonths(from, months));
  const parts = [];
  if (months > 0) parts.push(`${months} month${months === 1 ? '' : 's'}`);
  if (days > 0 || months === 0) parts.push(`${days} day${days === 1 ? '' : 's'}`);
  return parts.join(' ');
}

function endOfMonth(year: number, month: number): number | undefined {
  const first = dayOf(year, month, 1);
  return first === undefined ? undefined : addMonths(first, 1) - 1;
}
