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

const LINE_BREAK = /[\n\r\u2028\u2029]/;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Days since 1970-01-01 of a calendar date; month is 1-12. Undefined when there is no such day. */
export function dayOf(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return dayIn(year, month, day);
}

function dayIn(year: number, month: number, day: number): number {
  return firstOfYear(year) + daysBefore(year, month) + day - 1;
}

/** Days of the year before the month. */
function daysBefore(year: number, month: number): number {
  return (DAYS_BEFORE_MONTH[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to the first of January, Gregorian also before 1582 as in Date.UTC. */
function firstOfYear(year: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return before * 365 + leapDays - 719_162;
}

/** The span a FHIR date, dateTime or instant can mean; undefined for anything that is none. */
export function spanOf(text: unknown): DaySpan | undefined {
  if (typeof text !== 'string') return undefined;
  if (text.length === 10 || (text.charAt(10) === 'T' && !LINE_BREAK.test(text))) {
    const day = wholeDay(text);
    if (day !== undefined) return { first: day, last: day };
  }
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

/** `2025-10-08…`, the form nearly every date has; undefined for any other, which may still be a date. */
function wholeDay(text: string): number | undefined {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  return year < 0 || month < 0 || day < 0 ? undefined : dayOf(year, month, day);
}

/** The number these characters spell, -1 when one of them is no digit. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** `2025-10-08` of a day number. */
export function formatDay(day: number): string {
  const { year, month, dayOfMonth } = calendarOf(day);
  if (!(year >= 1000 && year <= 9999)) return new Date(day * DAY_MS).toISOString().slice(0, 10);
  return `${year}-${month < 10 ? '0' : ''}${month}-${dayOfMonth < 10 ? '0' : ''}${dayOfMonth}`;
}

/** The same day of the month `months` later (negative: earlier); a day that month lacks becomes its last day (31 August + 6 = 28/29 February). */
export function addMonths(day: number, months: number): number {
  const from = calendarOf(day);
  const total = Math.floor(from.year * 12 + from.month - 1 + months);
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return dayIn(year, month, Math.min(from.dayOfMonth, daysIn(year, month)));
}

interface CalendarDay {
  readonly year: number;
  /** 1-12 */
  readonly month: number;
  readonly dayOfMonth: number;
}

/** The calendar date of a day number. Computed, as a Date costs ten times as much and every window of a policy asks. */
function calendarOf(day: number): CalendarDay {
  // The mean year is never longer than the years so far, so the guess is right or one too late or too early.
  let year = Math.floor(day / 365.2425) + 1970;
  if (firstOfYear(year) > day) year -= 1;
  else if (firstOfYear(year + 1) <= day) year += 1;
  const dayOfYear = day - firstOfYear(year);
  let month = 12;
  while (month > 1 && daysBefore(year, month) > dayOfYear) month -= 1;
  return { year, month, dayOfMonth: dayOfYear - daysBefore(year, month) + 1 };
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
