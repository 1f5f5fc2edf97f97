/** The ServiceRequests that belong to a drug order, and how (facts/criteria.md §4.2, "Linking the drug order"). */
import type { Chart, Obtained } from '../chart/chart.js';
import { list, text } from '../chart/read.js';
import { resolve, typeAndId } from '../chart/references.js';
import type { Identifier, MedicationRequest, Reference, ServiceRequest } from '../fhir.js';
import { administrationService } from './administration-services.js';
import type { Companion, CompanionLink } from './types.js';

/** What linking needs to know of the draft: its drug orders, its services, and the chart that also holds them. */
export interface DraftContext {
  readonly orders: readonly Obtained[];
  readonly services: readonly Obtained[];
  readonly chart: Chart;
  readonly patientId: string;
}

const RANK: readonly CompanionLink[] = [
  'supportingInformation',
  'basedOn',
  'group',
  'only-one',
  'same-draft',
];
const VOID_STATUS: ReadonlySet<unknown> = new Set(['revoked', 'entered-in-error']);

/** Companions of one order, strongest link first. Explicit links are followed into the chart too, not only into the draft. */
export function companionsOf(order: Obtained, context: DraftContext): readonly Companion[] {
  const linked = new Map<string, Companion>();
  const add = (service: Obtained, link: CompanionLink): void => {
    if (!linked.has(service.reference)) {
      linked.set(service.reference, {
        reference: service.reference,
        request: service.resource as ServiceRequest,
        link,
        obtained: service,
      });
    }
  };

  const request = order.resource as MedicationRequest;
  const draft = new Map(context.services.map((service) => [service.resource, service]));
  const known = new Map(context.services.map((service) => [service.reference, service]));
  for (const service of context.chart.all('ServiceRequest')) {
    if (!draft.has(service.resource) && !known.has(service.reference)) known.set(service.reference, service);
  }
  const services = [...known.values()].filter((service) => counts(service, context.patientId));

  for (const [references, link] of [
    [list(request.supportingInformation), 'supportingInformation'],
    [list(request.basedOn), 'basedOn'],
  ] as const) {
    for (const reference of references) {
      const service = serviceOf(reference, order, context.chart, draft, known);
      if (service && counts(service, context.patientId)) add(service, link);
    }
  }
  for (const service of services) if (isBasedOn(service, order, context.chart)) add(service, 'basedOn');
  for (const service of services) {
    const { requisition } = service.resource as ServiceRequest;
    if (sameIdentifier(requisition, request.groupIdentifier)) add(service, 'group');
  }

  const anyLinked = linked.size > 0;
  if (context.orders.length === 1) {
    for (const service of services) {
      const isFree = draft.has(service.resource) && !namesAnotherOrder(service);
      const gives = administrationService(service.resource as ServiceRequest) !== undefined;
      if (isFree) add(service, gives && !anyLinked ? 'only-one' : 'same-draft');
    }
  }
  return [...linked.values()].sort((a, b) => RANK.indexOf(a.link) - RANK.indexOf(b.link));
}

/** A service that stands for the order is linked to it as firmly as one that is based on it, however that was found. */
export function withCarrier(companions: readonly Companion[], carrier: Obtained): readonly Companion[] {
  if (carrier.resource.resourceType !== 'ServiceRequest') return companions;
  const { reference } = carrier;
  const known = companions.find((one) => one.reference === reference);
  if (known && RANK.indexOf(known.link) <= RANK.indexOf('basedOn')) return companions;
  const companion: Companion = { reference, request: carrier.resource, link: 'basedOn', obtained: carrier };
  return [companion, ...companions.filter((one) => one !== known)];
}

/** The companions that may say where the drug is given: all of the strongest kind of link there is, never `same-draft`. */
export function siteCompanions(companions: readonly Companion[]): readonly Companion[] {
  const strongest = Math.min(...companions.map(tier));
  return companions.filter((companion) => companion.link !== 'same-draft' && tier(companion) === strongest);
}

/** The two explicit links are one tier. */
function tier({ link }: Companion): number {
  return Math.max(1, RANK.indexOf(link));
}

/** Prefers the draft's own copy: it is newer than what a prefetch or read brought. */
function serviceOf(
  reference: Reference,
  order: Obtained,
  chart: Chart,
  draft: ReadonlyMap<unknown, Obtained>,
  known: ReadonlyMap<string, Obtained>,
): Obtained | undefined {
  const key = typeAndId(reference.reference);
  const found = (key === undefined ? undefined : known.get(key)) ?? resolve(chart, reference, order);
  if (found?.resource.resourceType !== 'ServiceRequest') return undefined;
  return draft.get(found.resource) ?? found;
}

/** Does the service name the order it is based on, by its id or by a fullUrl? */
export function isBasedOn(service: Obtained, order: Obtained, chart: Chart): boolean {
  return list((service.resource as ServiceRequest).basedOn).some(
    (reference) =>
      typeAndId(reference.reference) === order.reference ||
      resolve(chart, reference, service)?.resource === order.resource,
  );
}

/** Called for services not linked to the order in hand: any drug order they name is another one. */
function namesAnotherOrder(service: Obtained): boolean {
  return list((service.resource as ServiceRequest).basedOn).some((reference) =>
    typeAndId(reference.reference)?.startsWith('MedicationRequest/'),
  );
}

export function sameIdentifier(one: Identifier | undefined, other: Identifier | undefined): boolean {
  const value = text(one?.value);
  return value !== undefined && value === other?.value && one?.system === other.system;
}

function counts(service: Obtained, patientId: string): boolean {
  const { subject, status, doNotPerform } = service.resource as Partial<ServiceRequest>;
  const patient = typeAndId(subject?.reference);
  return (
    (patient === undefined || patient === `Patient/${patientId}`) &&
    doNotPerform !== true &&
    !VOID_STATUS.has(status)
  );
}
