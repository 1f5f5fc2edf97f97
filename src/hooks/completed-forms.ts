/**
 * Forms that were completed for orders of this call. An order that is signed again, sent or booked carries the assertion they were completed
 * for; at appointment-book it may stand on the request that the answer goes to instead (CI-22).
 */
import { assertionIds } from '../crd/annotate.js';
import type { Obtained } from '../core/chart/chart.js';
import type { Order } from '../core/orders/types.js';
import type { CompletedForm, DecisionRecord } from '../decisions/record.js';

/** The form that was returned for an assertion about this patient. */
export type FindForm = (assertionId: string, patientId: string) => Promise<CompletedForm | undefined>;

/** By the order's reference. Most orders carry no assertion, and then nothing is asked. */
export async function completedForms(
  orders: readonly Pick<Order, 'reference' | 'obtained' | 'carrier'>[],
  patientId: string,
  find: FindForm | undefined,
): Promise<ReadonlyMap<string, CompletedForm>> {
  const carried = orders.flatMap(({ reference, obtained, carrier }) => {
    const ids = [carrier, obtained].flatMap(({ resource }) => assertionIds(resource));
    return [...new Set(ids)].map((id) => ({ reference, id }));
  });
  if (!find || carried.length === 0) return new Map();
  const found = await Promise.all(
    carried.map(async ({ reference, id }) => ({ reference, form: await find(id, patientId) })),
  );
  return new Map(found.flatMap(({ reference, form }) => (form ? [[reference, form] as const] : [])));
}

/** As resources of the chart; the form itself does not repeat whom it is about. */
export function asObtained(forms: ReadonlyMap<string, CompletedForm>): readonly Obtained[] {
  return [...forms.values()].map((resource) => ({
    resource,
    reference: `QuestionnaireResponse/${resource.id ?? ''}`,
    source: 'read' as const,
  }));
}

/** The next decision about the same order keeps the form, under its own assertion. */
export function withForms<T extends { readonly records: readonly DecisionRecord[] }>(
  kept: T,
  forms: ReadonlyMap<string, CompletedForm>,
): T {
  if (forms.size === 0) return kept;
  const records = kept.records.map((record) => {
    const completed = forms.get(record.order);
    if (!completed || !record.documentation) return record;
    return { ...record, documentation: { ...record.documentation, completed } };
  });
  return { ...kept, records };
}
