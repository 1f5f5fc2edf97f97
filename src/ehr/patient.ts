/** Keeps charts apart: is a resource about somebody other than the patient of the call? */
import { typeAndId } from '../core/chart/references.js';
import { list } from '../core/chart/read.js';

/** Elements that name the patient in the resource types a chart consists of (`for`: Task). */
interface About {
  readonly subject?: unknown;
  readonly patient?: unknown;
  readonly beneficiary?: unknown;
  readonly for?: unknown;
}

const PATIENT = 'Patient/';

/** The bare id, whatever prefix the EHR sent (facts: quirk 22). */
export function bareId(patientId: string): string {
  return patientId.trim().replace(/^(?:.*\/)?Patient\//, '');
}

/**
 * True only when the resource says so: it is another Patient, or refers to one. Ids are compared whole.
 * A resource that names no patient, such as an Organization or a Medication, is nobody else's.
 *
 * @param others fullUrls (urn:uuid:…) known to be other patients
 */
export function isAnothers(resource: object, patientId: string, others?: ReadonlySet<string>): boolean {
  const elements = resource as Record<string, unknown>;
  if (elements['resourceType'] === 'Patient') {
    return typeof elements['id'] === 'string' && elements['id'] !== patientId;
  }
  const { subject, patient, beneficiary, for: whom } = resource as About;
  return (
    namesAnother(subject, patientId, others) ||
    namesAnother(patient, patientId, others) ||
    namesAnother(beneficiary, patientId, others) ||
    namesAnother(whom, patientId, others)
  );
}

function namesAnother(element: unknown, patientId: string, others?: ReadonlySet<string>): boolean {
  if (element === undefined) return false;
  for (const one of list(element as object)) if (isToAnother(one, patientId, others)) return true;
  return false;
}

function isToAnother(reference: object, patientId: string, others?: ReadonlySet<string>): boolean {
  const named = (reference as { reference?: unknown }).reference;
  if (typeof named !== 'string') return false;
  if (others?.has(named)) return true;
  // Nearly every reference says it plainly.
  const isPlain = named.length === PATIENT.length + patientId.length && named.startsWith(PATIENT);
  if (isPlain && named.endsWith(patientId)) return false;
  const target = typeAndId(named);
  return target !== undefined && target.startsWith(PATIENT) && target !== `${PATIENT}${patientId}`;
}
