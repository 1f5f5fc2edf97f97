/** What one element of the order, or of a service that goes with it, says about the site. */
import type { Chart, Obtained } from '../chart/chart.js';
import type { Evidence } from '../evidence.js';
import { extended } from '../extended.js';
import type { Identifier } from '../fhir.js';
import type { SiteMap, SiteMeaning } from './site-map.js';
import type { DirectorySite, ProviderDirectory, SiteClass } from './types.js';

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

interface Agreed {
  readonly meaning: SiteMeaning;
  readonly conflict: boolean;
}

const NOTHING_SAID: Agreed = { meaning: UNRESOLVED, conflict: false };
const CONFLICT: Agreed = { meaning: UNRESOLVED, conflict: true };

export function facilityOf(name: string | undefined, site: DirectorySite | undefined): Facility {
  if (site) return name === undefined ? { site } : { name, site };
  return name === undefined ? {} : { name };
}

/** The place the payer's directory knows under the first of these identifiers that is a known NPI. */
export function listedUnder(
  identifiers: readonly Identifier[],
  { directory, siteMap }: Look,
): DirectorySite | undefined {
  if (!directory) return undefined;
  for (const identifier of identifiers) {
    const npi = siteMap.npi(identifier);
    const site = npi === undefined ? undefined : directory.byNpi(npi);
    if (site) return site;
  }
  return undefined;
}

/** Evidence of an element of the resource. */
export function spoken(holder: Obtained, path: string, more: Partial<Evidence> = {}): Evidence {
  return extended({ reference: holder.reference, path, source: holder.source }, more);
}

/** `system|code` as evidence quotes it. */
export function quoted(coding: { readonly system?: unknown; readonly code?: unknown }): string {
  return typeof coding.system === 'string' ? `${coding.system}|${String(coding.code)}` : String(coding.code);
}

/** The one class a set of meanings agrees on, their weakness, and what they leave open. */
export function agreed(meanings: readonly SiteMeaning[]): Agreed {
  let siteClass: SiteClass | undefined;
  let among: readonly SiteClass[] | undefined;
  let isOne = true;
  let weak = true;
  for (const meaning of meanings) {
    const open = meaning.among;
    if (open) among = among === undefined ? open : among.filter((one) => open.includes(one));
    if (meaning.siteClass === 'UNRESOLVED') continue;
    siteClass ??= meaning.siteClass;
    isOne &&= siteClass === meaning.siteClass;
    weak &&= meaning.weak === true;
  }
  if (siteClass === undefined)
    return among ? { meaning: { siteClass: 'UNRESOLVED', among }, conflict: false } : NOTHING_SAID;
  if (!isOne || among?.includes(siteClass) === false) return CONFLICT;
  return { meaning: weak ? { siteClass, weak } : { siteClass }, conflict: false };
}
