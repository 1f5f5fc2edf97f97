/** The search parameters of a request, and the plainest form of it that a fussy server may still answer. */
import type { ReadRequest } from '../core/chart/chart.js';

type SearchRequest = Extract<ReadRequest, { kind: 'search' }>;
export type Params = Readonly<Record<string, string>>;

/** Parameters without which some servers refuse the type (facts: quirks 7 and 8). */
const REQUIRED: Readonly<Record<string, Form>> = {
  MedicationRequest: { params: { intent: 'order,plan,original-order' } },
  Observation: {
    params: { category: 'vital-signs,laboratory,exam,imaging,procedure,survey' },
    shortfall: 'asked by category only',
  },
};

/** Ids are longer in the field than FHIR allows (quirk 22), but nothing that could change a path gets through. */
const ID = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,255}$/;
const WITH_MEDICATION = /^Medication(Administration|Dispense|Request|Statement)$/;
const RESOURCE_TYPE = /^[A-Z][A-Za-z]{1,60}$/;

export function isUsableId(id: string): boolean {
  return ID.test(id);
}

export function isResourceType(name: string): boolean {
  return RESOURCE_TYPE.test(name);
}

/**
 * Entries on a page: the more of a result comes at once, the fewer steps it takes. Servers that allow fewer send fewer
 * (Oracle: 200).
 */
const PAGE_SIZE = '200';

/** One way to ask; the first of several is the best. */
export interface Form {
  readonly params: Params;
  /** What this form cannot see, when it is not sure to see everything. */
  readonly shortfall?: string;
}

/**
 * The ways to search, from the best to the plainest: all of it, the patient first; without what only shapes the result;
 * the patient and what the type cannot do without. Servers refuse with 500 as well, so there are few.
 * @param include an element whose targets are to come along
 */
export function formsOf(request: SearchRequest, patientId: string, include?: string): readonly Form[] {
  const patient = patientOnly(request, patientId);
  const asked = { ...patient, ...request.params };
  const shape = {
    ...(include === undefined ? {} : { _include: `${request.resourceType}:${include}` }),
    ...(request.params['_count'] === undefined ? { _count: PAGE_SIZE } : {}),
  };
  const required = REQUIRED[request.resourceType];
  const best = { params: { ...asked, ...shape } };
  const plainest = { ...required, params: { ...patient, ...required?.params } };
  if (isSame(plainest.params, asked)) return [best, { params: asked }];
  // One step more is worth it only where the plainest form would cost some of the answer.
  return plainest.shortfall === undefined ? [best, plainest] : [best, { params: asked }, plainest];
}

/** Do two queries differ only in how the result is to come? A server that forbids the one forbids the other. */
export function isSameQuestion(one: Params, other: Params): boolean {
  return isSame(unshaped(one), unshaped(other));
}

function unshaped(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith('_')));
}

function isSame(one: Params, other: Params): boolean {
  const names = Object.keys({ ...one, ...other });
  return names.every((name) => one[name] === other[name]);
}

/** The element whose targets are worth having along, for `_include`: the drug of a dose, the payor of a coverage. */
export function includable(resourceType: string): string | undefined {
  if (resourceType === 'Coverage') return 'payor';
  return WITH_MEDICATION.test(resourceType) ? 'medication' : undefined;
}

/** `subject` may be something else than a patient, so it names the type. */
function patientOnly(request: SearchRequest, patientId: string): Params {
  const { patientParam } = request;
  return { [patientParam]: patientParam === 'patient' ? patientId : `Patient/${patientId}` };
}
