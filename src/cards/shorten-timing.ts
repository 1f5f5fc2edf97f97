/**
 * The elements of an order that say how long it runs, ended earlier. Everything is worked out on the parsed order and written
 * into the one that keeps its numbers as they came.
 */
import { list } from '../core/chart/read.js';
import { formatDay, spanOf } from '../core/dates.js';
import type { Dosage, MedicationRequest, Period, Timing } from '../core/fhir.js';
import { dosingIntervalDays, orderedSpan } from '../core/orders/duration.js';
import type { Order } from '../core/orders/types.js';

type Repeat = NonNullable<Timing['repeat']>;
type Duration = NonNullable<Repeat['boundsDuration']>;

const UCUM = 'http://unitsofmeasure.org';

/** Undefined when one of the dosages cannot be ended by that day. */
export function shortenedDosages(
  request: MedicationRequest,
  parsed: Order,
  last: number,
): MedicationRequest | undefined {
  const said: unknown = parsed.request.dosageInstruction;
  const written = request.dosageInstruction;
  if (!Array.isArray(said) || !written) return undefined;
  const dosages = written.map((dosage, index) => {
    const one = (said as readonly (Dosage | null)[])[index];
    return one ? shortenedDosage(dosage, one, parsed, last) : undefined;
  });
  const done = dosages.filter((one) => one !== undefined);
  return done.length < dosages.length ? undefined : { ...request, dosageInstruction: done };
}

function shortenedDosage(written: Dosage, said: Dosage, order: Order, last: number): Dosage | undefined {
  const { timing } = said;
  if (!timing) return written;
  const isLate = (day: string): boolean => (spanOf(day)?.first ?? 0) > last;
  const events = list(timing.event);
  const kept = events.filter((day) => !isLate(day));
  if (events.length > 0 && kept.length === 0) return undefined;
  // What stands beside single days would stand beside others.
  if (kept.length < events.length && '_event' in timing) return undefined;
  const change = timing.repeat ? shortenedRepeat(timing.repeat, order, last) : {};
  if (!change) return undefined;
  return {
    ...written,
    timing: {
      ...written.timing,
      ...(kept.length < events.length && { event: [...kept] }),
      ...(Object.keys(change).length > 0 && { repeat: { ...written.timing?.repeat, ...change } }),
    },
  };
}

/** The members of `repeat` that change. The one that ends it is the one that is read (core/orders/duration.ts). */
function shortenedRepeat(repeat: Repeat, order: Order, last: number): Partial<Repeat> | undefined {
  const planned = order.planned.span.first;
  const room = last - planned + 1;
  if (repeat.boundsPeriod) {
    const first = spanOf(repeat.boundsPeriod.start)?.first ?? planned;
    if (first > last) return undefined;
    const boundsPeriod = endedBy(repeat.boundsPeriod, last);
    if (boundsPeriod === repeat.boundsPeriod) return { boundsPeriod };
    return withCount({ boundsPeriod }, repeat, order, last - first + 1);
  }
  if (room < 1) return undefined;
  const { boundsDuration, boundsRange } = repeat;
  if (boundsDuration) {
    const shorter = within(boundsDuration, room, order);
    const change = { boundsDuration: shorter };
    return shorter === boundsDuration ? change : withCount(change, repeat, order, room);
  }
  if (boundsRange?.high) {
    const { low } = boundsRange;
    const high = within(boundsRange.high, room, order);
    const lowest = low && within(low, room, order);
    const change = { boundsRange: { ...boundsRange, ...(lowest && { low: lowest }), high } };
    return high === boundsRange.high ? change : withCount(change, repeat, order, room);
  }
  return shortenedCount(repeat, order, room);
}

/** A number of doses beside bounds that end earlier: more doses than fit would still be ordered. */
function withCount(
  change: Partial<Repeat>,
  repeat: Repeat,
  order: Order,
  room: number,
): Partial<Repeat> | undefined {
  const fewer = shortenedCount(repeat, order, room);
  return fewer && { ...change, ...fewer };
}

function shortenedCount(repeat: Repeat, order: Order, room: number): Partial<Repeat> | undefined {
  const { count, countMax } = repeat;
  if ((countMax ?? count ?? 1) <= 1) return {};
  const interval = dosingIntervalDays(only(order, { repeat }));
  if (interval === undefined) return undefined;
  const most = Math.floor((room - 1) / interval) + 1;
  return {
    ...(count !== undefined && count > most && { count: most }),
    ...(countMax !== undefined && countMax > most && { countMax: most }),
  };
}

/** Undefined when what is dispensed would no longer fit what is ordered. */
export function shortenedDispense(
  request: MedicationRequest,
  { request: said, ...order }: Order,
  days: number,
  last: number,
): MedicationRequest | undefined {
  const { dispenseRequest } = request;
  if (!dispenseRequest) return undefined;
  const {
    validityPeriod,
    expectedSupplyDuration: supply,
    numberOfRepeatsAllowed: repeats,
  } = said.dispenseRequest ?? {};
  if (validityPeriod?.end !== undefined) {
    return {
      ...request,
      dispenseRequest: { ...dispenseRequest, validityPeriod: endedBy(validityPeriod, last) },
    };
  }
  const once = supply && daysOf(supply, { ...order, request: said });
  if (!supply || once === undefined) return undefined;
  if (once <= days) {
    const numberOfRepeatsAllowed = Math.min(repeats ?? 0, Math.floor(days / once) - 1);
    return { ...request, dispenseRequest: { ...dispenseRequest, numberOfRepeatsAllowed } };
  }
  if (dispenseRequest.quantity) return undefined;
  const expectedSupplyDuration = within(supply, days, { ...order, request: said });
  return {
    ...request,
    dispenseRequest: {
      ...dispenseRequest,
      expectedSupplyDuration,
      ...(repeats !== undefined && { numberOfRepeatsAllowed: 0 }),
    },
  };
}

/** A period that ends on that day, or before when it did already. */
export function endedBy(period: Period, last: number): Period {
  const end = spanOf(period.end);
  return end && end.last <= last ? period : { ...period, end: formatDay(last) };
}

/** A duration of at most so many days: in its own unit where they are a whole number of it, else in days. */
function within(duration: Duration, days: number, order: Order): Duration {
  if ((daysOf(duration, order) ?? 0) <= days) return duration;
  const unit = daysOf({ ...duration, value: 1 }, order);
  const value = unit === undefined ? 0 : Math.floor(days / unit);
  if (value > 0 && daysOf({ ...duration, value }, order) === days) return { ...duration, value };
  return { ...duration, value: days, unit: 'days', system: UCUM, code: 'd' };
}

/** As core/orders/duration.ts counts them. */
function daysOf(boundsDuration: Duration, order: Order): number | undefined {
  return orderedSpan(only(order, { repeat: { boundsDuration } }))?.days;
}

/** The order as if this timing were all it says. */
function only(order: Order, timing: Timing): Order {
  const request = { ...order.request, dispenseRequest: {}, dosageInstruction: [{ timing }] };
  return { ...order, request, companions: [] };
}
