/** The drug orders behind the Appointments of an appointment-book call. */
import type { Chart, Obtained } from '../chart/chart.js';
import { resolve } from '../chart/references.js';
import type { Reference } from '../fhir.js';
import { bookedDate, orderReferences, placesOf, whyNoAppointment } from './appointment.js';
import { orderOf } from './build.js';
import { isOtherService } from './drugs-of-service.js';
import { draftEntries } from './entries.js';
import { MOST_ORDERS, ordersOfService, TOO_MANY } from './of-service.js';
import type { FoundOrders, Order, UnusableEntry } from './types.js';
import { mayBeDrugOrder, namedKey, whyUnseen } from './unseen.js';
import { whyNot } from './usable.js';

/**
 * The answer is written on the ServiceRequest the Appointment is based on (CI-22), else on the Appointment itself.
 * @param today days since 1970-01-01
 */
export function bookedOrders(
  appointments: unknown,
  chart: Chart,
  today: number,
  patientId: string,
): FoundOrders {
  const entries = draftEntries(appointments);
  const orders: Order[] = [];
  const unusable: UnusableEntry[] = [...entries.unusable];
  for (const { index, obtained } of entries.usable) {
    if (obtained.resource.resourceType !== 'Appointment') continue;
    const room = MOST_ORDERS - orders.length;
    const reason = room > 0 ? whyNoAppointment(obtained, patientId) : TOO_MANY;
    const behind = reason === undefined ? ordersBehind(obtained, chart, today, patientId, room) : [];
    orders.push(...behind);
    const unseen = behind.length > 0 ? undefined : (reason ?? whyNothingSeen(obtained, chart));
    if (unseen !== undefined) unusable.push({ index, reference: obtained.reference, reason: unseen });
  }
  return { orders, unusable: unusable.sort((a, b) => a.index - b.index) };
}

function ordersBehind(
  appointment: Obtained,
  chart: Chart,
  today: number,
  patientId: string,
  room: number,
): readonly Order[] {
  const { basedOn, others } = orderReferences(appointment);
  const all = (references: readonly Reference[], type: string): readonly Obtained[] => {
    const found = references.flatMap((one) => resolve(chart, one, appointment) ?? []);
    const usable = found.filter(
      (one) => one.resource.resourceType === type && whyNot(one, patientId) === undefined,
    );
    return [...new Map(usable.map((one) => [one.resource, one])).values()];
  };
  const bases = all(basedOn, 'ServiceRequest');
  // What supports an appointment for physiotherapy is background, be it a drug or not.
  const isOther = bases.length > 0 && bases.every(isOtherService);
  const services = isOther ? [] : all(others, 'ServiceRequest');
  const drugs = isOther ? [] : all([...others, ...basedOn], 'MedicationRequest');
  const context = { orders: drugs, services: [...bases, ...services], chart, patientId };
  const found: Order[] = [];
  const left = (): number => room - found.length;
  for (const service of bases) found.push(...ordersOfService(service, context, today, service, left()));
  for (const drug of drugs.slice(0, left()))
    found.push(orderOf(drug, context, today, bases[0] ?? appointment));
  for (const service of services)
    found.push(...ordersOfService(service, context, today, bases[0] ?? appointment, left()));
  // A drug that several of them lead to is one order, answered on the first.
  const once = [...new Map([...found].reverse().map((order) => [order.reference, order])).values()].reverse();
  const date = bookedDate(appointment, today);
  return once.map((order) => ({
    ...order,
    ...(date && { planned: date }),
    destination: { kind: 'appointment' as const, places: placesOf(appointment), holder: appointment },
  }));
}

/** Most appointments are for no drug at all; an order that could not be looked at may be one. */
function whyNothingSeen(appointment: Obtained, chart: Chart): string | undefined {
  const { basedOn, others } = orderReferences(appointment);
  for (const reference of [...basedOn, ...others]) {
    if (resolve(chart, reference, appointment)) continue;
    const key = namedKey(reference, chart);
    if (key !== undefined && mayBeDrugOrder(key)) return whyUnseen(key, chart);
  }
  return undefined;
}
