/** The orders an EHR would have on its screen: the drug, the visit that gives it, and where the treatment goes on. */
import { addDays } from './days.js';
import type { Coding, MedicationRequest, Reference, ServiceRequest } from '../core/fhir.js';
import { SYSTEM } from '../core/terminology/systems.js';
import type { DrugChoice, OrderDetails, Site } from './stories.js';

/** A site with the name and number the payer's directory has for it. */
export interface Place {
  readonly site: Site;
  readonly name: string;
  readonly npi?: string;
}

export interface DraftPlan {
  readonly patientId: string;
  readonly userId: string;
  /** One, or two that are signed together. */
  readonly drugs: readonly DrugChoice[];
  /** Undefined: the order does not say where. */
  readonly place: Place | undefined;
  readonly continuation: Place | undefined;
  readonly details: OrderDetails;
  /** `2025-10-01` */
  readonly today: string;
  readonly plannedDate: string;
  /** Last day of the order; absent: open. */
  readonly until?: string;
  /** How the drug is given, as far as the tables know. */
  readonly routeOf: (drug: DrugChoice) => Coding;
}

export interface Draft {
  readonly orders: readonly MedicationRequest[];
  readonly services: readonly ServiceRequest[];
}

const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/medicationrequest-category';
const NPI = 'http://hl7.org/fhir/sid/us-npi';
/** Days after the first dose on which the treatment goes on elsewhere: week 6 of an infliximab induction. */
const CONTINUES_AFTER = 42;

export function draftOf(plan: DraftPlan): Draft {
  const orders = plan.drugs.map((drug, index) => drugOrder(plan, drug, index + 1));
  const visits = plan.place ? plan.drugs.map((_, index) => visit(plan, plan.place as Place, index + 1)) : [];
  const next = plan.continuation ? [continuation(plan, plan.continuation)] : [];
  return { orders, services: [...visits, ...next] };
}

function drugOrder(plan: DraftPlan, drug: DrugChoice, number: number): MedicationRequest {
  const { details } = plan;
  const self = details.selfAdministered === true;
  return {
    resourceType: 'MedicationRequest',
    id: `order-${number}`,
    status: 'draft',
    intent: 'order',
    category: [{ coding: [{ system: CATEGORY, code: self ? 'community' : 'outpatient' }] }],
    medicationCodeableConcept: {
      coding: [{ system: drug.system, code: drug.code, display: drug.display }],
      text: drug.display,
    },
    subject: patientOf(plan),
    ...(details.encounterId !== undefined && {
      encounter: { reference: `Encounter/${details.encounterId}` },
    }),
    ...(plan.place && { supportingInformation: [{ reference: `ServiceRequest/infusion-${number}` }] }),
    authoredOn: plan.today,
    requester: { reference: plan.userId },
    ...(self && { performer: patientOf(plan) }),
    ...(details.note !== undefined && { note: [{ text: details.note }] }),
    dosageInstruction: [dosage(plan, drug, self)],
  };
}

function dosage(plan: DraftPlan, drug: DrugChoice, self: boolean) {
  const route = plan.routeOf(drug);
  return {
    ...(self && { patientInstruction: 'Inject yourself every 4 weeks.' }),
    timing: {
      repeat: {
        boundsPeriod: {
          start: plan.plannedDate,
          ...(plan.until !== undefined && { end: plan.until }),
        },
      },
    },
    route: { coding: [route], ...(route.display !== undefined && { text: route.display }) },
  };
}

function visit(plan: DraftPlan, place: Place, number: number): ServiceRequest {
  return { ...serviceAt(plan, place, `infusion-${number}`), occurrenceDateTime: plan.plannedDate };
}

function continuation(plan: DraftPlan, place: Place): ServiceRequest {
  const start = addDays(plan.plannedDate, CONTINUES_AFTER);
  return { ...serviceAt(plan, place, 'continuation-1'), occurrencePeriod: { start } };
}

function serviceAt(plan: DraftPlan, place: Place, id: string): ServiceRequest {
  const { placeOfService, service } = place.site;
  return {
    resourceType: 'ServiceRequest',
    id,
    status: 'draft',
    intent: 'order',
    ...(service !== undefined && { code: { coding: [{ system: SYSTEM.cpt, code: service }] } }),
    subject: patientOf(plan),
    authoredOn: plan.today,
    requester: { reference: plan.userId },
    ...(placeOfService !== undefined && {
      locationCode: [{ coding: [{ system: POS, code: placeOfService }] }],
    }),
    performer: [organizationAt(place)],
  };
}

/** By name and number, as an EHR names a place that is no resource of its own. */
export function organizationAt({ name, npi }: Place): Reference {
  return {
    type: 'Organization',
    ...(npi !== undefined && { identifier: { system: NPI, value: npi } }),
    display: name,
  };
}

function patientOf({ patientId }: DraftPlan): Reference {
  return { reference: `Patient/${patientId}` };
}
