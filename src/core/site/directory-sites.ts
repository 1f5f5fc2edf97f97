/** Plan-Net resources → the places of the directory, one per Organization and Location. */
import type { Chart, Obtained } from '../chart/chart.js';
import { codings, list, text } from '../chart/read.js';
import { resolve, typeAndId } from '../chart/references.js';
import type {
  Extension,
  HealthcareService,
  Location,
  Organization,
  OrganizationAffiliation,
  Reference,
} from '../fhir.js';
import { zipOf, type Position } from './distance.js';
import { classifyLocation } from './location.js';
import { NUCC, organizationAt } from './organization.js';
import type { Look } from './sighting.js';
import type { SiteMap } from './site-map.js';
import type { DirectorySite } from './types.js';

/** Ours: the ZIP prefixes a service that comes to the patient covers, `300,301`. */
const ZIP_PREFIXES = /\/zip-prefixes$/;
const NEW_PATIENTS = /\/newpatients$/;
const NO_PROVIDER: ReadonlySet<string> = new Set(['payer', 'ntwk']);

/** @param network reference of the network Organization, `Organization/network-ga-him` */
export function directorySites(chart: Chart, network: string, siteMap: SiteMap): readonly DirectorySite[] {
  const look: Look = { chart, siteMap };
  const members = membersOf(chart, network);
  const services = grouped(chart.all('HealthcareService'), ({ providedBy }: HealthcareService) => providedBy);
  const places = grouped(chart.all('Location'), ({ managingOrganization }: Location) => managingOrganization);
  return chart.all('Organization').flatMap((organization) => {
    if (!isActive(organization.resource) || isNoProvider(organization)) return [];
    const own = (services.get(organization.reference) ?? []).filter(({ resource }) => isActive(resource));
    const site = siteOf(organization, own, members, look);
    const managed = places.get(organization.reference) ?? [];
    const found = placesOf(chart, managed, own);
    return found.length === 0 ? [site] : found.map((place) => at(place, site, look));
  });
}

/** Resources by the organisation they refer to. */
function grouped<T>(
  all: readonly Obtained[],
  owner: (resource: T) => Reference | undefined,
): ReadonlyMap<string, readonly Obtained[]> {
  const groups = new Map<string, Obtained[]>();
  for (const one of all) {
    const key = typeAndId(owner(one.resource as T)?.reference);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/** Organisations that an active affiliation puts into the network. */
function membersOf(chart: Chart, network: string): ReadonlySet<string> {
  const members = new Set<string>();
  for (const { resource } of chart.all('OrganizationAffiliation')) {
    const affiliation = resource as OrganizationAffiliation;
    const member = typeAndId(affiliation.participatingOrganization?.reference);
    const networks = list(affiliation.network).map((reference) => typeAndId(reference.reference));
    if (affiliation.active !== false && member !== undefined && networks.includes(network))
      members.add(member);
  }
  return members;
}

function siteOf(
  organization: Obtained,
  services: readonly Obtained[],
  members: ReadonlySet<string>,
  look: Look,
): DirectorySite {
  const resource = organization.resource as Organization;
  const npi = list(resource.identifier)
    .map((identifier) => look.siteMap.npi(identifier))
    .find((one) => one !== undefined);
  const phone = text(list(resource.telecom).find(({ system }) => system === 'phone')?.value);
  const finding = organizationAt({ reference: organization.reference }, organization, look);
  return {
    organization: organization.reference,
    name: text(resource.name) ?? organization.reference,
    ...(npi !== undefined && { npi }),
    ...(phone !== undefined && { phone }),
    siteClass: finding?.meaning.siteClass ?? 'UNRESOLVED',
    taxonomies: list(resource.type)
      .flatMap(codings)
      .flatMap(({ system, code }) => (system === NUCC && code ? [code] : [])),
    inNetwork: members.has(organization.reference),
    acceptingPatients: isAccepting(services),
  };
}

/** Locations the organisation manages, and those where one of its services is given or to which it comes. */
function placesOf(
  chart: Chart,
  managed: readonly Obtained[],
  services: readonly Obtained[],
): readonly Obtained[] {
  const served = services.flatMap((service) => {
    const { location, coverageArea } = service.resource as HealthcareService;
    return [...list(location), ...list(coverageArea)].flatMap(
      (reference) => resolve(chart, reference, service) ?? [],
    );
  });
  const places = [...managed, ...served].filter(
    ({ resource }) => resource.resourceType === 'Location' && resource.status !== 'inactive',
  );
  return [...new Map(places.map((place) => [place.resource, place])).values()];
}

function at(place: Obtained, site: DirectorySite, look: Look): DirectorySite {
  const location = place.resource as Location;
  const { meaning, conflict } = classifyLocation(place, look);
  const zipPrefixes = prefixesOf(location);
  const position = positionOf(location);
  const postalCode = zipOf(location.address?.postalCode);
  const isTyped = meaning.siteClass !== 'UNRESOLVED' || conflict === true;
  return {
    ...site,
    // A service area is no place: what comes to the patient is told by the organisation alone.
    siteClass: isTyped && zipPrefixes === undefined ? meaning.siteClass : site.siteClass,
    location: place.reference,
    ...(position && { position }),
    ...(postalCode !== undefined && { postalCode }),
    ...(zipPrefixes && { zipPrefixes }),
  };
}

function prefixesOf(location: Location): readonly string[] | undefined {
  const value = list(location.extension).find((one) => ZIP_PREFIXES.test(String(one.url)))?.valueString;
  const prefixes = text(value)
    ?.split(',')
    .map((prefix) => prefix.trim())
    .filter((prefix) => /^\d{1,5}$/.test(prefix));
  return prefixes && prefixes.length > 0 ? prefixes : undefined;
}

function positionOf(location: Location): Position | undefined {
  const { latitude, longitude } = location.position ?? {};
  const isPoint = typeof latitude === 'number' && typeof longitude === 'number';
  return isPoint && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
    ? [latitude, longitude]
    : undefined;
}

/** Yes unless its services say otherwise: an existing patient's place is no alternative for a new one. */
function isAccepting(services: readonly Obtained[]): boolean {
  const stated = services
    .flatMap(({ resource }) => list((resource as HealthcareService).extension))
    .filter((extension: Extension) => NEW_PATIENTS.test(String(extension.url)))
    .flatMap((extension) => list(extension.extension))
    .filter((part) => part.url === 'acceptingPatients')
    .flatMap((part) => codings(part.valueCodeableConcept));
  return stated.length === 0 || stated.some(({ code }) => code === 'newpt');
}

function isNoProvider({ resource }: Obtained): boolean {
  const types = list((resource as Organization).type).flatMap(codings);
  return types.some(({ code }) => NO_PROVIDER.has(String(code)));
}

function isActive(resource: object): boolean {
  return (resource as { active?: unknown }).active !== false;
}
