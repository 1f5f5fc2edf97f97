/** Contained resources of an order: put one in, and leave none behind that nothing refers to (FHIR dom-3). */
import type { FhirResource, MedicationRequest, Reference } from '../core/fhir.js';
import { list } from '../core/chart/read.js';

/** The order with `resource` among its contained ones, instead of an earlier one of the same id. */
export function withContained(order: MedicationRequest, resource: FhirResource): MedicationRequest {
  const others = list(order.contained).filter((one) => one.id !== resource.id);
  return { ...order, contained: [...others, resource] };
}

/** The order without the contained resource that `former` referred to, if nothing refers to it any more. */
export function withoutOrphan(order: MedicationRequest, former: Reference | undefined): MedicationRequest {
  const reference: unknown = former?.reference;
  if (typeof reference !== 'string' || !reference.startsWith('#')) return order;
  if (refersTo(order, reference)) return order;
  const { contained, ...rest } = order;
  const kept = list(contained).filter((one) => `#${one.id}` !== reference);
  return kept.length > 0 ? { ...order, contained: kept } : rest;
}

function refersTo(value: unknown, reference: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ((value as Reference).reference === reference) return true;
  return Object.values(value).some((inner) => refersTo(inner, reference));
}
