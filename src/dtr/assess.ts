/** Decides an order from what came with the operation alone: without a context there is no earlier decision to restore (DT-03). */
import type { HookCall } from '../core/call.js';
import { Chart, type Obtained, type ReadResult } from '../core/chart/chart.js';
import { typeAndId } from '../core/chart/references.js';
import { spanOf } from '../core/dates.js';
import { decide } from '../core/decide.js';
import type { Decision } from '../core/decision.js';
import type { Coverage, FhirResource } from '../core/fhir.js';
import type { Knowledge } from '../core/knowledge.js';

export interface Assessed {
  readonly coverage: Coverage;
  readonly orders: readonly FhirResource[];
  readonly referenced: readonly FhirResource[];
  /** Bare id. */
  readonly patientId: string;
  readonly now: Date;
}

/** What was not sent is unknown: no chart is read here. */
export function assess(given: Assessed, knowledge: Knowledge): readonly Decision[] {
  const { coverage, orders, referenced, patientId, now } = given;
  const evaluatedAt = now.toISOString();
  const call: HookCall = {
    hook: 'order-sign',
    hookInstance: '',
    patientId,
    about: {
      kind: 'draft',
      draftOrders: {
        resourceType: 'Bundle',
        type: 'collection',
        entry: orders.map((resource) => ({ resource: asDraft(resource) })),
      },
    },
    today: spanOf(evaluatedAt)?.first ?? 0,
    evaluatedAt,
  };
  const covered: ReadResult = {
    key: 'coverage',
    availability: { state: 'complete' },
    obtained: [obtained(coverage)],
  };
  const chart = Chart.empty().with([covered]).withResources(referenced.map(obtained));
  return decide(call, chart, knowledge).decisions;
}

/** A signed order is asked about like the draft it was. */
function asDraft(resource: FhirResource): FhirResource {
  return 'status' in resource && resource.resourceType === 'MedicationRequest'
    ? { ...resource, status: 'draft' }
    : resource;
}

function obtained(resource: FhirResource): Obtained {
  return { resource, reference: referenceOf(resource), source: 'prefetch' };
}

export function referenceOf({ resourceType, id }: FhirResource): string {
  return `${resourceType}/${id ?? ''}`;
}

/** Bare id of the patient a coverage is for. */
export function beneficiaryOf({ beneficiary }: Coverage): string | undefined {
  const reference = typeAndId(beneficiary?.reference);
  return reference?.startsWith('Patient/') ? reference.slice('Patient/'.length) : undefined;
}
