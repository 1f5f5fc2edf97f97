/** What the order says the drug is: a concept, a Medication (contained, in the Bundle, prefetched, read), or a name alone. */
import type { Chart, Obtained } from '../chart/chart.js';
import { codings, list, text } from '../chart/read.js';
import { readable, resolve } from '../chart/references.js';
import type { CodeableConcept, Medication, MedicationRequest } from '../fhir.js';

export interface OrderedDrug {
  readonly concepts: readonly CodeableConcept[];
  readonly medication?: Medication;
  /** `Medication/x` that nobody has asked for yet. */
  readonly unreadMedication?: string;
}

export function orderedDrug(order: Obtained, chart: Chart): OrderedDrug {
  const { medicationCodeableConcept, medicationReference } = order.resource as MedicationRequest;
  const found = resolve(chart, medicationReference, order);
  const holder = found?.resource.resourceType === 'Medication' ? found : undefined;
  const concepts = [...spoken(medicationCodeableConcept), ...(holder ? conceptsOf(holder, chart) : [])];
  const display = text(medicationReference?.display);
  if (concepts.length === 0 && display !== undefined) concepts.push({ text: display });

  const target = holder ? undefined : readable(medicationReference, chart);
  const key = target?.resourceType === 'Medication' ? `Medication/${target.id}` : undefined;
  const isUnread = key !== undefined && chart.availability(key) === undefined;
  return {
    concepts,
    ...(holder && { medication: holder.resource as Medication }),
    ...(isUnread && { unreadMedication: key }),
  };
}

/** A compounded Medication may have no code of its own: then its ingredients say what it is. */
function conceptsOf(holder: Obtained, chart: Chart): readonly CodeableConcept[] {
  const medication = holder.resource as Medication;
  const own = spoken(medication.code);
  if (own.length > 0) return own;
  return list(medication.ingredient).flatMap((ingredient) => {
    const referred = resolve(chart, ingredient.itemReference, holder)?.resource as
      { code?: CodeableConcept } | undefined;
    return [...spoken(ingredient.itemCodeableConcept), ...spoken(referred?.code)];
  });
}

/** The concept when it says anything at all. */
function spoken(concept: CodeableConcept | undefined): readonly CodeableConcept[] {
  if (typeof concept !== 'object' || concept === null) return [];
  const coded = codings(concept).some((coding) => text(coding.code) ?? text(coding.display));
  return coded || text(concept.text) !== undefined ? [concept] : [];
}
