/**
 * The keyed hash that stands for a patient in the records: enough to find and erase what belongs to a patient, of no use to someone
 * who has the records but not the key.
 */
import { createHmac } from 'node:crypto';

/** @param patientId bare id; it means something on its own FHIR server only, which is kept beside the hash */
export type PatientHash = (patientId: string) => string;

export function patientHash(key: string): PatientHash {
  // A call asks for its patient several times.
  let last: { readonly patientId: string; readonly hash: string } | undefined;
  return (patientId) => {
    if (last?.patientId !== patientId)
      last = { patientId, hash: createHmac('sha256', key).update(patientId).digest('base64url') };
    return last.hash;
  };
}

/** A FHIR server as it is kept beside the hash: base addresses differ by a slash at the end. */
export function serverOf(fhirServer: string): string {
  return fhirServer.trim().replace(/\/+$/, '');
}

/** Tells two keys apart without telling the key. */
export function keyPrint(key: string): string {
  return createHmac('sha256', key).update('print').digest('base64url').slice(0, 12);
}
