/** A scenario as a hook call: with everything prefetched, or with a FHIR server to read from and nothing prefetched. */
import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4.js';
import type { DraftRequest } from '../../../src/hooks/types.js';
import type { Scenario } from './scenario.js';

/** What a call is made of; the rest of a scenario is about the answer. */
export type Situation = Pick<Scenario, 'draft' | 'chart' | 'encounterId'>;

/** Prefetch key → the resource type a search under that key returns. */
export const SEARCHES: Readonly<Record<string, FhirResource['resourceType']>> = {
  coverage: 'Coverage',
  conditions: 'Condition',
  allergies: 'AllergyIntolerance',
  adverseEvents: 'AdverseEvent',
  observations: 'Observation',
  administrations: 'MedicationAdministration',
  dispenses: 'MedicationDispense',
  statements: 'MedicationStatement',
  medicationRequests: 'MedicationRequest',
  procedures: 'Procedure',
  encounters: 'Encounter',
  serviceRequests: 'ServiceRequest',
  documents: 'DocumentReference',
  claimResponses: 'ClaimResponse',
  questionnaireResponses: 'QuestionnaireResponse',
  tasks: 'Task',
  carers: 'RelatedPerson',
};

/** What a service order refers to, and comes along with it as `_include` would bring it. */
const INCLUDED = ['Location', 'Organization'];

/** The call with everything the service could want: what was not found is a complete, empty Bundle. */
export function asPrefetch(situation: Situation): DraftRequest {
  const prefetch: Record<string, unknown> = {
    patient: situation.chart.find(({ resourceType }) => resourceType === 'Patient') ?? null,
    encounter: situation.chart.find(({ id }) => id !== undefined && id === situation.encounterId) ?? null,
  };
  for (const [key, resourceType] of Object.entries(SEARCHES)) {
    const found = situation.chart.filter((resource) => resource.resourceType === resourceType);
    const included =
      key === 'serviceRequests' ? situation.chart.filter((r) => INCLUDED.includes(r.resourceType)) : [];
    prefetch[key] = searchset(found, included);
  }
  return { ...asBareCall(situation), prefetch };
}

/** The call without prefetch, and the transaction that puts the chart on the FHIR server first. */
export function asServerLoad(
  situation: Situation,
  fhirServer: string,
  accessToken: string,
): { readonly transaction: Bundle; readonly request: DraftRequest } {
  const fhirAuthorization = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.rs',
    subject: 'site-of-care-cds',
  };
  return {
    transaction: transactionOf(situation.chart),
    request: { ...asBareCall(situation), fhirServer, fhirAuthorization },
  };
}

/** The call without prefetch and without a server; a fresh instance of the hook each time, as an EHR makes one. */
export function asBareCall(situation: Situation): DraftRequest {
  return {
    hook: 'order-sign',
    hookInstance: crypto.randomUUID(),
    context: {
      userId: 'Practitioner/dr1',
      patientId: 'p1',
      ...(situation.encounterId === undefined ? {} : { encounterId: situation.encounterId }),
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: situation.draft.map((resource) => ({ resource })),
      },
    },
  };
}

function searchset(found: readonly FhirResource[], included: readonly FhirResource[]): Bundle {
  const entry: BundleEntry[] = [
    ...found.map((resource): BundleEntry => ({ resource, search: { mode: 'match' } })),
    ...included.map((resource): BundleEntry => ({ resource, search: { mode: 'include' } })),
  ];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    ...(entry.length > 0 ? { entry } : {}),
  };
}

/** A transaction that puts each resource at its own id. */
export function transactionOf(chart: readonly FhirResource[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: chart.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
}
