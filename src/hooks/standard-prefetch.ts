/**
 * What this service takes of the standard prefetch of CRD 2.2, hook by hook (CR-50, CR-51): the standard's keys and expressions, and what
 * the standard leaves out and the answer needs: the payor (CR-43), the performer, the organization behind a place, drug orders that a
 * service names. A key that others build on stands before them (CH-06).
 */
import type { HookName } from '../core/call.js';

/** Prefetch key → template. */
export type PrefetchTemplates = Readonly<Record<string, string>>;

const ALTERNATE = "extension('http://hl7.org/fhir/StructureDefinition/alternate-reference').value";
const DRAFT = 'context.draftOrders.entry.resource';
const DISPATCHED = 'context.dispatchedOrders.resolve()';
const APPOINTMENT = 'context.appointments.entry.resource';
const DRUG_ORDER = '%medicationRequests.entry.resource';
const SERVICE = '%serviceRequests.entry.resource';

const PAYOR = byId('Organization', '%coverage.entry.resource.payor.resolve().ofType(Organization).id');

/** Drug orders that a service names. */
const BEHIND_SERVICE = ['basedOn', 'supportingInfo'].map(
  (element) => `${SERVICE}.${element}.resolve().ofType(MedicationRequest).id`,
);

const DRAFT_KEYS: PrefetchTemplates = {
  payor: PAYOR,
  medications: byId('Medication', `${DRAFT}.ofType(MedicationRequest).medication.resolve().id`),
  ...places([DRAFT], []),
};

export const STANDARD_PREFETCH: Readonly<Record<HookName, PrefetchTemplates>> = {
  'order-sign': DRAFT_KEYS,
  'order-select': DRAFT_KEYS,
  'order-dispatch': {
    payor: PAYOR,
    performer: '{{context.performer}}',
    serviceRequests: byId('ServiceRequest', `${DISPATCHED}.ofType(ServiceRequest).id`),
    medicationRequests: byId(
      'MedicationRequest',
      `${DISPATCHED}.ofType(MedicationRequest).id`,
      ...BEHIND_SERVICE,
    ),
    medications: byId('Medication', `${DRUG_ORDER}.medication.resolve().id`),
    ...places([DRUG_ORDER, SERVICE], ['%performer']),
  },
  'appointment-book': {
    payor: PAYOR,
    serviceRequests: byId('ServiceRequest', `${APPOINTMENT}.basedOn.resolve().ofType(ServiceRequest).id`),
    medicationRequests: byId(
      'MedicationRequest',
      `${APPOINTMENT}.basedOn.${ALTERNATE}.resolve().ofType(MedicationRequest).id`,
      `${APPOINTMENT}.supportingInformation.resolve().ofType(MedicationRequest).id`,
      ...BEHIND_SERVICE,
    ),
    medications: byId('Medication', `${DRUG_ORDER}.medication.resolve().id`),
    ...places([DRUG_ORDER, SERVICE], [], `${APPOINTMENT}.participant.actor`),
  },
};

/**
 * Where the requests say the drug is given.
 *
 * @param requests paths to the requests
 * @param roles paths to what may itself be a role with place and organization
 * @param actors path to references of any of these kinds
 */
function places(
  requests: readonly string[],
  roles: readonly string[],
  ...actors: readonly string[]
): PrefetchTemplates {
  const performers = [...requests.map((request) => `${request}.performer`), ...actors];
  const named = (type: string): readonly string[] =>
    performers.map((path) => `${path}.resolve().ofType(${type}).id`);
  const everyRole = ['%practitionerRoles.entry.resource', ...roles];
  return {
    practitionerRoles: byId('PractitionerRole', ...named('PractitionerRole')),
    locations: byId(
      'Location',
      ...everyRole.map((role) => `${role}.location.resolve().id`),
      ...requests.map((request) => `${request}.locationReference.resolve().id`),
      ...actors.map((path) => `${path}.resolve().ofType(Location).id`),
    ),
    organizations: byId(
      'Organization',
      ...everyRole.map((role) => `${role}.organization.resolve().id`),
      ...requests.map((request) => `${request}.dispenseRequest.performer.resolve().id`),
      ...named('Organization'),
      '%locations.entry.resource.managingOrganization.resolve().id',
    ),
  };
}

/** Alternatives are joined by `|` inside one token. */
function byId(resourceType: string, ...expressions: readonly string[]): string {
  return `${resourceType}?_id={{${expressions.join('|')}}}`;
}
