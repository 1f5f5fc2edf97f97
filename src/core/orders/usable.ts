/** Why a request is nothing to answer: it is for somebody else, asks not to do it, or has ended. */
import type { Obtained } from '../chart/chart.js';
import { typeAndId } from '../chart/references.js';
import type { MedicationRequest, ServiceRequest } from '../fhir.js';

/** Statuses after which nothing will be given under the request. */
const ENDED: ReadonlySet<unknown> = new Set(['cancelled', 'stopped', 'revoked', 'entered-in-error']);

/** Undefined for a request that can be answered. An order without a drug stays an order. */
export function whyNot({ resource, reference }: Obtained, patientId: string): string | undefined {
  const request = resource as Partial<MedicationRequest | ServiceRequest>;
  const subject = typeAndId(request.subject?.reference);
  if (subject !== undefined && subject !== `Patient/${patientId}`) {
    return `${reference} is for another subject than the patient of this call.`;
  }
  if (request.doNotPerform === true) {
    const drug = resource.resourceType === 'MedicationRequest';
    return `${reference} asks not to ${drug ? 'give the drug' : 'perform the service'}.`;
  }
  if (ENDED.has(request.status))
    return `${reference} has the status ${request.status}, so nothing will be given.`;
  return undefined;
}
