/**
 * When something happened: a span of days and, where the EHR gave a time of day, the instant. Policies ask
 * "within 24 hours"; charts often give only the day, so the comparison answers in three values.
 */
import { spanOf, type DaySpan } from '../dates.js';
import type { Truth } from '../truth.js';

export interface Moment {
  readonly span: DaySpan;
  /** Milliseconds since 1970, only when the source had a time of day with its zone. */
  readonly instant?: number;
  /** As it stands in the resource. */
  readonly text: string;
}

const WITH_TIME = /T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/;
/** Of `2025-10-08`. */
const DAY_LENGTH = 10;
const HOUR_MS = 3_600_000;

/** The moment a FHIR date, dateTime or instant means; undefined for anything that is none. */
export function momentOf(value: unknown): Moment | undefined {
  const span = spanOf(value);
  if (!span) return undefined;
  const text = (value as string).trim();
  const instant = text.length > DAY_LENGTH && WITH_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? { span, text } : { span, text, instant };
}

/**
 * Did `later` happen 0 to `hours` hours after `earlier`? Exact when both have a time of day. With days only,
 * the same day counts as within 24 hours (records of one visit rarely carry times), the next day is unknown.
 */
export function withinHoursAfter(earlier: Moment, later: Moment, hours: number): Truth {
  if (earlier.instant !== undefined && later.instant !== undefined) {
    const passed = later.instant - earlier.instant;
    return passed >= 0 && passed <= hours * HOUR_MS ? 'met' : 'not-met';
  }
  const days = Math.ceil(hours / 24);
  if (later.span.last < earlier.span.first || later.span.first > earlier.span.last + days) return 'not-met';
  const sameDay = later.span.first === earlier.span.first && later.span.last === earlier.span.last;
  const sureToBeClose = sameDay && later.span.first === later.span.last;
  return sureToBeClose ||
    (later.span.first >= earlier.span.last && later.span.last < earlier.span.first + days)
    ? 'met'
    : 'needs-documentation';
}

/** Is `first` certainly before `second`? Unknown when they may be the same day or overlap. */
export function isBefore(first: Moment, second: Moment): Truth {
  if (first.instant !== undefined && second.instant !== undefined) {
    return first.instant < second.instant ? 'met' : 'not-met';
  }
  if (first.span.last < second.span.first) return 'met';
  return first.span.first > second.span.last ? 'not-met' : 'needs-documentation';
}
