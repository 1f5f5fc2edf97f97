/** Numbers in Observations: quantities, bounds, ranges, strings such as "<30%" or "25-30 %", fractions of one. */
import type { Observation } from '../fhir.js';
import type { Truth } from '../truth.js';
import { text } from './read.js';

/** What a measured value can be: a number, or with "<30" everything on one side of it. An open end is not itself a value. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly lowOpen?: boolean;
  readonly highOpen?: boolean;
}

/**
 * The value of an Observation in `unit`; undefined when there is none, or it cannot be read, or its unit is another. Of a range the
 * upper end, as the upper end is the cautious reading of "25-30 %". With unit `%` a value in (0, 1] with unit `1` or none is a fraction.
 */
export function intervalOf(observation: Observation, unit: string): Interval | undefined {
  const value = valueOf(observation, unit);
  if (value === undefined) return undefined;
  switch (comparatorOf(observation)) {
    case '<':
      return { low: -Infinity, high: value, highOpen: true };
    case '<=':
      return { low: -Infinity, high: value };
    case '>':
      return { low: value, high: Infinity, lowOpen: true };
    case '>=':
      return { low: value, high: Infinity };
    default:
      return { low: value, high: value };
  }
}

/** Does the value lie within a range? Unknown when only a part of what it can be does. */
export function isWithin(value: Interval, range: Interval): Truth {
  const above = value.low > range.low || (value.low === range.low && (!range.lowOpen || value.lowOpen));
  const below = value.high < range.high || (value.high === range.high && (!range.highOpen || value.highOpen));
  if (above && below) return 'met';
  return isApart(value, range) || isApart(range, value) ? 'not-met' : 'needs-documentation';
}

/** Does the first end before the second begins? */
function isApart(first: Interval, second: Interval): boolean {
  return first.high < second.low || (first.high === second.low && Boolean(first.highOpen || second.lowOpen));
}

function valueOf(observation: Observation, unit: string): number | undefined {
  if (observation.dataAbsentReason) return undefined;
  const quantity = observation.valueQuantity ?? observation.valueRange?.high;
  const given: unknown = quantity?.value ?? observation.valueInteger ?? upperNumber(observation.valueString);
  if (typeof given !== 'number' || !Number.isFinite(given)) return undefined;
  const written = text(quantity?.code) ?? text(quantity?.unit);
  return unit === '%' ? percent(given, written ?? percentSign(observation)) : inUnit(given, unit, written);
}

/** Nothing measured in percent lies above 200 or, other than as a fraction, at or below 1: such a number is something else. */
function percent(value: number, written: string | undefined): number | undefined {
  if (written === undefined || written === '1')
    return value > 0 && value <= 1 ? hundredths(value) : plausible(value);
  return /%|percent/i.test(written) ? plausible(value) : undefined;
}

/** 0.29 is 29 %, not 28.999999999999996 %: nobody measures more than ten digits. */
function hundredths(value: number): number {
  return Number((value * 100).toPrecision(10));
}

function plausible(value: number): number | undefined {
  return value > 1 && value <= 200 ? value : undefined;
}

function percentSign({ valueString }: Observation): string | undefined {
  return text(valueString)?.includes('%') ? '%' : undefined;
}

/** A unit nobody wrote is taken as the usual one; `mL/min/{1.73_m2}` is a kind of `mL/min`. */
function inUnit(value: number, unit: string, written: string | undefined): number | undefined {
  const isScore = unit.startsWith('{');
  const fits = written === undefined || isScore || written.toLowerCase().startsWith(unit.toLowerCase());
  return fits ? value : undefined;
}

/** The comparator a quantity or a string carries. */
function comparatorOf(observation: Observation): string | undefined {
  return (
    text(observation.valueQuantity?.comparator) ??
    /^\s*([<>]=?)/.exec(text(observation.valueString) ?? '')?.[1]
  );
}

/** One number or one range, with nothing else numeric beside it; of a range the upper end. "20 %, down from 55 %" is not one value. */
const ONE_VALUE = /^[^\d<>]*[<>]?=?\s*(\d+(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d+(?:\.\d+)?))?[^\d]*$/;

/** Longer words are prose, and would keep the pattern busy. */
const LONGEST_VALUE = 200;

function upperNumber(words: unknown): number | undefined {
  const value = text(words) ?? '';
  const found = value.length > LONGEST_VALUE ? undefined : ONE_VALUE.exec(value);
  const upper = found?.[2] ?? found?.[1];
  return upper === undefined ? undefined : Number(upper);
}
