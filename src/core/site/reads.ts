/** What the ladder would follow and the chart does not hold yet. Asked again after a read, it names the next step up. */
import type { Chart, Obtained, ReadRequest } from '../chart/chart.js';
import { list } from '../chart/read.js';
import { readable, resolve, typeAndId } from '../chart/references.js';
import type {
  CareTeam,
  HealthcareService,
  Location,
  Organization,
  PractitionerRole,
  Reference,
} from '../fhir.js';
import type { Order } from '../orders/types.js';

const FOLLOWED: ReadonlySet<string> = new Set([
  'CareTeam',
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
  const { request, obtained, destination } = order;
  const leads = new Leads(chart);
  leads.followAll(destination?.places ?? [], destination?.holder);
  for (const reference of [...list(request.supportingInformation), ...list(request.basedOn)]) {
    const key = typeAndId(reference.reference);
    if (!key?.startsWith('ServiceRequest/') || !readable(reference, chart)) continue;
    if (!order.companions.some((one) => one.reference === key)) leads.follow(reference, obtained);
  }
  for (const { request: service, obtained: holder } of order.companions) {
    leads.followAll(list(service.locationReference), holder);
    leads.followAll(list(service.performer), holder);
  }
  leads.followAll(list(request.performer as Reference | Reference[] | undefined), obtained);
  leads.follow(request.dispenseRequest?.performer, obtained);
  // The encounter of the call is prefetched; the order's own is read only when nobody asked for either.
  if (chart.availability('encounter') === undefined) leads.follow(request.encounter, obtained);
  return leads.reads;
}

/** What the place a hook names needs to be understood, also before its order is known. */
export function placeReads(places: readonly Reference[], chart: Chart): readonly ReadRequest[] {
  const leads = new Leads(chart);
  leads.followAll(places);
  return leads.reads;
}

/** Follows references as far as the chart goes, and notes what is not there. */
class Leads {
  readonly #chart: Chart;
  readonly #reads = new Map<string, ReadRequest>();
  readonly #visited = new Set<Obtained['resource']>();

  constructor(chart: Chart) {
    this.#chart = chart;
  }

  get reads(): readonly ReadRequest[] {
    return [...this.#reads.values()];
  }

  followAll(references: readonly Reference[], holder?: Obtained): void {
    for (const reference of references) this.follow(reference, holder);
  }

  follow(reference: Reference | undefined | null, holder?: Obtained): void {
    if (!reference) return;
    const found = resolve(this.#chart, reference, holder);
    if (found) {
      this.#visit(found);
      return;
    }
    const target = readable(reference, this.#chart);
    const key =
      target && FOLLOWED.has(target.resourceType) ? `${target.resourceType}/${target.id}` : undefined;
    if (!target || key === undefined || this.#chart.availability(key) !== undefined) return;
    this.#reads.set(key, { kind: 'read', key, ...target });
  }

  #visit(found: Obtained): void {
    if (this.#visited.has(found.resource) || this.#visited.size >= MOST_VISITED) return;
    this.#visited.add(found.resource);
    this.followAll(leadsOf(found), found);
  }
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
    case 'CareTeam':
      return list((resource as Partial<CareTeam>).managingOrganization);
    case 'HealthcareService': {
      const { location, providedBy } = resource as Partial<HealthcareService>;
      return [...list(location), ...list(providedBy)];
    }
    default:
      return [];
  }
}
