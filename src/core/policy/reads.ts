/** The searches a policy can need, one per resource type; the key is also the prefetch key an EHR sees in discovery. */
import type { ReadRequest } from '../chart/chart.js';

type Search = Extract<ReadRequest, { kind: 'search' }>;

function search(
  key: string,
  resourceType: string,
  params: Record<string, string> = {},
  patientParam = 'patient',
): Search {
  return { kind: 'search', key, resourceType, params, patientParam };
}

/** In the order in which a slow server should be asked: what decides most often comes first. */
const SEARCHES: Readonly<Record<string, Search>> = {
  Coverage: search('coverage', 'Coverage', { status: 'active' }),
  Condition: search('conditions', 'Condition'),
  Observation: search('observations', 'Observation'),
  MedicationAdministration: search('administrations', 'MedicationAdministration'),
  AllergyIntolerance: search('allergies', 'AllergyIntolerance'),
  AdverseEvent: search('adverseEvents', 'AdverseEvent', {}, 'subject'),
  ServiceRequest: search('serviceRequests', 'ServiceRequest', { status: 'draft,active' }),
  Procedure: search('procedures', 'Procedure'),
  MedicationRequest: search('medicationRequests', 'MedicationRequest'),
  MedicationDispense: search('dispenses', 'MedicationDispense'),
  Encounter: search('encounters', 'Encounter'),
  DocumentReference: search('documents', 'DocumentReference'),
  QuestionnaireResponse: search('questionnaireResponses', 'QuestionnaireResponse', {}, 'subject'),
  MedicationStatement: search('statements', 'MedicationStatement'),
  ClaimResponse: search('claimResponses', 'ClaimResponse'),
  Task: search('tasks', 'Task'),
  RelatedPerson: search('carers', 'RelatedPerson'),
};

const RANK: ReadonlyMap<string, number> = new Map(
  Object.values(SEARCHES).map(({ key }, index) => [key, index]),
);

/** The search of a resource type, narrowed to codes when given; undefined for a type no search is known for. */
export function searchOf(resourceType: string, codes: readonly string[] = []): Search | undefined {
  const base = SEARCHES[resourceType];
  if (!base || codes.length === 0) return base;
  return { ...base, params: { ...base.params, code: [...codes].sort().join(',') } };
}

/** One request per key, code lists of the same key joined, single reads first and then the searches that decide most often. */
export function mergeReads(requests: readonly ReadRequest[]): readonly ReadRequest[] {
  const merged = new Map<string, ReadRequest>();
  for (const request of requests) {
    const known = merged.get(request.key);
    merged.set(request.key, known ? join(known, request) : request);
  }
  return [...merged.values()].sort((a, b) => rank(a) - rank(b));
}

function rank(request: ReadRequest): number {
  return RANK.get(request.key) ?? -1;
}

function join(first: ReadRequest, second: ReadRequest): ReadRequest {
  if (first.kind !== 'search' || second.kind !== 'search') return first;
  const { code: firstCodes, ...others } = first.params;
  const secondCodes = second.params['code'];
  if (firstCodes === undefined || secondCodes === undefined) return { ...first, params: others };
  const codes = new Set([...firstCodes.split(','), ...secondCodes.split(',')]);
  return { ...first, params: { ...others, code: [...codes].sort().join(',') } };
}

/** What a read key reads, for people: the resource type of a search, else the key itself (`Location/h1`, `patient`). */
export function readTypeOf(key: string): string {
  return TYPE_BY_KEY.get(key) ?? key;
}

const TYPE_BY_KEY = new Map([
  ['patient', 'Patient'],
  ['encounter', 'Encounter'],
  ...Object.values(SEARCHES).map(({ key, resourceType }) => [key, resourceType] as const),
]);
