/** The draft as each hook lays it before a service: what stands in its context, and what the EHR has stored already. */
import type { HookName } from '../core/call.js';
import type { Appointment, Bundle, FhirResource } from '../core/fhir.js';
import type { Draft, DraftPlan, Place } from './draft.js';
import { organizationAt } from './draft.js';
import { without } from './without.js';

export interface HookSituation {
  readonly context: Readonly<Record<string, unknown>>;
  /** Resources of the EHR that the context only refers to. */
  readonly stored: readonly FhirResource[];
  /** What was made up, in sentences. */
  readonly notes: readonly string[];
}

const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
const PERFORMER = 'sandbox-performer';

export function situationOf(
  hook: HookName,
  draft: Draft,
  plan: DraftPlan,
  crd: '2.0' | '2.2',
): HookSituation {
  switch (hook) {
    case 'order-sign':
      return { context: draftContext(draft, plan), stored: [], notes: [] };
    case 'order-select':
      return {
        context: { ...draftContext(draft, plan), selections: draft.orders.map(referenceTo) },
        stored: [],
        notes: [],
      };
    case 'order-dispatch':
      return dispatchSituation(draft, plan, crd);
    case 'appointment-book':
      return bookingSituation(draft, plan);
  }
}

function draftContext(draft: Draft, plan: DraftPlan) {
  const { encounterId } = plan.details;
  return {
    userId: plan.userId,
    patientId: plan.patientId,
    ...(encounterId !== undefined && { encounterId }),
    draftOrders: bundleOf([...draft.orders, ...draft.services]),
  };
}

/** An order that was signed before, and somebody chosen to carry it out (order-dispatch 1.0, and 1.1 for CRD 2.2). */
function dispatchSituation(draft: Draft, plan: DraftPlan, crd: '2.0' | '2.2'): HookSituation {
  const orders = draft.orders.map(referenceTo);
  const performer = plan.place && performerAt(plan.place);
  return {
    context: {
      patientId: plan.patientId,
      ...(crd === '2.0' ? { order: orders[0] } : { dispatchedOrders: orders }),
      performer: performer === undefined ? plan.userId : referenceTo(performer),
    },
    stored: [...[...draft.orders, ...draft.services].map(signed), ...(performer ? [performer] : [])],
    notes: [
      'The order is sent as one that was signed before; it is prefetched, because it is stored on no server.',
      ...(crd === '2.0' && orders.length > 1
        ? ['In CRD 2.0 this hook names one order, so the second drug is left out.']
        : []),
      performer
        ? 'The performer was made up from the payer’s directory.'
        : 'Without a site, the prescriber is the performer, which does not say where.',
    ],
  };
}

function bookingSituation(draft: Draft, plan: DraftPlan): HookSituation {
  const visits = draft.services.filter(({ id }) => id?.startsWith('infusion-'));
  const bookings = (visits.length > 0 ? visits : draft.orders).map((order, index) =>
    booking(order, plan, index + 1),
  );
  const { encounterId } = plan.details;
  return {
    context: {
      userId: plan.userId,
      patientId: plan.patientId,
      ...(encounterId !== undefined && { encounterId }),
      appointments: bundleOf(bookings),
    },
    stored: [...draft.orders, ...draft.services].map(signed),
    notes: [
      'The appointment is for orders that were signed before; they are prefetched, because they are stored on no server.',
    ],
  };
}

function booking(order: FhirResource, plan: DraftPlan, number: number): Appointment {
  const patient = { reference: `Patient/${plan.patientId}` };
  const isService = order.resourceType === 'ServiceRequest';
  return {
    resourceType: 'Appointment',
    id: `appointment-${number}`,
    ...(plan.place && { contained: [locationAt(plan.place)] }),
    status: 'proposed',
    ...(isService
      ? { basedOn: [{ reference: referenceTo(order) }] }
      : { supportingInformation: [{ reference: referenceTo(order) }] }),
    start: `${plan.plannedDate}T13:00:00Z`,
    end: `${plan.plannedDate}T16:00:00Z`,
    participant: [
      { actor: patient, status: 'accepted' },
      ...(plan.place
        ? [
            {
              actor: { reference: '#place', type: 'Location', display: plan.place.name },
              status: 'needs-action' as const,
            },
          ]
        : []),
    ],
  };
}

function locationAt(place: Place): FhirResource {
  const { placeOfService } = place.site;
  return {
    resourceType: 'Location',
    id: 'place',
    name: place.name,
    ...(placeOfService !== undefined && { type: [{ coding: [{ system: POS, code: placeOfService }] }] }),
    managingOrganization: organizationAt(place),
  };
}

function performerAt(place: Place): FhirResource & { readonly id: string } {
  const { identifier } = organizationAt(place);
  return {
    resourceType: 'Organization',
    id: PERFORMER,
    ...(identifier && { identifier: [identifier] }),
    active: true,
    name: place.name,
  };
}

/** In these hooks the order stands in the EHR already: it is no draft any more, and the site is not written on it. */
function signed<T extends FhirResource>(order: T): T {
  return { ...without(order, ['performer', 'locationCode']), status: 'active' };
}

export function bundleOf(resources: readonly FhirResource[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map((resource) => ({ resource })),
  };
}

function referenceTo({ resourceType, id }: FhirResource): string {
  return `${resourceType}/${id}`;
}
