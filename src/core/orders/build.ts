/** Draft orders → Order[]: every MedicationRequest of the patient with its drug, its companions and its planned date. */
import type { Chart, Obtained } from '../chart/chart.js';
import { typeAndId } from '../chart/references.js';
import type { MedicationRequest } from '../fhir.js';
import { companionsOf } from './companions.js';
import { draftEntries, draftResources, type DraftEntry } from './entries.js';
import { orderedDrug } from './ordered-drug.js';
import { plannedDate } from './planned-date.js';
import type { Order, UnusableEntry } from './types.js';

/** Statuses after which nothing will be given under the order. */
const ENDED: ReadonlySet<unknown> = new Set(['cancelled', 'stopped', 'entered-in-error']);

/**
 * Cheap enough to be called again when more has been read: a Medication or ServiceRequest the orders refer to.
 * @param chart what else is known; it may hold the draft's resources already, then before any other copy of them
 * @param today days since 1970-01-01
 * @param patientId bare id of the call's patient
 */
export function buildOrders(
  draftOrders: unknown,
  chart: Chart,
  today: number,
  patientId: string,
): { readonly orders: readonly Order[]; readonly unusable: readonly UnusableEntry[] } {
  const entries = draftEntries(draftOrders);
  const missing = draftResources(entries).filter(({ reference }) => chart.get(reference) === undefined);
  const known = missing.length > 0 ? chart.withResources(missing) : chart;
  const unusable = [...entries.unusable];
  const requests: Obtained[] = [];
  for (const entry of entries.usable) {
    if (entry.obtained.resource.resourceType !== 'MedicationRequest') continue;
    const reason = whyNot(entry, patientId);
    if (reason === undefined) requests.push(entry.obtained);
    else unusable.push({ index: entry.index, reference: entry.obtained.reference, reason });
  }

  const services = entries.usable
    .map((entry) => entry.obtained)
    .filter(({ resource }) => resource.resourceType === 'ServiceRequest');
  const context = { orders: requests, services, chart: known, patientId };
  const orders = requests.map((obtained): Order => {
    const request = obtained.resource as MedicationRequest;
    const companions = companionsOf(obtained, context);
    return {
      reference: obtained.reference,
      request,
      obtained,
      ...orderedDrug(obtained, known),
      companions,
      planned: plannedDate(request, companions, today),
    };
  });
  return { orders, unusable: unusable.sort((a, b) => a.index - b.index) };
}

/** Why a MedicationRequest is no order to answer; undefined when it is one. An order without a drug stays an order. */
function whyNot({ obtained }: DraftEntry, patientId: string): string | undefined {
  const request = obtained.resource as Partial<MedicationRequest>;
  const subject = typeAndId(request.subject?.reference);
  if (subject !== undefined && subject !== `Patient/${patientId}`) {
    return `${obtained.reference} is for another subject than the patient of this call.`;
  }
  if (request.doNotPerform === true) return `${obtained.reference} asks not to give the drug.`;
  if (ENDED.has(request.status))
    return `${obtained.reference} has the status ${request.status}, so nothing will be given.`;
  return undefined;
}
