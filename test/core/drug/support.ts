/** Orders and charts for the drug tests, and the tables they run on. */
import { Chart } from '../../../src/core/chart/chart.js';
import { resolveDrug } from '../../../src/core/drug/resolve.js';
import { spanOf } from '../../../src/core/dates.js';
import { loadDrugTables } from '../../../src/knowledge/drug-tables.js';
import type { DrugResolution } from '../../../src/core/drug/types.js';
import type {
  CodeableConcept,
  Coding,
  FhirResource,
  Medication,
  MedicationRequest,
} from '../../../src/core/fhir.js';
import type { Order } from '../../../src/core/orders/types.js';

export const tables = loadDrugTables(new URL('../../../policies/', import.meta.url));

const SYSTEMS = {
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ndc: 'http://hl7.org/fhir/sid/ndc',
} as const;

export const hcpcs = (code: string, display?: string): Coding => coding(SYSTEMS.hcpcs, code, display);
export const rxnorm = (code: string, display?: string): Coding => coding(SYSTEMS.rxnorm, code, display);
export const ndc = (code: string, display?: string): Coding => coding(SYSTEMS.ndc, code, display);

export function coding(system: string, code: string, display?: string): Coding {
  return { system, code, ...(display !== undefined && { display }) };
}

export interface OrderWish {
  readonly text?: string;
  readonly route?: string;
  readonly dosageText?: string;
  readonly volumeMl?: number;
  readonly planned?: string;
  readonly medication?: Partial<Medication>;
  readonly request?: Partial<MedicationRequest>;
}

/** An order for a drug with these codings; `route` is `IV`, `SC`, … as HL7 v3 code. */
export function order(codings: readonly Coding[], wish: OrderWish = {}): Order {
  const concept: CodeableConcept = {
    ...(codings.length > 0 && { coding: [...codings] }),
    ...(wish.text !== undefined && { text: wish.text }),
  };
  const request: MedicationRequest = {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/p1' },
    medicationCodeableConcept: concept,
    dosageInstruction: [
      {
        ...(wish.dosageText !== undefined && { text: wish.dosageText }),
        ...(wish.route !== undefined && { route: { coding: [{ code: wish.route }] } }),
        ...(wish.volumeMl !== undefined && {
          doseAndRate: [{ doseQuantity: { value: wish.volumeMl, unit: 'mL' } }],
        }),
      },
    ],
    ...wish.request,
  };
  const planned = wish.planned ?? '2025-10-08';
  const span = spanOf(planned);
  if (!span) throw new Error(`no date: ${planned}`);
  const obtained = { resource: request, reference: 'MedicationRequest/m1', source: 'draft' } as const;
  return {
    reference: 'MedicationRequest/m1',
    request,
    obtained,
    carrier: obtained,
    concepts: [concept],
    ...(wish.medication && { medication: { resourceType: 'Medication', ...wish.medication } }),
    companions: [],
    planned: { span, text: planned, path: 'test' },
  };
}

export function resolve(
  codings: readonly Coding[],
  wish: OrderWish = {},
  chart: Chart = Chart.empty(),
): DrugResolution {
  return resolveDrug(order(codings, wish), chart, tables);
}

/** A chart whose Conditions were all seen: these ICD-10-CM codes and no other. */
export function chartWith(...icd: string[]): Chart {
  return chartOf(
    icd.map((code, index): FhirResource => ({
      resourceType: 'Condition',
      id: `c${index}`,
      subject: { reference: 'Patient/p1' },
      clinicalStatus: { coding: [{ code: 'active' }] },
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
    })),
  );
}

export function chartOf(resources: readonly FhirResource[]): Chart {
  const obtained = resources.map((resource) => ({
    resource,
    reference: `${resource.resourceType}/${resource.id}`,
    source: 'prefetch' as const,
  }));
  return Chart.empty().with([{ key: 'conditions', availability: { state: 'complete' }, obtained }]);
}
