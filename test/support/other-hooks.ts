/** Calls of the hooks beside order-sign: a situation as each of them lays it before the service. */
import type { Appointment, FhirResource, MedicationRequest, Reference, ServiceRequest } from 'fhir/r4.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { without } from '../crd/support.js';
import { asBareCall, asPrefetch, transactionOf, type Situation } from './scenarios/request.js';
import type { FhirServer } from './fhir-server.js';

export const TOKEN = 'token-of-the-other-hooks';

/** order-select of some orders of a draft. */
export function selecting(situation: Situation, ...selections: readonly string[]): HookRequest {
  const { context, ...call } = asPrefetch(situation);
  return { ...call, hook: 'order-select', context: { ...context, selections } };
}

export interface Dispatch {
  readonly orders: readonly (MedicationRequest | ServiceRequest)[];
  /** Beside the orders: patient, coverage, places, history. */
  readonly chart: readonly FhirResource[];
  /** References; those of all `orders` when absent. */
  readonly dispatched?: readonly string[];
  readonly performer?: string;
}

/** order-dispatch under the names of version 1.1, with everything prefetched: the orders stand in the chart. */
export function dispatching({ orders, chart, dispatched, performer }: Dispatch): HookRequest {
  const everything = asPrefetch({ draft: [], chart: [...orders, ...chart] });
  return {
    hook: 'order-dispatch',
    hookInstance: crypto.randomUUID(),
    context: {
      patientId: 'p1',
      dispatchedOrders: dispatched ?? orders.map((order) => `${order.resourceType}/${order.id}`),
      performer: performer ?? 'Organization/h',
    },
    prefetch: { ...everything.prefetch, places: placesOf(chart) },
  };
}

export interface Booking {
  readonly appointments: readonly object[];
  /** Orders, patient, coverage, places, history. */
  readonly chart: readonly FhirResource[];
}

export function booking({ appointments, chart }: Booking): HookRequest {
  const everything = asPrefetch({ draft: [], chart });
  return {
    hook: 'appointment-book',
    hookInstance: crypto.randomUUID(),
    context: {
      userId: 'Practitioner/clerk1',
      patientId: 'p1',
      appointments: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: appointments.map((resource) => ({ resource: resource as Appointment })),
      },
    },
    prefetch: { ...everything.prefetch, places: placesOf(chart) },
  };
}

/** Appointment/a1 on 8 October at the hospital's infusion department, based on ServiceRequest/s1. */
export function appointment(differences: Partial<Appointment> = {}): Appointment {
  return {
    resourceType: 'Appointment',
    id: 'a1',
    status: 'proposed',
    start: '2025-10-08T14:00:00Z',
    basedOn: [{ reference: 'ServiceRequest/s1' }],
    participant: [at('Patient/p1'), at('Location/h1')],
    ...differences,
  };
}

export function at(reference: string, more: Partial<Reference> = {}): Appointment['participant'][number] {
  return { actor: { reference, ...more }, status: 'needs-action' };
}

/** The same call without prefetch: what it needs is on the server. */
export function readingFrom(
  ehr: FhirServer,
  request: HookRequest,
  stored: readonly FhirResource[],
): HookRequest {
  ehr.load(transactionOf(stored));
  return {
    ...without(request, 'prefetch'),
    hookInstance: crypto.randomUUID(),
    fhirServer: ehr.url,
    fhirAuthorization: {
      access_token: TOKEN,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'user/*.rs',
      subject: 'site-of-care-cds',
    },
  };
}

/** order-select or order-sign of a draft, read from the server. */
export function readingDraft(
  ehr: FhirServer,
  situation: Situation,
  hook: 'order-sign' | 'order-select',
): HookRequest {
  const { context, ...call } = asBareCall(situation);
  const selections = situation.draft.map((order) => `${order.resourceType}/${order.id}`);
  const request = { ...call, hook, context: hook === 'order-select' ? { ...context, selections } : context };
  return readingFrom(ehr, request, situation.chart);
}

/** Places and people under a key of the client's own choice. */
function placesOf(chart: readonly FhirResource[]): object {
  const types = [
    'Location',
    'Organization',
    'PractitionerRole',
    'HealthcareService',
    'CareTeam',
    'Practitioner',
  ];
  const found = chart.filter(({ resourceType }) => types.includes(resourceType));
  return { resourceType: 'Bundle', type: 'searchset', entry: found.map((resource) => ({ resource })) };
}
