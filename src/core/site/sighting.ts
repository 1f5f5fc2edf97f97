/** What one element of the order, or of a service that goes with it, says about the site. */
import type { Chart, Obtained } from '../chart/chart.js';
import type { Evidence } from '../evidence.js';
import { extended } from '../extended.js';
import type { SiteMap, SiteMeaning } from './site-map.js';
import type { DirectorySite, ProviderDirectory } from './types.js';

/** Everything the ladder looks things up in. */
export interface Look {
  readonly chart: Chart;
  readonly siteMap: SiteMap;
  readonly directory?: ProviderDirectory;
}

/** The place itself, for the card and for the network and certification rules. */
export interface Facility {
  readonly name?: string;
  readonly site?: DirectorySite;
}

/** What a Location or Organization turned out to be. */
export interface PlaceFinding {
  readonly meaning: SiteMeaning;
  /** The place contradicts itself. */
  readonly conflict?: boolean;
  readonly posCode?: string;
  readonly evidence: readonly Evidence[];
  readonly facility: Facility;
}

export interface Sighting extends PlaceFinding {
  /** Rung of the ladder, facts/criteria.md §4.2. */
  readonly rung: number;
  /** `ServiceRequest/s1` or the order: the resource with the element that spoke. */
  readonly holder: Obtained;
}

export const UNRESOLVED: SiteMeaning = { siteClass: 'UNRESOLVED' };

/** Evidence of an element of the resource. */
export function spoken(holder: Obtained, path: string, more: Partial<Evidence> = {}): Evidence {
  return extended({ reference: holder.reference, path, source: holder.source }, more);
}

/** `system|code` as evidence quotes it. */
export function quoted(coding: { readonly system?: unknown; readonly code?: unknown }): string {
  return typeof coding.system === 'string' ? `${coding.system}|${String(coding.code)}` : String(coding.code);
}

/** The one class a set of meanings agrees on, their weakness, and what they leave open. */
export function agreed(meanings: readonly SiteMeaning[]): {
  readonly meaning: SiteMeaning;
  readonly conflict: boolean;
} {
  const resolved = meanings.filter(({ siteClass }) => siteClass !== 'UNRESOLVED');
  const classes = new Set(resolved.map(({ siteClass }) => siteClass));
  const among = meanings
    .flatMap((meaning) => (meaning.among ? [meaning.among] : []))
    .reduce(
      (left: readonly SiteMeaning['siteClass'][] | undefined, next) =>
        left === undefined ? next : left.filter((siteClass) => next.includes(siteClass)),
      undefined,
    );
  const [siteClass] = classes;
  if (siteClass === undefined)
    return { meaning: among ? { siteClass: 'UNRESOLVED', among } : UNRESOLVED, conflict: false };
  const conflict = classes.size > 1 || (among !== undefined && !among.includes(siteClass));
  if (conflict) return { meaning: UNRESOLVED, conflict };
  const weak = resolved.every((meaning) => meaning.weak === true);
  return { meaning: { siteClass, ...(weak && { weak }) }, conflict };
}
