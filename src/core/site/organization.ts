/** What kind of place an Organization runs: by its taxonomy, its hospital number, or the payer's directory. */
import type { Obtained } from '../chart/chart.js';
import { codings, list, text } from '../chart/read.js';
import { resolve, typeAndId } from '../chart/references.js';
import type { Evidence } from '../evidence.js';
import type { Coding, Organization, Reference } from '../fhir.js';
import { flatMapped } from '../lists.js';
import {
  agreed,
  facilityOf,
  listedUnder,
  quoted,
  spoken,
  UNRESOLVED,
  type Look,
  type PlaceFinding,
} from './sighting.js';
import type { SiteMeaning } from './site-map.js';
import type { DirectorySite } from './types.js';

export const NUCC = 'http://nucc.org/provider-taxonomy';

/** How a taxonomy code is read: an owner's, or that of a pharmacy that only dispenses. */
export type Role = 'owner' | 'dispenser';

/** A department may be part of a division of a hospital. */
const MOST_LEVELS = 5;

/** Undefined when there is no reference at all. The directory knows an Organization by its NPI or by the payer's id, never by name. */
export function organizationAt(
  reference: Reference | undefined | null,
  holder: Obtained,
  look: Look,
  role: Role = 'owner',
): PlaceFinding | undefined {
  if (!reference) return undefined;
  const found = resolve(look.chart, reference, holder);
  const levels = found?.resource.resourceType === 'Organization' ? chainOf(found, look) : [];
  const site = directorySite(reference, levels, look);
  const facility = facilityOf(nameOf(levels) ?? site?.name ?? text(reference.display), site);

  for (const level of levels) {
    const { meaning, evidence } = classOf(level, look, role);
    if (meaning.siteClass !== 'UNRESOLVED') return { meaning, evidence, facility };
  }
  const listed = site && directoryMeaning(site, look, role);
  if (!site || !listed || listed.siteClass === 'UNRESOLVED')
    return { meaning: UNRESOLVED, evidence: [], facility };
  const evidence: Evidence = { reference: site.organization, display: site.name, source: 'directory' };
  return { meaning: listed, evidence: [evidence], facility };
}

function nameOf(levels: readonly Obtained[]): string | undefined {
  for (const { resource } of levels) {
    const name = text((resource as Organization).name);
    if (name !== undefined) return name;
  }
  return undefined;
}

function classOf(level: Obtained, look: Look, role: Role): Pick<PlaceFinding, 'meaning' | 'evidence'> {
  const organization = level.resource as Organization;
  const evidence: Evidence[] = [];
  const meanings: SiteMeaning[] = [];
  for (const coding of flatMapped(list(organization.type), codings)) {
    const meaning = meaningOf(coding, look, role);
    if (!meaning) continue;
    meanings.push(meaning);
    evidence.push(spoken(level, 'type', { code: quoted(coding) }));
  }
  const hospital =
    meanings.length > 0
      ? undefined
      : list(organization.identifier).find((identifier) => look.siteMap.isHospitalNumber(identifier));
  if (hospital) {
    meanings.push({ siteClass: 'HOPD', ...(role === 'dispenser' && { weak: true }) });
    evidence.push(
      spoken(level, 'identifier', { code: quoted({ system: hospital.system, code: hospital.value }) }),
    );
  }
  // A health system with taxonomies of several kinds says nothing about the one place.
  return { meaning: agreed(meanings).meaning, evidence };
}

function meaningOf(coding: Coding, look: Look, role: Role): SiteMeaning | undefined {
  return role === 'owner'
    ? look.siteMap.organizationTaxonomy(coding)
    : look.siteMap.dispenserTaxonomy(coding);
}

function directoryMeaning(site: DirectorySite, look: Look, role: Role): SiteMeaning {
  if (role === 'owner') return { siteClass: site.siteClass };
  const codes = site.taxonomies.map((code) => look.siteMap.dispenserTaxonomy({ system: NUCC, code }));
  return agreed(codes.flatMap((meaning) => meaning ?? [])).meaning;
}

function directorySite(
  reference: Reference,
  levels: readonly Obtained[],
  look: Look,
): DirectorySite | undefined {
  const { directory } = look;
  if (!directory) return undefined;
  let site = listedUnder(list(reference.identifier), look);
  for (const { resource } of levels) site ??= listedUnder(list((resource as Organization).identifier), look);
  if (site) return site;
  const key = typeAndId(reference.reference);
  return key === undefined ? undefined : directory.byReference(key);
}

/** The Organization and what it is part of. The number of levels also ends a cycle. */
function chainOf(organization: Obtained, look: Look): readonly Obtained[] {
  const chain: Obtained[] = [];
  let level: Obtained | undefined = organization;
  while (level?.resource.resourceType === 'Organization' && chain.length < MOST_LEVELS) {
    chain.push(level);
    level = resolve(look.chart, level.resource.partOf, level);
  }
  return chain;
}
