/** The search parameters of a request, and the plainest form of it that a fussy server may still answer. */
import type { ReadRequest } from '../core/chart/chart.js';

type SearchRequest = Extract<ReadRequest, { kind: 'search' }>;
export type Params = Readonly<Record<string, string>>;

export interface MinimalQuery {
  readonly params: Params;
  /** What the plainer query cannot see, when it is not sure to see everything. */
  readonly shortfall?: string;
}

/** Parameters without which some servers refuse the type (facts: quirks 7 and 8). */
const REQUIRED: Readonly<Record<string, MinimalQuery>> = {
  MedicationRequest: { params: { intent: 'order,plan,original-order' } },
  Observation: {
    params: { category: 'vital-signs,laboratory,exam,imaging,procedure,survey' },
    shortfall: 'asked by category only',
  },
};

/** Ids are longer in the field than FHIR allows (quirk 22), but nothing that could change a path gets through. */
const ID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,255}$/;
const RESOURCE_TYPE = /^[A-Z][A-Za-z]{1,60}$/;

export function isUsableId(id: string): boolean {
  return ID.test(id);
}

export function isResourceType(name: string): boolean {
  return RESOURCE_TYPE.test(name);
}

/** The query as asked for, the patient first. */
export function fullQuery(request: SearchRequest, patientId: string): Params {
  return { ...patientOnly(request, patientId), ...request.params };
}

/** The patient, and what the type cannot do without; undefined when that is what was asked already. */
export function minimalQuery(request: SearchRequest, patientId: string): MinimalQuery | undefined {
  const required = REQUIRED[request.resourceType];
  const params = { ...patientOnly(request, patientId), ...required?.params };
  const same = JSON.stringify(params) === JSON.stringify(fullQuery(request, patientId));
  return same ? undefined : { ...required, params };
}

/** `subject` may be something else than a patient, so it names the type. */
function patientOnly(request: SearchRequest, patientId: string): Params {
  const { patientParam } = request;
  return { [patientParam]: patientParam === 'patient' ? patientId : `Patient/${patientId}` };
}
