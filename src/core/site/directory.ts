/** The payer's provider directory (Da Vinci Plan-Net resources) as the core asks it: network status, and who serves a ZIP code. */
import { Chart, type Obtained } from '../chart/chart.js';
import type { PayerKnowledge } from '../coverage/types.js';
import type { Bundle, BundleEntry, FhirResource } from '../fhir.js';
import { list, text } from '../chart/read.js';
import { Remembered } from '../remembered.js';
import { directorySites } from './directory-sites.js';
import { milesBetween, zipOf } from './distance.js';
import type { SiteMap } from './site-map.js';
import type {
  DirectorySite,
  NetworkStatus,
  ProviderDirectory,
  ReachableSite,
  SiteAvailability,
  SiteClass,
} from './types.js';

/** References inside the Bundle are resolved, the rest is ignored; the Bundle's shape is checked by src/knowledge/payers.ts. */
export function compileDirectory(bundle: Bundle, payer: PayerKnowledge, siteMap: SiteMap): ProviderDirectory {
  const chart = Chart.empty().with([
    {
      key: 'directory',
      availability: { state: 'complete' },
      obtained: list(bundle.entry).flatMap(obtainedOf),
    },
  ]);
  const sites = directorySites(chart, payer.network, siteMap);
  const byNpi = new Map<string, DirectorySite>();
  const byReference = new Map<string, DirectorySite>();
  for (const site of sites) {
    if (site.npi !== undefined) byNpi.set(site.npi, summary(byNpi.get(site.npi), site));
    byReference.set(site.organization, summary(byReference.get(site.organization), site));
    if (site.location !== undefined)
      byReference.set(site.location, summary(byReference.get(site.location), site));
  }
  const usable = sites.filter(({ inNetwork, acceptingPatients }) => inNetwork && acceptingPatients);
  const reach = new Remembered((asked) => {
    const [siteClass, miles, zip] = asked.split(' ') as [SiteClass, string, string];
    const ofClass = usable.filter((site) => site.siteClass === siteClass);
    return availability(ofClass, siteClass, zip === '' ? undefined : zip, Number(miles), payer.zipCentroids);
  });

  return {
    sites,
    network: (organization): NetworkStatus => {
      const site =
        organization === undefined ? undefined : (byReference.get(organization) ?? byNpi.get(organization));
      if (!site) return 'unknown';
      return site.inNetwork ? 'in' : 'out';
    },
    byNpi: (npi) => byNpi.get(npi),
    byReference: (reference) => byReference.get(reference),
    available: (siteClass, zip, radiusMiles) => reach.of(`${siteClass} ${radiusMiles} ${zipOf(zip) ?? ''}`),
  };
}

/** An organisation with places of several kinds is itself none of them; nor is a place of several organisations. */
function summary(known: DirectorySite | undefined, site: DirectorySite): DirectorySite {
  if (!known) return site;
  return known.siteClass === site.siteClass ? known : { ...known, siteClass: 'UNRESOLVED' };
}

/** A place is reached within the radius, a service that comes to the patient within its area. Whatever cannot be told leaves the answer open. */
function availability(
  sites: readonly DirectorySite[],
  siteClass: SiteClass,
  zip: string | undefined,
  radiusMiles: number,
  centroids: PayerKnowledge['zipCentroids'],
): SiteAvailability {
  if (zip === undefined) return { status: 'unknown', sites: [] };
  const from = centroids[zip];
  const reachable: ReachableSite[] = [];
  let nearest: number | undefined;
  let isOpen = siteClass !== 'HOME' && from === undefined;
  for (const site of sites) {
    if (site.zipPrefixes) {
      if (site.zipPrefixes.some((prefix) => zip.startsWith(prefix))) reachable.push(site);
      continue;
    }
    const to = site.position ?? centroids[site.postalCode ?? ''];
    if (siteClass === 'HOME' || from === undefined || to === undefined) {
      isOpen = true;
      continue;
    }
    const miles = milesBetween(from, to);
    nearest = Math.min(nearest ?? miles, miles);
    if (miles <= radiusMiles) reachable.push({ ...site, distanceMiles: tenths(miles) });
  }
  reachable.sort((a, b) => (a.distanceMiles ?? 0) - (b.distanceMiles ?? 0));
  const status = reachable.length > 0 ? 'available' : isOpen ? 'unknown' : 'none';
  return { status, sites: reachable, ...(nearest !== undefined && { nearestMiles: tenths(nearest) }) };
}

function tenths(miles: number): number {
  return Math.round(miles * 10) / 10;
}

function obtainedOf(entry: BundleEntry): readonly Obtained[] {
  const resource = entry.resource as FhirResource | undefined;
  const id = text(resource?.id);
  return resource && id !== undefined
    ? [{ resource, reference: `${resource.resourceType}/${id}`, source: 'directory' }]
    : [];
}
