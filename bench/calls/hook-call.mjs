/** An order-sign call: a draft, and a chart as prefetch or on a FHIR server. */
import { patient } from './people-and-places.mjs';

/** Prefetch key → the resource type found under it, as discovery lists them. */
export const SEARCHES = {
  coverage: 'Coverage',
  conditions: 'Condition',
  observations: 'Observation',
  administrations: 'MedicationAdministration',
  allergies: 'AllergyIntolerance',
  adverseEvents: 'AdverseEvent',
  serviceRequests: 'ServiceRequest',
  procedures: 'Procedure',
  medicationRequests: 'MedicationRequest',
  dispenses: 'MedicationDispense',
  encounters: 'Encounter',
  documents: 'DocumentReference',
  questionnaireResponses: 'QuestionnaireResponse',
  statements: 'MedicationStatement',
  claimResponses: 'ClaimResponse',
  tasks: 'Task',
  carers: 'RelatedPerson',
};

/** What a service order refers to comes with the service orders, as `_include` brings it. */
const INCLUDED = new Set(['Location', 'Organization']);

/** Stands for the id of the call; each call gets its own. */
export const ANY_INSTANCE = '00000000-0000-4000-8000-000000000000';

/** @param leftOut prefetch keys that are not there */
export function hookCall({ draft, chart, leftOut = [] }) {
  const prefetch = { patient };
  for (const [key, type] of Object.entries(SEARCHES)) {
    if (!leftOut.includes(key)) prefetch[key] = found(chart, type, key === 'serviceRequests');
  }
  return {
    hook: 'order-sign',
    hookInstance: ANY_INSTANCE,
    context: {
      userId: 'Practitioner/dr1',
      patientId: 'p1',
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: draft.map((resource) => ({ resource })),
      },
    },
    prefetch,
  };
}

function found(chart, type, withIncluded) {
  const entry = chart.flatMap((resource) => {
    if (resource.resourceType === type) return [{ resource, search: { mode: 'match' } }];
    return withIncluded && INCLUDED.has(resource.resourceType)
      ? [{ resource, search: { mode: 'include' } }]
      : [];
  });
  const total = entry.filter(({ search }) => search.mode === 'match').length;
  return { resourceType: 'Bundle', type: 'searchset', total, ...(entry.length > 0 && { entry }) };
}
