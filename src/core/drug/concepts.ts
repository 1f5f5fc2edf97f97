/** Everywhere an order says what its drug is: its concepts, the Medication, and CRD billing options. */
import { list, text } from '../chart/read.js';
import { resolve } from '../chart/references.js';
import type { Chart } from '../chart/chart.js';
import type { CodeableConcept, Extension, Medication, Reference } from '../fhir.js';
import { flatMapped } from '../lists.js';
import type { Order } from '../orders/types.js';

/** CRD "ext-billing-options": codes the ordering system would bill, on the medication concept or on the order. */
export const BILLING_OPTIONS = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options';

export interface DrugConcept {
  readonly concept: CodeableConcept;
  /** The element, for the evidence. */
  readonly path: string;
}

/** The Medication of the order, also when it was read after the order was taken in. */
export function medicationOf(order: Order, chart: Chart): Medication | undefined {
  if (order.medication) return order.medication;
  const resource =
    order.unreadMedication === undefined ? undefined : chart.get(order.unreadMedication)?.resource;
  return resource?.resourceType === 'Medication' ? resource : undefined;
}

/** Every concept that names the drug as a whole. */
export function drugConcepts(
  order: Order,
  medication: Medication | undefined,
  chart: Chart,
): readonly DrugConcept[] {
  const concepts: DrugConcept[] = [];
  const ordered = list(order.concepts);
  for (const concept of ordered)
    if (typeof concept === 'object') concepts.push({ concept, path: 'medication' });
  for (const concept of list(medication?.code))
    if (typeof concept === 'object' && !ordered.includes(concept))
      concepts.push({ concept, path: 'Medication.code' });
  const billing = [
    ...billingOptions(order.request),
    ...flatMapped(concepts, ({ concept }) => billingOptions(concept)),
  ];
  if (concepts.length === 0) concepts.push(...displayedConcept(order, chart));
  for (const concept of billing) concepts.push({ concept, path: 'ext-billing-options' });
  return concepts;
}

/**
 * The active ingredients of the Medication, by concept or by reference; those marked as inactive are left out. One that
 * cannot be found stays as an empty concept, for a combination must not be taken for the rest of it.
 */
export function ingredientsOf(
  medication: Medication | undefined,
  order: Order,
  chart: Chart,
): readonly CodeableConcept[] {
  return list(medication?.ingredient)
    .filter((ingredient) => typeof ingredient === 'object' && ingredient.isActive !== false)
    .map(({ itemCodeableConcept: concept, itemReference }) =>
      typeof concept === 'object' && concept !== null
        ? concept
        : conceptBehind(itemReference, medication, order, chart),
    );
}

/** The code of the Medication or Substance that an ingredient refers to, one step deep: a Medication can refer to itself. */
function conceptBehind(
  reference: Reference | undefined,
  medication: Medication | undefined,
  order: Order,
  chart: Chart,
): CodeableConcept {
  const contained = list(medication?.contained).find(({ id }) => `#${id}` === reference?.reference);
  const item = contained ?? resolve(chart, reference, order.obtained)?.resource;
  if (item === medication) return {};
  return list((item as { code?: CodeableConcept } | undefined)?.code)[0] ?? {};
}

/** What a reference calls the Medication: all there is once the Medication turned out to be unreadable. */
function displayedConcept(order: Order, chart: Chart): readonly DrugConcept[] {
  if (order.unreadMedication === undefined) return [];
  if (chart.availability(order.unreadMedication)?.state !== 'unavailable') return [];
  const display = text(order.request.medicationReference?.display);
  return display === undefined ? [] : [{ concept: { text: display }, path: 'medicationReference.display' }];
}

function billingOptions({
  extension,
}: {
  readonly extension?: Extension[] | undefined;
}): readonly CodeableConcept[] {
  if (extension === undefined) return [];
  return list(extension)
    .filter((extension) => extension.url === BILLING_OPTIONS)
    .flatMap((extension) => list(extension.valueCodeableConcept))
    .filter((concept) => typeof concept === 'object');
}
