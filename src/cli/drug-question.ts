/** A question about a drug, put as the order and the chart that the core resolves drugs from. */
import { Chart } from '../core/chart/chart.js';
import type { DaySpan } from '../core/dates.js';
import type { Coding, Condition, Medication, MedicationRequest } from '../core/fhir.js';
import type { Order } from '../core/orders/types.js';

export interface DrugQuestion {
  readonly input: string;
  readonly service: DaySpan;
  /** As it was given. */
  readonly date: string;
  readonly route?: string;
  readonly manufacturer?: string;
  /** Undefined: not known. */
  readonly onDialysis?: boolean;
}

const ESRD: Condition = {
  resourceType: 'Condition',
  id: 'esrd',
  subject: {},
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'N18.6' }] },
};

export function orderOf(question: DrugQuestion, codings: readonly Coding[], text: string | undefined): Order {
  const concept = {
    ...(codings.length > 0 && { coding: [...codings] }),
    ...(text !== undefined && { text }),
  };
  const request: MedicationRequest = {
    resourceType: 'MedicationRequest',
    id: 'asked',
    status: 'draft',
    intent: 'order',
    subject: {},
    medicationCodeableConcept: concept,
    ...(question.route !== undefined && {
      dosageInstruction: [{ route: { coding: [{ code: question.route }], text: question.route } }],
    }),
  };
  const reference = 'MedicationRequest/asked';
  const obtained = { resource: request, reference, source: 'draft' } as const;
  const medication: Medication | undefined =
    question.manufacturer === undefined
      ? undefined
      : { resourceType: 'Medication', manufacturer: { display: question.manufacturer } };
  return {
    reference,
    request,
    obtained,
    carrier: obtained,
    concepts: [concept],
    ...(medication && { medication }),
    companions: [],
    planned: { span: question.service, text: question.date, path: '--date' },
  };
}

/** What is known of dialysis as a chart: a diagnosis, all diagnoses and none of them, or nothing. */
export function chartOf({ onDialysis }: DrugQuestion): Chart {
  if (onDialysis === undefined) return Chart.empty();
  const obtained = onDialysis
    ? [{ resource: ESRD, reference: 'Condition/esrd', source: 'prefetch' as const }]
    : [];
  return Chart.empty().with([{ key: 'conditions', availability: { state: 'complete' }, obtained }]);
}
