/**
 * For how long the drug is ordered, and how often (policy I.A.1.b, INIT.SHORT). Both end days of a period count:
 * 8 October to 4 November is 28 days. The order's own bounds win over the period of its service.
 */
import { list } from '../chart/read.js';
import { addMonths, spanOf } from '../dates.js';
import type { MedicationRequest, Period, ServiceRequest, Timing } from '../fhir.js';
import { siteCompanions } from './companions.js';
import type { Order } from './types.js';

/** Days from the first to the last day of treatment, and the element that says so. */
export interface OrderedSpan {
  readonly days: number;
  readonly reference: string;
  readonly path: string;
}

type Repeat = NonNullable<Timing['repeat']>;
interface Amount {
  readonly value?: unknown;
  readonly code?: unknown;
  readonly unit?: unknown;
}

/** Average days per unit; months and years are counted on the calendar where a first day is known. */
const DAYS_PER: Readonly<Record<string, number>> = {
  s: 1 / 86_400,
  min: 1 / 1_440,
  h: 1 / 24,
  d: 1,
  day: 1,
  wk: 7,
  week: 7,
  mo: 30.4375,
  month: 30.4375,
  a: 365.25,
  year: 365.25,
};

/** Undefined when no element bounds the treatment. Partial dates are taken at their widest: short must be certain. */
export function orderedSpan(order: Order): OrderedSpan | undefined {
  const { request, reference } = order;
  const first = order.planned.span.first;
  const said = (path: string, days: number | undefined, from = reference): OrderedSpan | undefined =>
    days === undefined ? undefined : { days, reference: from, path };
  const dispense = request.dispenseRequest;
  return (
    said('dosageInstruction.timing', dosageDays(request, first)) ??
    said('dispenseRequest.validityPeriod', periodDays(dispense?.validityPeriod, first)) ??
    said('dispenseRequest.expectedSupplyDuration', supplyDays(request, first)) ??
    siteCompanions(order.companions)
      .map((companion) =>
        said('occurrencePeriod', serviceDays(companion.request, first), companion.reference),
      )
      .find((span) => span !== undefined)
  );
}

/** Longest interval between two doses in days, from `timing.repeat`; undefined when it is not stated. */
export function dosingIntervalDays(order: Order): number | undefined {
  const intervals = list(order.request.dosageInstruction).flatMap((dosage) => {
    const days = intervalDays(dosage.timing?.repeat);
    return days === undefined ? [] : [days];
  });
  return intervals.length > 0 ? Math.max(...intervals) : undefined;
}

/**
 * Over all dosage instructions (loading doses, then maintenance): from the first day to the last. One that repeats
 * without an end leaves the whole open.
 */
function dosageDays(request: MedicationRequest, planned: number): number | undefined {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const dosage of list(request.dosageInstruction)) {
    const { event, repeat } = dosage.timing ?? {};
    const events = list(event).flatMap((one) => spanOf(one) ?? []);
    starts.push(...events.map((span) => span.first));
    ends.push(...events.map((span) => span.last));
    const bounds = boundsOf(repeat, planned);
    if (bounds) {
      starts.push(bounds.first);
      ends.push(bounds.last);
    } else if (repeat && intervalDays(repeat) !== undefined) return undefined;
  }
  return inclusive(Math.min(...starts), Math.max(...ends));
}

function boundsOf(repeat: Repeat | undefined, planned: number): { first: number; last: number } | undefined {
  if (repeat?.boundsPeriod) return daysOf(repeat.boundsPeriod, planned);
  const length = lengthDays(repeat?.boundsDuration ?? repeat?.boundsRange?.high, planned);
  if (length !== undefined) return { first: planned, last: planned + length - 1 };
  const count = repeat?.countMax ?? repeat?.count;
  if (!isPositive(count)) return undefined;
  const interval = count === 1 ? 0 : intervalDays(repeat);
  return interval === undefined
    ? undefined
    : { first: planned, last: planned + Math.ceil((count - 1) * interval) };
}

function intervalDays(repeat: Repeat | undefined): number | undefined {
  const period = repeat?.periodMax ?? repeat?.period;
  const unit = DAYS_PER[unitOf(repeat?.periodUnit)];
  if (!isPositive(period) || unit === undefined) return undefined;
  return (period * unit) / (isPositive(repeat?.frequency) ? repeat.frequency : 1);
}

/** Each refill allowed supplies the same duration once more. */
function supplyDays({ dispenseRequest }: MedicationRequest, planned: number): number | undefined {
  const once = lengthDays(dispenseRequest?.expectedSupplyDuration, planned);
  const repeats = dispenseRequest?.numberOfRepeatsAllowed;
  return once === undefined ? undefined : once * (1 + (isPositive(repeats) ? repeats : 0));
}

function serviceDays(request: ServiceRequest, planned: number): number | undefined {
  return (
    periodDays(request.occurrencePeriod, planned) ??
    periodDays(request.occurrenceTiming?.repeat?.boundsPeriod, planned)
  );
}

function periodDays(period: Period | undefined, planned: number): number | undefined {
  const days = daysOf(period, planned);
  return days && inclusive(days.first, days.last);
}

/** A period without a beginning begins on the planned day; one without an end bounds nothing. */
function daysOf(period: Period | undefined, planned: number): { first: number; last: number } | undefined {
  const end = spanOf(period?.end);
  const first = spanOf(period?.start)?.first ?? planned;
  return end && end.last >= first ? { first, last: end.last } : undefined;
}

function lengthDays(amount: Amount | undefined | null, planned: number): number | undefined {
  const unit = unitOf(amount?.code) || unitOf(amount?.unit);
  const value = amount?.value;
  const days = DAYS_PER[unit];
  if (!isPositive(value) || days === undefined) return undefined;
  const months = days === DAYS_PER['mo'] ? value : days === DAYS_PER['a'] ? value * 12 : undefined;
  if (months !== undefined && Number.isInteger(months)) return addMonths(planned, months) - planned;
  return Math.max(1, Math.ceil(value * days));
}

/** `weeks` → `week`; UCUM codes and the words people write are looked up alike. */
function unitOf(unit: unknown): string {
  if (typeof unit !== 'string') return '';
  const word = unit.trim().toLowerCase();
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
}

function inclusive(first: number, last: number): number | undefined {
  return Number.isFinite(first) && last >= first ? last - first + 1 : undefined;
}

/** More than ten thousand of anything is no treatment, and would overflow dates. */
function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 10_000;
}
