/** Types that the made-up EHR holds back for a patient, as hospitals do: a tag on the Patient names them. */
import type { FhirStore, Json } from './fhir-store.js';

const REFUSES = 'urn:site-of-care-cds:sandbox-refuses';
const PATIENT_PARAMS = ['patient', 'subject', 'beneficiary'];

/** Is a search of this type about a patient for whom the type is not given out? */
export function isRefused(store: FhirStore, type: string, query: URLSearchParams): boolean {
  return PATIENT_PARAMS.flatMap((name) => query.getAll(name)).some((value) => {
    const patient = store.read('Patient', value.slice(value.lastIndexOf('/') + 1));
    const tags = (patient?.['meta'] as Json | undefined)?.['tag'];
    return (
      Array.isArray(tags) && (tags as Json[]).some(({ system, code }) => system === REFUSES && code === type)
    );
  });
}
