/** The orders of an order-dispatch call: they exist already, so the hook names them and the chart has them (HK-08). */
import type { CallSubject } from '../call.js';
import type { Chart, Obtained } from '../chart/chart.js';
import type { ServiceRequest } from '../fhir.js';
import { orderOf } from './build.js';
import { concernsDrug } from './drug-by-code.js';
import { MOST_ORDERS, ordersOfService, TOO_MANY } from './of-service.js';
import type { Destination, FoundOrders, Order, UnusableEntry } from './types.js';
import { mayBeDrugOrder, namedKey, whyUnseen } from './unseen.js';
import { whyNot } from './usable.js';

type Dispatch = Extract<CallSubject, { kind: 'dispatch' }>;

interface Dispatched {
  readonly index: number;
  readonly obtained: Obtained;
}

/**
 * A dispatched ServiceRequest stands for the drug orders it goes with, unless those are dispatched in the same call: then
 * each takes its own answer, and the service only says where.
 * @param today days since 1970-01-01
 */
export function dispatchedOrders(
  about: Dispatch,
  chart: Chart,
  today: number,
  patientId: string,
): FoundOrders {
  const { requests, services, unusable } = found(about.orders, chart, patientId);
  const context = {
    orders: requests.map(({ obtained }) => obtained),
    services: services.map(({ obtained }) => obtained),
    chart,
    patientId,
  };
  const own = context.orders.map((obtained) => orderOf(obtained, context, today));
  const answered = new Set(own.map(({ reference }) => reference));
  let room = MOST_ORDERS - own.length;
  const carried = services.flatMap(({ index, obtained }): readonly Order[] => {
    if (room <= 0) {
      unusable.push({ index, reference: obtained.reference, reason: TOO_MANY });
      return [];
    }
    const drugs = ordersOfService(obtained, context, today, obtained, room);
    room -= drugs.length;
    const isNeeded = concernsDrug(obtained.resource as ServiceRequest) && !goesWith(obtained, own);
    if (drugs.length === 0 && isNeeded) {
      const reason = `No drug order that goes with ${obtained.reference} could be seen.`;
      unusable.push({ index, reference: obtained.reference, reason });
    }
    return drugs.filter(({ reference }) => !answered.has(reference));
  });

  const destination: Destination = { kind: 'dispatch', places: [{ reference: about.performer }] };
  return {
    orders: [...own, ...carried].map((order) => ({ ...order, destination })),
    unusable: unusable.sort((a, b) => a.index - b.index),
  };
}

/** What the chart holds of the dispatched orders, each once, and why the others cannot be used. */
function found(references: readonly string[], chart: Chart, patientId: string) {
  const requests: Dispatched[] = [];
  const services: Dispatched[] = [];
  const unusable: UnusableEntry[] = [];
  const seen = new Set<string>();
  for (const [index, reference] of references.entries()) {
    const key = namedKey({ reference }, chart);
    if (key === undefined) {
      unusable.push({ index, reason: 'The dispatched order is no reference to a resource of this server.' });
      continue;
    }
    if (seen.has(key) || !mayBeDrugOrder(key)) continue;
    seen.add(key);
    const obtained = chart.get(key);
    const reason = obtained ? whyNot(obtained, patientId) : whyUnseen(key, chart);
    if (reason !== undefined || !obtained) unusable.push({ index, reference: key, reason: reason ?? '' });
    else if (obtained.resource.resourceType === 'MedicationRequest') requests.push({ index, obtained });
    else services.push({ index, obtained });
  }
  return { requests, services, unusable };
}

function goesWith(service: Obtained, orders: readonly Order[]): boolean {
  return orders.some(({ companions }) =>
    companions.some(({ reference, link }) => reference === service.reference && link !== 'same-draft'),
  );
}
