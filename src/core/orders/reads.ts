/** What has to be read to find the orders of a call that only refers to them. Drafts come with the call and need nothing. */
import type { HookCall } from '../call.js';
import type { Chart, Obtained, ReadRequest } from '../chart/chart.js';
import { readable, resolve } from '../chart/references.js';
import type { Reference, ServiceRequest } from '../fhir.js';
import { searchOf } from '../policy/reads.js';
import { orderReferences, whyNoAppointment } from './appointment.js';
import { concernsDrug, drugByCode } from './drug-by-code.js';
import { drugReferences, drugsOfService } from './drugs-of-service.js';
import { draftEntries } from './entries.js';
import { mayBeDrugOrder, namedKey } from './unseen.js';
import { whyNot } from './usable.js';

/** In one round; nobody dispatches more at once, and more would leave no time for the chart. */
const MOST_ORDERS = 50;

/** Asked again after a read, it names the next step: the service first, then the drug order behind it. */
export function orderReads(call: HookCall, chart: Chart): readonly ReadRequest[] {
  const named = namedOrders(call);
  if (named.length === 0) return [];
  const services = named.flatMap(({ reference, holder }) => {
    const found = resolve(chart, reference, holder);
    const isService = found?.resource.resourceType === 'ServiceRequest';
    return isService && whyNot(found, call.patientId) === undefined ? [found] : [];
  });
  const behind = services.flatMap((service) =>
    drugReferences(service).map((reference) => ({ reference, holder: service })),
  );
  const reads = [...named, ...behind].flatMap((one) => readOf(one, chart) ?? []);
  const single = [...new Map(reads.map((read) => [read.key, read])).values()].slice(0, MOST_ORDERS);
  if (single.length > 0) return single;
  // A service that gives a drug without naming its order: the drug order may name the service.
  const isOpen = services.some((service) => mayBeNamed(service, call, chart));
  return isOpen ? [searchOf('MedicationRequest')].flatMap((search) => search ?? []) : [];
}

/** The server did answer: there is no such resource, or it is somebody else's. Then reading has not failed. */
const GONE = /^(404|410)\b|of another patient/;

/** Were there orders to look at, and could none of them be had, prefetched or read? */
export function unreachableOrders(call: HookCall, chart: Chart): boolean {
  const named = namedOrders(call).filter(({ reference }) => {
    const key = namedKey(reference, chart);
    return key !== undefined && mayBeDrugOrder(key);
  });
  return named.length > 0 && named.every((one) => isUnreachable(one, chart));
}

function isUnreachable({ reference, holder }: Named, chart: Chart): boolean {
  if (resolve(chart, reference, holder)) return false;
  const availability = chart.availability(namedKey(reference, chart) ?? '');
  // Undefined: nobody asked, since a round reads MOST_ORDERS at most.
  if (availability === undefined) return true;
  return availability.state === 'unavailable' && !GONE.test(availability.reason);
}

interface Named {
  readonly reference: Reference;
  readonly holder?: Obtained;
}

function namedOrders({ about, patientId }: HookCall): readonly Named[] {
  switch (about.kind) {
    case 'draft':
      return [];
    case 'dispatch':
      return about.orders.map((reference) => ({ reference: { reference } }));
    case 'appointments':
      return draftEntries(about.appointments).usable.flatMap(({ obtained }) => {
        if (obtained.resource.resourceType !== 'Appointment') return [];
        if (whyNoAppointment(obtained, patientId) !== undefined) return [];
        const { basedOn, others } = orderReferences(obtained);
        return [...basedOn, ...others].map((reference) => ({ reference, holder: obtained }));
      });
  }
}

function readOf({ reference, holder }: Named, chart: Chart): ReadRequest | undefined {
  if (resolve(chart, reference, holder)) return undefined;
  const target = readable(reference, chart);
  const key = target && `${target.resourceType}/${target.id}`;
  if (!target || key === undefined || !mayBeDrugOrder(key)) return undefined;
  return chart.availability(key) === undefined ? { kind: 'read', key, ...target } : undefined;
}

function mayBeNamed(service: Obtained, { about, patientId }: HookCall, chart: Chart): boolean {
  if (!concernsDrug(service.resource as ServiceRequest) || drugByCode(service)) return false;
  if (drugsOfService(service, chart, patientId).length > 0) return false;
  // A drug order dispatched beside the only service is the one that is given there.
  const dispatched = about.kind === 'dispatch' ? about.orders : [];
  const hasDrug = dispatched.some(
    (reference) => resolve(chart, { reference })?.resource.resourceType === 'MedicationRequest',
  );
  return !hasDrug && chart.availability('medicationRequests') === undefined;
}
