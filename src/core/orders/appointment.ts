/** What an Appointment says: whose it is, the orders behind it, when and where it takes place. */
import type { Obtained } from '../chart/chart.js';
import { list } from '../chart/read.js';
import { typeAndId } from '../chart/references.js';
import { spanOf } from '../dates.js';
import type { Appointment, Reference } from '../fhir.js';
import { isPlausible } from './planned-date.js';
import type { PlannedDate } from './types.js';

/** `basedOn` takes ServiceRequests only; HL7's extension lets it name another kind of order (CRD 2.2, profile of Appointment). */
const ALTERNATE_REFERENCE = 'http://hl7.org/fhir/StructureDefinition/alternate-reference';

const OFF: ReadonlySet<unknown> = new Set(['cancelled', 'noshow', 'entered-in-error']);

/** Who may say where, best first: a place, a service of a place, somebody who works at one. */
const TELLING = ['Location', 'HealthcareService', 'PractitionerRole', 'Organization'];

/** Why an Appointment is nothing to answer; undefined when it is one for this patient. */
export function whyNoAppointment({ resource, reference }: Obtained, patientId: string): string | undefined {
  const { status, participant } = resource as Partial<Appointment>;
  const patients = list(participant)
    .map(({ actor }) => typeAndId(actor?.reference))
    .filter((actor) => actor?.startsWith('Patient/'));
  if (patients.length > 0 && !patients.includes(`Patient/${patientId}`))
    return `${reference} is for another patient than that of this call.`;
  if (OFF.has(status)) return `${reference} has the status ${status}, so nothing will be given.`;
  return undefined;
}

/** The orders an Appointment names, those it is based on first. */
export function orderReferences({ resource }: Obtained): {
  readonly basedOn: readonly Reference[];
  readonly others: readonly Reference[];
} {
  const { basedOn, supportingInformation } = resource as Partial<Appointment>;
  const alternates = list(basedOn)
    .flatMap(({ extension }) => list(extension))
    .filter(({ url }) => url === ALTERNATE_REFERENCE)
    .flatMap(({ valueReference }) => list(valueReference));
  return { basedOn: list(basedOn), others: [...alternates, ...list(supportingInformation)] };
}

/** Places and people that take part, those who may say where best first; who declined does not count. */
export function placesOf({ resource }: Obtained): readonly Reference[] {
  const actors = list((resource as Partial<Appointment>).participant).flatMap(({ actor, status }) =>
    actor && status !== 'declined' ? [actor] : [],
  );
  const rank = ({ reference, type }: Reference): number =>
    TELLING.indexOf(typeAndId(reference)?.split('/')[0] ?? type ?? '');
  return actors.filter((actor) => rank(actor) >= 0).sort((a, b) => rank(a) - rank(b));
}

/** When it begins, or when it was asked for; undefined when it does not say. */
export function bookedDate({ resource, reference }: Obtained, today: number): PlannedDate | undefined {
  const { start, requestedPeriod } = resource as Partial<Appointment>;
  const dates = [
    { text: start, path: 'start' },
    ...list(requestedPeriod).map((period) => ({ text: period.start, path: 'requestedPeriod.start' })),
  ];
  return dates
    .flatMap(({ text, path }): PlannedDate[] => {
      const span = spanOf(text);
      return span && text !== undefined ? [{ span, text: text.trim(), path: `${reference} ${path}` }] : [];
    })
    .find(({ span }) => isPlausible(span, today));
}
