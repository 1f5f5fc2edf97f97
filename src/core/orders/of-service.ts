/** A ServiceRequest that a hook laid before us → the drug orders it stands for, with the service as their carrier. */
import type { Obtained } from '../chart/chart.js';
import { orderOf } from './build.js';
import type { DraftContext } from './companions.js';
import { drugByCode } from './drug-by-code.js';
import { drugsOfService } from './drugs-of-service.js';
import type { Order } from './types.js';

/**
 * Drug orders that one call may lead to. Services and orders that all name each other multiply, and each order costs a decision: a small
 * call must not keep the process busy for minutes.
 */
export const MOST_ORDERS = 500;

export const TOO_MANY = `The call leads to more than ${MOST_ORDERS} drug orders; the rest was not looked at.`;

/** Empty when no drug is known behind the service. A MedicationRequest says more than a code, so it comes first. */
export function ordersOfService(
  service: Obtained,
  context: DraftContext,
  today: number,
  carrier = service,
  most = MOST_ORDERS,
): readonly Order[] {
  const linked = drugsOfService(service, context.chart, context.patientId);
  const own = linked.length > 0 ? undefined : drugByCode(service);
  const drugs = [...linked, ...(own ? [own] : [])].slice(0, most);
  return drugs.map((drug) => orderOf(drug, { ...context, orders: drugs }, today, carrier));
}
