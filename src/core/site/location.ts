/**
 * What kind of place a Location is (ladder rung 2): by its types, else by who manages it, else the same of what it is
 * part of: bed, ward, hospital. A clinic is a hospital's or a practice's depending on the owner.
 */
import type { Obtained } from '../chart/chart.js';
import { codings, list, text } from '../chart/read.js';
import { resolve, typeAndId } from '../chart/references.js';
import type { Evidence } from '../evidence.js';
import type { Location, Reference } from '../fhir.js';
import { flatMapped } from '../lists.js';
import { organizationAt } from './organization.js';
import {
  agreed,
  facilityOf,
  listedUnder,
  quoted,
  spoken,
  UNRESOLVED,
  type Facility,
  type Look,
  type PlaceFinding,
} from './sighting.js';
import type { SiteMeaning } from './site-map.js';
import type { DirectorySite, SiteClass } from './types.js';

const MOST_LEVELS = 8;
/** Who can own a clinic: an agency that visits homes runs its clinic as something else. */
const CLINIC_OWNERS: ReadonlySet<SiteClass> = new Set<SiteClass>([
  'HOPD',
  'OFFICE',
  'ASC_AIC',
  'OUT_OF_SCOPE',
]);

export function locationAt(reference: Reference, holder: Obtained, look: Look): PlaceFinding {
  const found = resolve(look.chart, reference, holder);
  if (found?.resource.resourceType === 'Location') return classifyLocation(found, look);
  const key = typeAndId(reference.reference);
  const site = key === undefined ? undefined : look.directory?.byReference(key);
  if (site) return fromDirectory(site);
  const name = text(reference.display);
  return { meaning: UNRESOLVED, evidence: [], facility: name === undefined ? {} : { name } };
}

export function classifyLocation(location: Obtained, look: Look): PlaceFinding {
  const levels = chainOf(location, look);
  const owners = levels.map((level) =>
    organizationAt((level.resource as Location).managingOrganization, level, look),
  );
  const types = levels.map((level) => typesOf(level, look));
  const posCode = types.find((type) => type.posCode !== undefined)?.posCode;
  const among = types.find(({ typed }) => typed.meaning.among !== undefined)?.typed.meaning.among;

  for (let index = 0; index < levels.length; index += 1) {
    const level = levels[index] as Obtained;
    const { typed, isClinic, evidence } = types[index] as Types;
    const owner = owners[index];
    const isOwned = typed.meaning.siteClass === 'UNRESOLVED' && !typed.conflict && decides(owner, isClinic);
    const { siteClass } = isOwned && owner ? owner.meaning : typed.meaning;
    const conflict = typed.conflict || (siteClass !== 'UNRESOLVED' && among?.includes(siteClass) === false);
    if (siteClass === 'UNRESOLVED' && !conflict) continue;
    const facility = facilityAt(levels, level, owners, look);
    const ownership = isOwned && owner ? [spoken(level, 'managingOrganization'), ...owner.evidence] : [];
    return {
      meaning: conflict ? UNRESOLVED : { siteClass },
      ...(conflict && { conflict }),
      ...(posCode !== undefined && { posCode }),
      evidence: [...evidence, ...ownership],
      facility,
    };
  }

  const facility = facilityAt(levels, location, owners, look);
  const listed = facility.site && fromDirectory(facility.site);
  if (
    listed &&
    listed.meaning.siteClass !== 'UNRESOLVED' &&
    among?.includes(listed.meaning.siteClass) !== false
  ) {
    return { ...listed, ...(posCode !== undefined && { posCode }), facility };
  }
  return {
    meaning: among ? { siteClass: 'UNRESOLVED', among } : UNRESOLVED,
    ...(posCode !== undefined && { posCode }),
    evidence: flatMapped(types, ({ evidence }) => evidence),
    facility,
  };
}

interface Types {
  readonly typed: ReturnType<typeof agreed>;
  /** Or another kind of place whose owner decides. */
  readonly isClinic: boolean;
  readonly posCode: string | undefined;
  readonly evidence: readonly Evidence[];
}

function typesOf(level: Obtained, { siteMap }: Look): Types {
  const meanings: SiteMeaning[] = [];
  const evidence: Evidence[] = [];
  let isClinic = false;
  let posCode: string | undefined;
  for (const coding of flatMapped(list((level.resource as Location).type), codings)) {
    const role = siteMap.role(coding);
    const meaning =
      role === undefined
        ? (siteMap.placeOfService(coding) ?? siteMap.taxonomy(coding))
        : { siteClass: role === 'clinic' ? ('UNRESOLVED' as const) : role };
    posCode ??= siteMap.posCode(coding);
    if (!meaning) continue;
    isClinic ||= meaning.siteClass === 'UNRESOLVED';
    meanings.push(meaning);
    evidence.push(spoken(level, 'type', { code: quoted(coding) }));
  }
  return { typed: agreed(meanings), isClinic, posCode, evidence };
}

function decides(owner: PlaceFinding | undefined, isClinic: boolean): boolean {
  const siteClass = owner?.meaning.siteClass ?? 'UNRESOLVED';
  return siteClass !== 'UNRESOLVED' && (!isClinic || CLINIC_OWNERS.has(siteClass));
}

/** Named after the level that decided: "Outpatient Infusion" rather than "Chair 4". */
function facilityAt(
  levels: readonly Obtained[],
  decided: Obtained,
  owners: readonly (PlaceFinding | undefined)[],
  look: Look,
): Facility {
  let name = nameOf(decided);
  let site: DirectorySite | undefined;
  for (const level of levels) {
    name ??= nameOf(level);
    site ??= listedLocation(level, look);
  }
  for (const owner of owners) {
    name ??= owner?.facility.name;
    site ??= owner?.facility.site;
  }
  return facilityOf(name ?? site?.name, site);
}

function nameOf({ resource }: Obtained): string | undefined {
  return text((resource as Location).name);
}

function listedLocation(level: Obtained, look: Look): DirectorySite | undefined {
  const { identifier } = level.resource as Location;
  return listedUnder(list(identifier), look) ?? look.directory?.byReference(level.reference);
}

function fromDirectory(site: DirectorySite): PlaceFinding {
  const reference = site.location ?? site.organization;
  return {
    meaning: { siteClass: site.siteClass },
    evidence: [{ reference, display: site.name, source: 'directory' }],
    facility: { name: site.name, site },
  };
}

/** The Location and what it is part of. The number of levels also ends a cycle. */
function chainOf(location: Obtained, look: Look): readonly Obtained[] {
  const chain: Obtained[] = [];
  let level: Obtained | undefined = location;
  while (level?.resource.resourceType === 'Location' && chain.length < MOST_LEVELS) {
    chain.push(level);
    level = resolve(look.chart, level.resource.partOf, level);
  }
  return chain;
}
