/** The resources of a call that an EHR would show as the order: those of its context, and stored ones the context leads to. */
import type { HookRequest } from '../api/sandbox.js';

export interface Resource extends Readonly<Record<string, unknown>> {
  readonly resourceType: string;
  readonly id?: string;
}

const ORDERED = /^(MedicationRequest|ServiceRequest|Appointment)\//;

/** In the order they are met. */
export function orderResources(request: HookRequest): readonly Resource[] {
  const stored = new Map(resourcesIn(request.prefetch).map((one) => [keyOf(one), one]));
  const found = new Map<string, Resource>();
  const follow = (value: unknown): void => {
    for (const reference of referencesIn(value)) {
      const resource = stored.get(reference);
      if (!resource || found.has(reference) || !ORDERED.test(reference)) continue;
      found.set(reference, resource);
      follow(resource);
    }
  };
  for (const resource of resourcesIn(request.context)) found.set(keyOf(resource), resource);
  follow(request.context);
  return [...found.values()];
}

/** Every resource in Bundles anywhere in a value, and the value itself when it is one. */
export function resourcesIn(value: unknown): readonly Resource[] {
  if (!isObject(value)) return [];
  if (value['resourceType'] === 'Bundle')
    return list(value['entry']).flatMap((entry) => (isObject(entry) ? resourcesIn(entry['resource']) : []));
  if (typeof value['resourceType'] === 'string') return [value as Resource];
  return Object.values(value).flatMap(resourcesIn);
}

export function keyOf({ resourceType, id }: Resource): string {
  return `${resourceType}/${id ?? ''}`;
}

/** References as FHIR writes them, and the plain texts of a hook's context (`dispatchedOrders`). */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[A-Z][A-Za-z]+\/[^/]+$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
