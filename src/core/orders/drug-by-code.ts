/**
 * A drug that was ordered by its billing code alone: a ServiceRequest whose code is the drug's own HCPCS code (J1745),
 * with no MedicationRequest behind it. It is read as the drug order it stands for.
 */
import type { Obtained } from '../chart/chart.js';
import { codings, list, text } from '../chart/read.js';
import type { MedicationRequest, ServiceRequest } from '../fhir.js';
import { knownSystem, SYSTEM } from '../terminology/systems.js';
import { administrationService } from './administration-services.js';

/** Drugs given other than by mouth, those paid under the outpatient system, and those with temporary codes. */
const DRUG_CODE = /^[CJQ]\d{4}$/;

/** Undefined when the service names no drug. */
export function drugByCode(service: Obtained): Obtained | undefined {
  const request = service.resource as ServiceRequest;
  return hasDrugCode(request) ? { ...service, resource: asDrugOrder(request) } : undefined;
}

/** Is it the service of giving a drug, or the drug itself? */
export function concernsDrug(service: ServiceRequest): boolean {
  return administrationService(service) !== undefined || hasDrugCode(service);
}

function hasDrugCode(service: ServiceRequest): boolean {
  return list(service.code)
    .flatMap(codings)
    .some(({ system, code }) => {
      const known = knownSystem(system);
      // EHRs send HCPCS codes under the name of CPT and the reverse.
      const isBilling = known === SYSTEM.hcpcs || known === SYSTEM.cpt;
      return isBilling && DRUG_CODE.test(text(code)?.trim().toUpperCase() ?? '');
    });
}

function asDrugOrder(service: ServiceRequest): MedicationRequest {
  const { id, code, contained, subject, encounter, authoredOn, requester } = service;
  const { insurance, reasonCode, reasonReference, note, supportingInfo, occurrenceTiming } = service;
  return {
    resourceType: 'MedicationRequest',
    status: service.status === 'revoked' ? 'cancelled' : service.status,
    intent: service.intent === 'directive' ? 'order' : service.intent,
    subject,
    ...(id !== undefined && { id }),
    ...(code && { medicationCodeableConcept: code }),
    ...(contained && { contained }),
    ...(encounter && { encounter }),
    ...(authoredOn !== undefined && { authoredOn }),
    ...(requester && { requester }),
    ...(insurance && { insurance }),
    ...(reasonCode && { reasonCode }),
    ...(reasonReference && { reasonReference }),
    ...(note && { note }),
    ...(supportingInfo && { supportingInformation: supportingInfo }),
    ...(occurrenceTiming && { dosageInstruction: [{ timing: occurrenceTiming }] }),
  };
}
