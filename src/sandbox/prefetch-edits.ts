/** Changes to a prefetched chart: what a search found, with an entry more, fewer entries, or others. */
import { list } from '../core/chart/read.js';
import { searchOf } from '../core/policy/reads.js';
import { bundleOf } from './contexts.js';
import type { Json } from './fhir-source.js';
import { without } from './without.js';

/** Prefetch key → what the EHR found. */
export type Prefetch = Readonly<Record<string, Json>>;

/**
 * Into the search result that holds its type, or would; under a key of its own where that search is not in the prefetch: a search that
 * was refused is not made complete by an entry more.
 */
export function added(prefetch: Prefetch, resource: Json): Prefetch {
  const type = String(resource['resourceType']);
  const searched = searchOf(type)?.key ?? '';
  const key =
    Object.keys(prefetch).find((one) => holds(prefetch[one], type)) ??
    (Object.hasOwn(prefetch, searched) ? searched : `added${type}`);
  const bundle = prefetch[key] ?? (bundleOf([]) as unknown as Json);
  const entry = [...entriesOf(bundle), { resource, search: { mode: 'match' } }];
  return { ...prefetch, [key]: { ...without(bundle, ['total']), entry } };
}

/** Everything of a type, from whatever key. */
export function resourcesOf(prefetch: Prefetch, type: string): readonly Json[] {
  return Object.values(prefetch)
    .flatMap((value) => (value['resourceType'] === 'Bundle' ? entriesOf(value).map(resourceIn) : [value]))
    .filter(({ resourceType }) => resourceType === type);
}

function holds(value: Json | undefined, resourceType: unknown): boolean {
  return entriesOf(value).some((entry) => resourceIn(entry)['resourceType'] === resourceType);
}

export function filtered(prefetch: Prefetch, keep: (resource: Json) => boolean): Prefetch {
  return perValue(prefetch, (value) => {
    if (value['resourceType'] !== 'Bundle') return value;
    const entry = entriesOf(value).filter((one) => keep(resourceIn(one)));
    return { ...without(value, ['total']), entry };
  });
}

export function mapped(prefetch: Prefetch, change: (resource: Json) => Json): Prefetch {
  return perValue(prefetch, (value) => {
    if (value['resourceType'] !== 'Bundle') return change(value);
    const entry = entriesOf(value).map((one) => ({ ...one, resource: change(resourceIn(one)) }));
    return { ...value, entry };
  });
}

function entriesOf(bundle: Json | undefined): readonly Json[] {
  return list(bundle?.['entry'] as Json[] | undefined);
}

function resourceIn(entry: Json): Json {
  return (entry['resource'] ?? {}) as Json;
}

function perValue(prefetch: Prefetch, change: (value: Json) => Json): Prefetch {
  return Object.fromEntries(Object.entries(prefetch).map(([key, value]) => [key, change(value)]));
}
