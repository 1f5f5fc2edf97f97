/**
 * The day the drug is planned to be given (facts/criteria.md §3): the occurrence of the service that goes with the
 * order, else the order's own timing, dispense window or date, else the day of evaluation.
 */
import { list } from '../chart/read.js';
import { formatDay, spanOf, type DaySpan } from '../dates.js';
import { flatMapped } from '../lists.js';
import type { MedicationRequest, Period, ServiceRequest, Timing } from '../fhir.js';
import { administrationService } from './administration-services.js';
import { siteCompanions } from './companions.js';
import type { Companion, PlannedDate } from './types.js';

const NO_DATE: readonly PlannedDate[] = [];

/** EHRs fill empty dates with 1900-01-01 or 9999-12-31; no order is planned ten years away. */
const PLAUSIBLE_DAYS = 3653;

/** @param today days since 1970-01-01 */
export function plannedDate(
  request: MedicationRequest,
  companions: readonly Companion[],
  today: number,
): PlannedDate {
  const plausible = ({ span }: PlannedDate): boolean => isPlausible(span, today);
  const own = orderStart(request).find(plausible);
  let first: PlannedDate | undefined;
  for (const { reference, request: service } of firstServices(siteCompanions(companions), own)) {
    for (const date of serviceStarts(service)) {
      if (!plausible(date) || isLaterPhase(date, request)) continue;
      if (!first || bySoonest(date, first) < 0) first = { ...date, path: `${reference} ${date.path}` };
    }
  }
  return (
    first ??
    own ??
    dated('authoredOn', request.authoredOn).find(plausible) ?? {
      span: { first: today, last: today },
      text: formatDay(today),
      path: 'evaluation date',
    }
  );
}

/** Near enough to `today` to be meant. */
export function isPlausible(span: DaySpan, today: number): boolean {
  return span.last >= today - PLAUSIBLE_DAYS && span.first <= today + PLAUSIBLE_DAYS;
}

/** When a service is meant to begin, soonest first; empty when it does not say. */
export function serviceStarts(request: ServiceRequest): readonly PlannedDate[] {
  const { occurrenceDateTime, occurrencePeriod, occurrenceTiming } = request;
  const starts = [
    ...dated('occurrenceDateTime', occurrenceDateTime),
    ...dated('occurrencePeriod.start', occurrencePeriod?.start),
    ...timingStarts('occurrenceTiming', occurrenceTiming),
  ];
  return starts.length < 2 ? starts : starts.sort(bySoonest);
}

/**
 * Services whose occurrence can be the planned date. A home visit that begins after the order does, or beside a service
 * elsewhere, is the continuation (contract.md, "Settled details", Site). Where a service without a date stands beside
 * dated ones that begin after the order, the undated one is the first, and the order's own date holds.
 */
function firstServices(services: readonly Companion[], own: PlannedDate | undefined): readonly Companion[] {
  const begins = (companion: Companion): DaySpan | undefined => serviceStarts(companion.request)[0]?.span;
  const elsewhere = services.filter(({ request }) => administrationService(request)?.kind !== 'home');
  const candidates = (elsewhere.length > 0 ? elsewhere : services).filter((companion) => {
    const isHome = administrationService(companion.request)?.kind === 'home';
    const start = begins(companion);
    return !(isHome && own && start && start.first > own.span.last);
  });
  const someUndated = candidates.some((companion) => begins(companion) === undefined);
  return own && someUndated
    ? candidates.filter((companion) => !isAfter(begins(companion), own.span))
    : candidates;
}

/** The order's own dates, first element of the list decides: timing, then dispense window. */
function orderStart(request: MedicationRequest): readonly PlannedDate[] {
  const timing = flatMapped(list(request.dosageInstruction), (dosage) =>
    timingStarts('dosageInstruction.timing', dosage.timing),
  );
  return [
    ...timing.sort(bySoonest),
    ...dated('dispenseRequest.validityPeriod.start', request.dispenseRequest?.validityPeriod?.start),
  ];
}

function timingStarts(path: string, timing: Timing | undefined): readonly PlannedDate[] {
  if (!timing) return NO_DATE;
  return [
    ...flatMapped(list(timing.event), (event) => dated(`${path}.event`, event)),
    ...dated(`${path}.repeat.boundsPeriod.start`, timing.repeat?.boundsPeriod?.start),
  ];
}

/** Does it begin after the order's own period has ended? */
function isLaterPhase(date: PlannedDate, request: MedicationRequest): boolean {
  const ends = list(request.dosageInstruction)
    .map((dosage): Period | undefined => dosage.timing?.repeat?.boundsPeriod)
    .flatMap((period) => spanOf(period?.end) ?? []);
  return ends.length > 0 && ends.every((end) => date.span.first > end.last);
}

function isAfter(span: DaySpan | undefined, other: DaySpan): boolean {
  return span !== undefined && span.first > other.last;
}

function dated(path: string, value: unknown): readonly PlannedDate[] {
  const span = spanOf(value);
  return span ? [{ span, text: (value as string).trim(), path }] : NO_DATE;
}

/** A partial date begins on its first possible day. */
function bySoonest(a: PlannedDate, b: PlannedDate): number {
  return a.span.first - b.span.first;
}
