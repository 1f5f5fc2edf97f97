/** The draft: the drug order and the service orders beside it. */
import type { MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { Drug } from './drugs.js';
import { PLANNED } from './scenario.js';

export const POS = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
export const CATEGORY = 'http://terminology.hl7.org/CodeSystem/medicationrequest-category';
const INTRAVENOUS = { system: SYSTEM.snomed, code: '47625008', display: 'Intravenous route' };

/** An intravenous drug order of the outpatient category whose place stands in ServiceRequest/s1. */
export function infusionOrder(drug: Drug, differences: Partial<MedicationRequest> = {}): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'draft',
    intent: 'order',
    category: [{ coding: [{ system: CATEGORY, code: 'outpatient' }] }],
    medicationCodeableConcept: drug.ordered,
    subject: { reference: 'Patient/p1' },
    authoredOn: '2025-10-01',
    requester: { reference: 'Practitioner/dr1' },
    supportingInformation: [{ reference: 'ServiceRequest/s1' }],
    insurance: [{ reference: 'Coverage/c1' }],
    dosageInstruction: planned(PLANNED),
    ...differences,
  };
}

/** The dosage of an infusion that begins on a day, and ends on another when the order says so. */
export function planned(start: string, end?: string): NonNullable<MedicationRequest['dosageInstruction']> {
  return [
    {
      text: 'intravenous infusion',
      timing: { repeat: { boundsPeriod: { start, ...(end === undefined ? {} : { end }) } } },
      route: { coding: [INTRAVENOUS], text: 'intravenous' },
    },
  ];
}

/** The infusion service at the hospital's outpatient department. */
export function hospitalService(differences: Partial<ServiceRequest> = {}): ServiceRequest {
  return service('s1', '96365', {
    locationReference: [{ reference: 'Location/h1' }],
    locationCode: [{ coding: [{ system: POS, code: '22' }] }],
    occurrenceDateTime: PLANNED,
    ...differences,
  });
}

/** The plan to go on at home once the first weeks are over. */
export function homeContinuation(differences: Partial<ServiceRequest> = {}): ServiceRequest {
  return service('s2', '99601', {
    performer: [{ reference: 'Organization/hi1' }],
    occurrencePeriod: { start: '2025-11-19' },
    ...differences,
  });
}

export function service(id: string, cpt: string, rest: Partial<ServiceRequest>): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id,
    status: 'draft',
    intent: 'order',
    code: { coding: [{ system: SYSTEM.cpt, code: cpt }] },
    subject: { reference: 'Patient/p1' },
    authoredOn: '2025-10-01',
    ...rest,
  };
}
