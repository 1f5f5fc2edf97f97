/** The coverage that goes with the form: the one the decision was made for, as the EHR has it. */
import type { Coverage } from 'fhir/r4.js';
import type { DecisionRecord } from '../../../src/decisions/record.js';
import { readCoverage } from '../api/dtr.js';
import { Failure } from '../api/http.js';
import type { Answer } from '../api/sandbox.js';
import { isObject, keyOf, resourcesIn, text } from '../ehr/resources.js';

/** @throws Failure when the call has none, or the server of the call cannot be read */
export async function coverageFor(
  record: DecisionRecord | undefined,
  { request }: Answer,
): Promise<Coverage> {
  const { fhirServer, fhirAuthorization, prefetch } = request;
  const reference = record?.coverage?.reference;
  const prefetched = resourcesIn(prefetch).find((one) => keyOf(one) === reference);
  if (prefetched) return prefetched as unknown as Coverage;
  if (reference === undefined || fhirServer === undefined)
    throw new Failure('The EHR has no coverage to ask for a form with.', 'Sign the order again.');
  const token = isObject(fhirAuthorization) ? text(fhirAuthorization['access_token']) : undefined;
  return readCoverage({ server: fhirServer, reference, ...(token !== undefined && { token }) });
}
