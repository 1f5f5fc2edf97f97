/** A scenario's resources under ids of their own, so that many charts can live on one server. */
import type { FhirResource } from 'fhir/r4.js';
import type { Situation } from './request.js';

/** Every id and every `Type/id` reference gets the prefix: `p1` → `t06-p1`. */
export function relocate<T extends Situation>(situation: T, prefix: string): T {
  const known = new Set([...situation.draft, ...situation.chart].map((r) => `${r.resourceType}/${r.id}`));
  const move = (value: unknown, isTop: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => move(item, isTop));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        if (name === 'reference' && typeof item === 'string' && known.has(item))
          return [name, item.replace('/', `/${prefix}`)];
        if (name === 'id' && isTop && typeof item === 'string') return [name, `${prefix}${item}`];
        return [name, move(item, false)];
      }),
    );
  };
  return {
    ...situation,
    draft: move(situation.draft, true) as T['draft'],
    chart: move(situation.chart, true) as readonly FhirResource[],
    ...(situation.encounterId !== undefined && { encounterId: `${prefix}${situation.encounterId}` }),
  };
}
