/** Where a performer works (ladder rung 4): an Organization, a PractitionerRole's location or organization, a HealthcareService, a CareTeam. */
import type { Obtained } from '../chart/chart.js';
import { codings, list } from '../chart/read.js';
import { resolve, typeAndId } from '../chart/references.js';
import type { CareTeam, HealthcareService, PractitionerRole, Reference } from '../fhir.js';
import { locationAt } from './location.js';
import { organizationAt } from './organization.js';
import { agreed, quoted, spoken, UNRESOLVED, type Look, type PlaceFinding } from './sighting.js';

/** A Practitioner alone works anywhere; the specialty of a person is not a place, so it is not read. */
export function performerAt(reference: Reference, holder: Obtained, look: Look): PlaceFinding | undefined {
  const found = resolve(look.chart, reference, holder);
  switch (found?.resource.resourceType) {
    case 'PractitionerRole':
      return ofRole(found, look);
    case 'HealthcareService':
      return ofService(found, look);
    case 'CareTeam':
      return ofTeam(found, look);
    case 'Organization':
      return organizationAt(reference, holder, look);
    case undefined:
      return isOrganization(reference)
        ? organizationAt(reference, holder, look)
        : ofNpi(reference, holder, look);
    default:
      return undefined;
  }
}

/** A reference that could not be followed may name a person: only what says it is an Organization is taken as one. */
function isOrganization(reference: Reference): boolean {
  return (typeAndId(reference.reference)?.split('/')[0] ?? reference.type) === 'Organization';
}

/** A logical reference by NPI counts when the directory knows the number. */
function ofNpi(reference: Reference, holder: Obtained, look: Look): PlaceFinding | undefined {
  const finding = reference.identifier && organizationAt(reference, holder, look);
  return finding?.facility.site ? finding : undefined;
}

function ofRole(role: Obtained, look: Look): PlaceFinding {
  const { location, organization, healthcareService } = role.resource as PractitionerRole;
  const services = list(healthcareService).flatMap((reference) => {
    const found = resolve(look.chart, reference, role);
    return found?.resource.resourceType === 'HealthcareService' ? [ofService(found, look)] : [];
  });
  return firstResolved([
    together(list(location).map((reference) => locationAt(reference, role, look))),
    together(services),
    organizationAt(organization, role, look),
  ]);
}

function ofService(service: Obtained, look: Look): PlaceFinding {
  const { location, providedBy, type, specialty } = service.resource as HealthcareService;
  const coded = [...list(type), ...list(specialty)].flatMap(codings).flatMap((coding) => {
    const meaning = look.siteMap.taxonomy(coding);
    return meaning
      ? [{ meaning, evidence: [spoken(service, 'type', { code: quoted(coding) })], facility: {} }]
      : [];
  });
  return firstResolved([
    together(list(location).map((reference) => locationAt(reference, service, look))),
    organizationAt(providedBy, service, look),
    together(coded),
  ]);
}

/** The organisation that answers for the team; its members may work anywhere. */
function ofTeam(team: Obtained, look: Look): PlaceFinding | undefined {
  const { managingOrganization } = team.resource as CareTeam;
  return together(list(managingOrganization).flatMap((one) => organizationAt(one, team, look) ?? []));
}

/** The first that tells, with whatever facility any of them names. */
function firstResolved(findings: readonly (PlaceFinding | undefined)[]): PlaceFinding {
  const known = findings.filter((finding) => finding !== undefined);
  const facility =
    known.find(({ facility: { site } }) => site !== undefined)?.facility ??
    known.find(({ facility: { name } }) => name !== undefined)?.facility ??
    {};
  const decisive = known.find(
    ({ meaning, conflict }) => meaning.siteClass !== 'UNRESOLVED' || conflict === true,
  );
  const among = known.find(({ meaning }) => meaning.among !== undefined);
  return { ...(decisive ?? among ?? { meaning: UNRESOLVED, evidence: [] }), facility };
}

/** Several places of one performer: they have to agree. */
function together(findings: readonly PlaceFinding[]): PlaceFinding | undefined {
  const [first] = findings;
  if (!first) return undefined;
  const { meaning, conflict } = agreed(findings.map((finding) => finding.meaning));
  const isConflict = conflict || findings.some((finding) => finding.conflict === true);
  return {
    meaning: isConflict ? UNRESOLVED : meaning,
    ...(isConflict && { conflict: true }),
    ...(first.posCode !== undefined && { posCode: first.posCode }),
    evidence: findings.flatMap(({ evidence }) => evidence),
    facility: findings.length === 1 ? first.facility : {},
  };
}
