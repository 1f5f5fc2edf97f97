/**
 * The drug orders a ServiceRequest stands for. At order-dispatch and appointment-book the EHR lays the service before
 * us (the infusion visit), and the drug is a MedicationRequest that one of the two names.
 */
import type { Chart, Obtained } from '../chart/chart.js';
import { codings, list } from '../chart/read.js';
import { resolve, typeAndId } from '../chart/references.js';
import type { MedicationRequest, Reference, ServiceRequest } from '../fhir.js';
import { knownSystem, SYSTEM } from '../terminology/systems.js';
import { isBasedOn, sameIdentifier } from './companions.js';
import { concernsDrug } from './drug-by-code.js';
import { whyNot } from './usable.js';

/** Systems whose codes say what a service is: one that is no administration is then something else, such as a test. */
const TELLING: ReadonlySet<string | undefined> = new Set([SYSTEM.cpt, SYSTEM.hcpcs, SYSTEM.loinc]);

/** Usable MedicationRequests of the chart that the service and they name each other, in the order of the chart. */
export function drugsOfService(service: Obtained, chart: Chart, patientId: string): readonly Obtained[] {
  return chart
    .all('MedicationRequest')
    .filter((order) => whyNot(order, patientId) === undefined && belong(order, service, chart));
}

/** References of the service to drug orders: what has to be read when it is not at hand. */
export function drugReferences({ resource }: Obtained): readonly Reference[] {
  const service = resource as Partial<ServiceRequest>;
  // A service may name any drug the patient takes for information; only one that gives drugs means the ordered one.
  const information = concernsDrug(service as ServiceRequest) ? list(service.supportingInfo) : [];
  return [...list(service.basedOn), ...information].filter(
    ({ reference, type }) =>
      typeAndId(reference)?.startsWith('MedicationRequest/') === true || type === 'MedicationRequest',
  );
}

function belong(order: Obtained, service: Obtained, chart: Chart): boolean {
  if (isBasedOn(service, order, chart)) return true;
  const request = order.resource as MedicationRequest;
  const names = (references: readonly Reference[], target: Obtained, from: Obtained): boolean =>
    references.some((one) => resolve(chart, one, from)?.resource === target.resource);
  if (names(list(request.basedOn), service, order) || names(drugReferences(service), order, service))
    return true;
  if (isOtherService(service)) return false;
  const { requisition } = service.resource as ServiceRequest;
  return (
    names(list(request.supportingInformation), service, order) ||
    sameIdentifier(requisition, request.groupIdentifier)
  );
}

/** Says its code that it is something else than giving a drug? A test that a drug order refers to is not how the drug is given. */
export function isOtherService({ resource }: Obtained): boolean {
  const service = resource as ServiceRequest;
  if (concernsDrug(service)) return false;
  return list(service.code)
    .flatMap(codings)
    .some(({ system, code }) => code !== undefined && TELLING.has(knownSystem(system)));
}
