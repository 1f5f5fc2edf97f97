/** Orders, services and charts for tests: the base facts of facts/criteria.md §10, with any element replaced or left out. */
import { Chart, type Availability, type Obtained } from '../../src/core/chart/chart.js';
import { spanOf } from '../../src/core/dates.js';
import type { Provenance } from '../../src/core/evidence.js';
import type { FhirResource } from '../../src/core/fhir.js';
import { buildOrders } from '../../src/core/orders/build.js';
import type { Order } from '../../src/core/orders/types.js';

export const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
export const NUCC = 'http://nucc.org/provider-taxonomy';
export const ROLE = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
export const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
export const NPI = 'http://hl7.org/fhir/sid/us-npi';
export const CPT = 'http://www.ama-assn.org/go/cpt';
export const CATEGORY = 'http://terminology.hl7.org/CodeSystem/medicationrequest-category';

/** 1 October 2025, the day of evaluation. */
export const TODAY = day('2025-10-01');

/** Elements of any shape: tests also send what FHIR forbids. */
export type Elements = Readonly<Record<string, unknown>>;

export function day(text: string): number {
  const span = spanOf(text);
  if (!span) throw new Error(`${text} is no day`);
  return span.first;
}

export function concept(system: string, code: string): { coding: { system: string; code: string }[] } {
  return { coding: [{ system, code }] };
}

/** MedicationRequest/m1, planned for 8 October by its service. */
export function medicationRequest(elements: Elements = {}): Elements {
  return {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '191831' }],
    },
    supportingInformation: [{ reference: 'ServiceRequest/s1' }],
    ...elements,
  };
}

/** ServiceRequest/s1, an infusion service on 8 October. */
export function serviceRequest(elements: Elements = {}): Elements {
  return {
    resourceType: 'ServiceRequest',
    id: 's1',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    code: concept(CPT, '96413'),
    occurrenceDateTime: '2025-10-08',
    ...elements,
  };
}

export function bundle(...resources: readonly unknown[]): Elements {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}

/** A chart that holds these resources, and answered these keys. */
export function chartOf(
  resources: readonly Elements[] = [],
  keys: Readonly<Record<string, Availability>> = {},
  source: Provenance = 'prefetch',
): Chart {
  const obtained = resources.map((elements): Obtained => {
    const resource = elements as unknown as FhirResource;
    return { resource, reference: `${resource.resourceType}/${resource.id}`, source };
  });
  const results = Object.entries(keys).map(([key, availability]) => ({ key, availability, obtained: [] }));
  return Chart.empty().withResources(obtained).with(results);
}

export const COMPLETE: Availability = { state: 'complete' };

/** The orders of a draft with these resources. */
export function ordersIn(resources: readonly unknown[], chart: Chart = Chart.empty()): readonly Order[] {
  return buildOrders(bundle(...resources), chart, TODAY, 'p1').orders;
}

/** The first order of a draft with these resources. */
export function orderIn(resources: readonly unknown[], chart: Chart = Chart.empty()): Order {
  const [order] = ordersIn(resources, chart);
  if (!order) throw new Error('the draft holds no usable order');
  return order;
}
