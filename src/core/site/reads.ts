/** What the ladder would follow and the chart does not hold yet. Asked again after a read, it names the next step up. */
import type { Chart, Obtained, ReadRequest } from '../chart/chart.js';
import { list } from '../chart/read.js';
import { readable, resolve } from '../chart/references.js';
import type { HealthcareService, Location, Organization, PractitionerRole, Reference } from '../fhir.js';
import type { Order } from '../orders/types.js';

const FOLLOWED: ReadonlySet<string> = new Set([
  'Encounter',
  'HealthcareService',
  'Location',
  'Organization',
  'PractitionerRole',
  'ServiceRequest',
]);
/** More resources than this on the way from one order mean a loop or a directory, not a place. */
const MOST_VISITED = 40;

/** Reads that were not asked for before; each names one resource by `Type/id`. */
export function siteReads(order: Order, chart: Chart): readonly ReadRequest[] {
  const reads = new Map<string, ReadRequest>();
  const visited = new Set<Obtained['resource']>();
  const follow = (reference: Reference | undefined | null, holder: Obtained): void => {
    if (!reference) return;
    const found = resolve(chart, reference, holder);
    if (found) {
      visit(found);
      return;
    }
    const target = readable(reference, chart);
    const key =
      target && FOLLOWED.has(target.resourceType) ? `${target.resourceType}/${target.id}` : undefined;
    if (!target || key === undefined || chart.availability(key) !== undefined) return;
    reads.set(key, { kind: 'read', key, ...target });
  };
  const visit = (found: Obtained): void => {
    if (visited.has(found.resource) || visited.size >= MOST_VISITED) return;
    visited.add(found.resource);
    for (const reference of leadsOf(found)) follow(reference, found);
  };

  const { request, obtained } = order;
  for (const reference of [...list(request.supportingInformation), ...list(request.basedOn)]) {
    const target = readable(reference, chart);
    const isCompanion = order.companions.some((one) => one.reference === `ServiceRequest/${target?.id}`);
    if (target?.resourceType === 'ServiceRequest' && !isCompanion) follow(reference, obtained);
  }
  for (const companion of order.companions) {
    const service = companion.request;
    for (const reference of [...list(service.locationReference), ...list(service.performer)]) {
      follow(reference, companion.obtained);
    }
  }
  for (const performer of list(request.performer as Reference | Reference[] | undefined))
    follow(performer, obtained);
  follow(request.dispenseRequest?.performer, obtained);
  // The encounter of the call is prefetched; the order's own is read only when nobody asked for either.
  if (chart.availability('encounter') === undefined) follow(request.encounter, obtained);
  return [...reads.values()];
}

/** The references of a place that lead to what kind of place it is. */
function leadsOf({ resource }: Obtained): readonly Reference[] {
  switch (resource.resourceType) {
    case 'Location': {
      const { partOf, managingOrganization } = resource as Partial<Location>;
      return [...list(partOf), ...list(managingOrganization)];
    }
    case 'Organization':
      return list((resource as Partial<Organization>).partOf);
    case 'PractitionerRole': {
      const { location, organization, healthcareService } = resource as Partial<PractitionerRole>;
      return [...list(location), ...list(organization), ...list(healthcareService)];
    }
    case 'HealthcareService': {
      const { location, providedBy } = resource as Partial<HealthcareService>;
      return [...list(location), ...list(providedBy)];
    }
    default:
      return [];
  }
}
