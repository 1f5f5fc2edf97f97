/**
 * Ends an order earlier, in the element its length was read from (core/orders/duration.ts), and changes nothing else.
 * What cannot be shortened for certain is left alone, so that a person does it: a dosage that begins later, a number of doses
 * without an interval, a quantity that would no longer fit.
 */
import { list } from '../core/chart/read.js';
import { orderedSpan } from '../core/orders/duration.js';
import { spanOf } from '../core/dates.js';
import type { MedicationRequest, ServiceRequest, Timing } from '../core/fhir.js';
import type { Order } from '../core/orders/types.js';
import { endedBy, shortenedDispense, shortenedDosages } from './shorten-timing.js';

export interface Shortened {
  readonly resource: MedicationRequest | ServiceRequest;
  /** Last day now, days since 1970-01-01. */
  readonly last: number;
  /** Last day before. */
  readonly wasLast: number;
}

/** Undefined where the order says nothing about its length. */
export function runsLongerThan(order: Order, days: number): boolean | undefined {
  const span = orderedSpan(asParsed(order));
  return span && span.days > days;
}

/**
 * @param days both end days count
 * @param isFree may this service be changed? `ServiceRequest/s1`
 */
export function shorten(
  order: Order,
  days: number,
  isFree: (service: string) => boolean,
): Shortened | undefined {
  const parsed = asParsed(order);
  const span = orderedSpan(parsed);
  if (!span || span.days <= days) return undefined;
  if (span.reference !== order.reference) return shortenService(order, span.reference, days, isFree);

  const [element] = span.path.split('.');
  const first = element === 'dosageInstruction' ? firstDose(parsed) : firstValid(parsed);
  const last = first + days - 1;
  const change = (request: MedicationRequest): MedicationRequest | undefined =>
    element === 'dosageInstruction'
      ? shortenedDosages(request, parsed, last)
      : shortenedDispense(request, parsed, days, last);
  const check = change(parsed.request);
  // The proof that it has become short is the same reading that found it too long.
  if (!check || (orderedSpan({ ...parsed, request: check })?.days ?? Infinity) > days) return undefined;
  const resource = change(order.request);
  return resource && { resource, last, wasLast: first + span.days - 1 };
}

/** The order with its numbers as numbers: `request` may hold them as text, so that `10.00` stays `10.00`. */
function asParsed(order: Order): Order {
  return {
    ...order,
    request: order.obtained.resource as MedicationRequest,
    companions: order.companions.map((one) => ({
      ...one,
      request: one.obtained.resource as ServiceRequest,
    })),
  };
}

/** First day of the dosages, as core/orders/duration.ts counts them. */
function firstDose({ request, planned }: Order): number {
  const days = list(request.dosageInstruction).flatMap(({ timing }) => {
    const events = list(timing?.event).flatMap((one) => spanOf(one)?.first ?? []);
    const start = spanOf(timing?.repeat?.boundsPeriod?.start)?.first;
    return timing?.repeat ? [...events, start ?? planned.span.first] : events;
  });
  return Math.min(...(days.length > 0 ? days : [planned.span.first]));
}

function firstValid({ request, planned }: Order): number {
  return spanOf(request.dispenseRequest?.validityPeriod?.start)?.first ?? planned.span.first;
}

/** The length was read from the service beside an order that has none of its own. */
function shortenService(
  order: Order,
  reference: string,
  days: number,
  isFree: (service: string) => boolean,
): Shortened | undefined {
  const companion = order.companions.find((one) => one.reference === reference);
  if (companion?.obtained.source !== 'draft' || !companion.request.id || !isFree(reference)) return undefined;
  const { request } = companion;
  const timing = request.occurrenceTiming;
  const period = request.occurrencePeriod ?? timing?.repeat?.boundsPeriod;
  const first = spanOf(period?.start)?.first ?? order.planned.span.first;
  const wasLast = spanOf(period?.end)?.last;
  if (!period || wasLast === undefined) return undefined;
  const said = (companion.obtained.resource as ServiceRequest).occurrenceTiming;
  if (!request.occurrencePeriod && countsDoses(said)) return undefined;
  const last = first + days - 1;
  const shortened = endedBy(period, last);
  const resource: ServiceRequest = request.occurrencePeriod
    ? { ...request, occurrencePeriod: shortened }
    : { ...request, occurrenceTiming: { ...timing, repeat: { ...timing?.repeat, boundsPeriod: shortened } } };
  return { resource, last, wasLast };
}

/** Visits that are listed or counted would still be ordered when only their period ends. */
function countsDoses(timing: Timing | undefined): boolean {
  const { countMax, count } = timing?.repeat ?? {};
  return list(timing?.event).length > 0 || (countMax ?? count ?? 1) > 1;
}
