/** Draft orders → Order[]: every MedicationRequest of the patient with its drug, its companions and its planned date. */
import type { Chart, Obtained } from '../chart/chart.js';
import type { MedicationRequest } from '../fhir.js';
import { companionsOf, withCarrier, type DraftContext } from './companions.js';
import { draftEntries, draftResources } from './entries.js';
import { orderedDrug } from './ordered-drug.js';
import { plannedDate } from './planned-date.js';
import { selectedOf } from './selected.js';
import type { FoundOrders, Order } from './types.js';
import { whyNot } from './usable.js';

/**
 * Cheap enough to be called again when more has been read: a Medication or ServiceRequest the orders refer to.
 * @param chart what else is known; it may hold the draft's resources already, then before any other copy of them
 * @param today days since 1970-01-01
 * @param patientId bare id of the call's patient
 * @param selections the orders to comment on; all when absent
 */
export function buildOrders(
  draftOrders: unknown,
  chart: Chart,
  today: number,
  patientId: string,
  selections?: readonly string[],
): FoundOrders {
  const entries = draftEntries(draftOrders);
  const missing = draftResources(entries).filter(({ reference }) => chart.get(reference) === undefined);
  const known = missing.length > 0 ? chart.withResources(missing) : chart;
  const unusable = [...entries.unusable];
  const requests: Obtained[] = [];
  for (const entry of entries.usable) {
    if (entry.obtained.resource.resourceType !== 'MedicationRequest') continue;
    const reason = whyNot(entry.obtained, patientId);
    if (reason === undefined) requests.push(entry.obtained);
    else unusable.push({ index: entry.index, reference: entry.obtained.reference, reason });
  }

  const services = entries.usable
    .map((entry) => entry.obtained)
    .filter(({ resource }) => resource.resourceType === 'ServiceRequest');
  const context = { orders: requests, services, chart: known, patientId };
  const orders = requests.map((obtained) => orderOf(obtained, context, today));
  const found = { orders, unusable: unusable.sort((a, b) => a.index - b.index) };
  return selections === undefined ? found : selectedOf(found, entries, selections);
}

/**
 * One drug order with everything that is known of it.
 * @param carrier the request of the call that stands for it and takes its coverage information; the order itself when absent
 */
export function orderOf(obtained: Obtained, context: DraftContext, today: number, carrier = obtained): Order {
  const request = obtained.resource as MedicationRequest;
  const companions = withCarrier(companionsOf(obtained, context), carrier);
  return {
    reference: obtained.reference,
    request,
    obtained,
    carrier,
    ...orderedDrug(obtained, context.chart),
    companions,
    planned: plannedDate(request, companions, today),
  };
}
