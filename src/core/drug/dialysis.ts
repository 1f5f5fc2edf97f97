/**
 * Is the patient on dialysis for end-stage renal disease? It tells J0881 from J0882, J0885 from Q4081 and their like
 * (facts: "same NDC, two codes"), and with that whether the drug is on the list.
 */
import { codings, list } from '../chart/read.js';
import { resolve } from '../chart/references.js';
import type { Chart, Obtained } from '../chart/chart.js';
import type { Evidence } from '../evidence.js';
import type { CodeableConcept, Condition, Encounter } from '../fhir.js';
import type { Order } from '../orders/types.js';
import type { DrugTables } from './tables.js';

export interface DialysisStatus {
  /** Undefined: the data at hand cannot tell. */
  readonly status?: 'esrd' | 'non-esrd';
  readonly evidence: readonly Evidence[];
}

const NOT_A_FACT = new Set(['refuted', 'entered-in-error']);
const UNCERTAIN = new Set(['unconfirmed', 'provisional', 'differential']);
const OVER = new Set(['inactive', 'remission', 'resolved']);

/** From the order's own reasons, the chart's Conditions and the Encounters. "No" only when all Conditions were seen. */
export function dialysisStatus(order: Order, chart: Chart, tables: DrugTables): DialysisStatus {
  let perhaps = false;
  for (const concept of list(order.request.reasonCode)) {
    const said = saysDialysis(concept, tables);
    if (said === 'on-dialysis')
      return { status: 'esrd', evidence: [{ reference: order.reference, path: 'reasonCode' }] };
    perhaps ||= said === 'perhaps';
  }
  const referred = list(order.request.reasonReference).flatMap((reference) =>
    list(resolve(chart, reference, order.obtained)),
  );
  for (const obtained of new Set([...referred, ...chart.all('Condition'), ...chart.all('Encounter')])) {
    const said = saidBy(obtained, tables);
    if (said === 'on-dialysis') return { status: 'esrd', evidence: [evidenceOf(obtained)] };
    perhaps ||= said === 'perhaps';
  }
  if (perhaps || chart.availability('conditions')?.state !== 'complete') return { evidence: [] };
  return { status: 'non-esrd', evidence: [] };
}

function saidBy({ resource }: Obtained, tables: DrugTables): 'on-dialysis' | 'perhaps' | undefined {
  if (resource.resourceType === 'Condition') return saidByCondition(resource, tables);
  return resource.resourceType === 'Encounter' ? saidByEncounter(resource, tables) : undefined;
}

function saidByCondition(condition: Condition, tables: DrugTables): 'on-dialysis' | 'perhaps' | undefined {
  const said = saysDialysis(condition.code, tables);
  if (said === undefined || statusIn(condition.verificationStatus, NOT_A_FACT)) return undefined;
  if (statusIn(condition.clinicalStatus, OVER)) return undefined;
  return statusIn(condition.verificationStatus, UNCERTAIN) ? 'perhaps' : said;
}

/** An encounter for dialysis that is under way or planned; a past one may have been acute. */
function saidByEncounter(encounter: Encounter, tables: DrugTables): 'on-dialysis' | 'perhaps' | undefined {
  if (encounter.status === 'entered-in-error' || encounter.status === 'cancelled') return undefined;
  const said = [...list(encounter.type), ...list(encounter.reasonCode)].map((concept) =>
    saysDialysis(concept, tables),
  );
  if (said.includes('on-dialysis')) return encounter.status === 'in-progress' ? 'on-dialysis' : 'perhaps';
  return said.includes('perhaps') ? 'perhaps' : undefined;
}

function saysDialysis(
  concept: CodeableConcept | undefined,
  tables: DrugTables,
): 'on-dialysis' | 'perhaps' | undefined {
  const said = codings(concept).map((coding) => tables.esrd.get(`${coding.system}|${coding.code}`));
  return said.includes('on-dialysis') ? 'on-dialysis' : said.find((each) => each !== undefined);
}

function statusIn(concept: CodeableConcept | undefined, statuses: ReadonlySet<string>): boolean {
  return codings(concept).some((coding) => typeof coding.code === 'string' && statuses.has(coding.code));
}

function evidenceOf({ reference, source, resource }: Obtained): Evidence {
  const concept = resource.resourceType === 'Condition' ? resource.code : undefined;
  const [coding] = codings(concept);
  return {
    reference,
    source,
    note: 'end-stage renal disease on dialysis',
    ...(typeof coding?.code === 'string' && { code: `${coding.system}|${coding.code}` }),
  };
}
