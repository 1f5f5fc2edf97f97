/** The words of the site of care: site classes, where a drug will be given, and the payer's directory. */
import type { Evidence } from '../evidence.js';

/** contract.md, "Site classes". */
export type SiteClass = 'HOPD' | 'OFFICE' | 'ASC_AIC' | 'HOME' | 'PHARMACY' | 'OUT_OF_SCOPE' | 'UNRESOLVED';

/** Where the drug will be given, as far as the order and its companions say. */
export interface SiteResult {
  readonly class: SiteClass;
  /** Two-digit CMS place-of-service code, when one was given. */
  readonly posCode?: string;
  /** Name of the requested facility, for a card. */
  readonly name?: string;
  /** Facility in the payer's directory (`Organization/hospital-1`), matched by NPI or the payer's own id, never by name. */
  readonly directoryOrganization?: string;
  /** Rung of the ladder that decided, facts/criteria.md §4.2 (1 = place of service … 10 = names); 0 = what the hook itself says. */
  readonly rung?: number;
  /** What decided. */
  readonly evidence: readonly Evidence[];
  /** What only hints: ordering encounter, names, notes. Never decides. */
  readonly hints: readonly Evidence[];
  /** Where the site was read, so that a suggestion writes it back there: `ServiceRequest/s1`, or the order itself. */
  readonly writtenAt: string;
  /** Sentence for an unresolved site: what was seen and what is missing. */
  readonly reason: string;
}

/** `in`, `out` (in the directory, not in the network), `unknown` (not in the directory). */
export type NetworkStatus = 'in' | 'out' | 'unknown';

/** One place of the payer's directory. */
export interface DirectorySite {
  /** `Organization/aic-1` */
  readonly organization: string;
  /** `Location/aic-1-suite`; home infusion has a service area instead. */
  readonly location?: string;
  readonly name: string;
  readonly npi?: string;
  readonly phone?: string;
  readonly siteClass: SiteClass;
  /** NUCC taxonomy codes */
  readonly taxonomies: readonly string[];
  readonly inNetwork: boolean;
  readonly acceptingPatients: boolean;
  readonly position?: readonly [number, number];
  readonly postalCode?: string;
  /** ZIP prefixes a home infusion agency serves. */
  readonly zipPrefixes?: readonly string[];
}

/** A directory site seen from the patient's address. */
export interface ReachableSite extends DirectorySite {
  /** Miles from the patient's ZIP centroid; undefined for a service that comes to the patient. */
  readonly distanceMiles?: number;
}

/** What the directory says for one patient and one kind of site. */
export interface SiteAvailability {
  /** `available`, `none` (the directory covers the address and knows no such site), `unknown` (address or directory cannot tell). */
  readonly status: 'available' | 'none' | 'unknown';
  /** In-network sites in reach, nearest first. */
  readonly sites: readonly ReachableSite[];
  /** Distance of the nearest in-network site, also when out of reach. */
  readonly nearestMiles?: number;
}

/** The payer's provider directory, compiled once. */
export interface ProviderDirectory {
  readonly sites: readonly DirectorySite[];
  /** Network status of a directory organisation, or of an organisation known by NPI. */
  network(organization: string | undefined): NetworkStatus;
  byNpi(npi: string): DirectorySite | undefined;
  byReference(organization: string): DirectorySite | undefined;
  /** In-network, accepting sites of a class that can serve the ZIP within the radius (miles). */
  available(siteClass: SiteClass, zip: string | undefined, radiusMiles: number): SiteAvailability;
}
