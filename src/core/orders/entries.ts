/** The entries of draftOrders or appointments: what can be used, under which references, and what cannot and why. */
import type { Obtained } from '../chart/chart.js';
import { list, text } from '../chart/read.js';
import { typeAndId } from '../chart/references.js';
import type { FhirResource } from '../fhir.js';
import type { UnusableEntry } from './types.js';

/** One usable entry, and its place in the Bundle. */
export interface DraftEntry {
  readonly index: number;
  readonly obtained: Obtained;
  /** Undefined for a resource without id, which only its fullUrl can refer to. */
  readonly reference?: string;
  readonly fullUrl?: string;
}

export interface DraftEntries {
  readonly usable: readonly DraftEntry[];
  readonly unusable: readonly UnusableEntry[];
}

/** Reads the entries of such a Bundle; anything that is no Bundle has none. The first of two entries with one id is kept. */
export function draftEntries(draftOrders: unknown): DraftEntries {
  const usable: DraftEntry[] = [];
  const unusable: UnusableEntry[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of rawEntries(draftOrders).entries()) {
    const resource = resourceOf(entry);
    if (resource === undefined) {
      unusable.push({ index, reason: 'The entry holds no FHIR resource.' });
      continue;
    }
    const id = text(resource.id);
    const fullUrl = text((entry as { fullUrl?: unknown }).fullUrl);
    if (id === undefined && (fullUrl === undefined || resource.resourceType === 'MedicationRequest')) {
      unusable.push({ index, reason: `The ${resource.resourceType} has no id, so no answer could name it.` });
      continue;
    }
    const reference = id === undefined ? undefined : `${resource.resourceType}/${id}`;
    if (reference !== undefined && seen.has(reference)) {
      unusable.push({
        index,
        reference,
        reason: `${reference} is there twice; the first one was used.`,
      });
      continue;
    }
    if (reference !== undefined) seen.add(reference);
    usable.push({
      index,
      obtained: { resource, reference: reference ?? (fullUrl as string), source: 'draft' },
      ...(reference !== undefined && { reference }),
      ...(fullUrl !== undefined && { fullUrl }),
    });
  }
  return { usable, unusable };
}

/** The draft's resources as a chart holds them: by `Type/id`, and by fullUrl for references inside the Bundle. */
export function draftResources({ usable }: DraftEntries): readonly Obtained[] {
  return usable.flatMap(({ obtained, fullUrl }) => {
    const byUrl = fullUrl !== undefined && fullUrl !== obtained.reference && typeAndId(fullUrl) === undefined;
    return byUrl ? [obtained, { ...obtained, reference: fullUrl }] : [obtained];
  });
}

/** Null entries are kept here, so that an index is the entry's place in the Bundle. */
function rawEntries(draftOrders: unknown): readonly unknown[] {
  if (typeof draftOrders !== 'object' || draftOrders === null) return [];
  const { resourceType, entry } = draftOrders as { resourceType?: unknown; entry?: unknown };
  if (resourceType !== 'Bundle') return [];
  return Array.isArray(entry) ? entry : list(entry);
}

function resourceOf(entry: unknown): FhirResource | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { resource } = entry as { resource?: unknown };
  if (typeof resource !== 'object' || resource === null) return undefined;
  return text((resource as { resourceType?: unknown }).resourceType) === undefined
    ? undefined
    : (resource as FhirResource);
}
