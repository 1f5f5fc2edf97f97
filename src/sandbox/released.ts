/** May a call become a file that people hand on? Only what holds no real person's data. */
import { ServiceError } from '../errors.js';
import type { Json } from './fhir-source.js';

/** What a person vouches for. */
export interface Release {
  readonly synthetic?: boolean;
  readonly deidentified?: boolean;
}

/** The embedded server holds nobody real; what came from elsewhere a person has to vouch for. */
export function checkReleased(
  {
    request,
    server,
    synthetic,
    deidentified,
  }: Release & { readonly request: Json; readonly server?: string },
  embedded: string | undefined,
  readPatient: (id: string) => Json | undefined,
): void {
  if (synthetic === true || deidentified === true) return;
  const from = (request['fhirServer'] ?? server) as unknown;
  const { patientId } = (request['context'] ?? {}) as { patientId?: unknown };
  const known = typeof patientId === 'string' && readPatient(patientId) !== undefined;
  if (embedded === undefined || from !== embedded || !known) throw new ServiceError('case-not-released');
}
