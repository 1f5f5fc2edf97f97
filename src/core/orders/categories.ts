/** MedicationRequest.category in the words of HL7's medicationrequest-category: inpatient, outpatient, community, discharge. */
import { codings, list, text } from '../chart/read.js';
import type { MedicationRequest } from '../fhir.js';

export type MedicationCategory = 'inpatient' | 'outpatient' | 'community' | 'discharge';

const SYSTEM = /medicationrequest-category$/;
const CODES: ReadonlySet<string> = new Set<MedicationCategory>([
  'inpatient',
  'outpatient',
  'community',
  'discharge',
]);

/** Coded categories; a code without a system counts, one of a foreign system or text alone does not. */
export function medicationCategories(request: MedicationRequest): ReadonlySet<MedicationCategory> {
  const found = new Set<MedicationCategory>();
  for (const concept of list(request.category)) {
    for (const coding of codings(concept)) {
      const code = text(coding.code)?.trim().toLowerCase() ?? '';
      const isOurs = text(coding.system) === undefined || SYSTEM.test(String(coding.system));
      if (isOurs && CODES.has(code)) found.add(code as MedicationCategory);
    }
  }
  return found;
}
