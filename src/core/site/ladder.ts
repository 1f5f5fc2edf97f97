/**
 * The rungs of the ladder that read the order and its services, facts/criteria.md §4.2: 1 place of service, 2 location,
 * 4 performer, 5 what is billed, 6 kind of encounter ordered, 7 dispenser, 8 category. What a dispatch or an appointment
 * says (rung 3 there) stands above all of them, see destination.ts; 9 and 10 are in hints.ts.
 */
import type { Obtained } from '../chart/chart.js';
import { codings, list } from '../chart/read.js';
import { extended } from '../extended.js';
import type {
  CodeableConcept,
  Coding,
  Extension,
  MedicationRequest,
  Reference,
  ServiceRequest,
} from '../fhir.js';
import { flatMapped, found } from '../lists.js';
import { administrationService } from '../orders/administration-services.js';
import { medicationCategories } from '../orders/categories.js';
import type { Companion, Order } from '../orders/types.js';
import { locationAt } from './location.js';
import { organizationAt } from './organization.js';
import { performerAt } from './performer.js';
import { quoted, spoken, UNRESOLVED, type Look, type PlaceFinding, type Sighting } from './sighting.js';
import type { SiteMeaning } from './site-map.js';

export const RUNG = {
  destination: 0,
  placeOfService: 1,
  location: 2,
  performer: 4,
  billed: 5,
  encounterOrdered: 6,
  dispenser: 7,
  category: 8,
  orderingEncounter: 9,
} as const;

/** Everything one service says, rung by rung. */
export function serviceSightings({ obtained, request }: Companion, look: Look): readonly Sighting[] {
  const { siteMap } = look;
  const locationCodings = flatMapped(list(request.locationCode), codings);
  const sightings: Sighting[] = [
    ...posSightings(obtained, locationCodings, 'locationCode', look),
    ...extensionSightings(obtained, look),
  ];

  for (const coding of locationCodings) {
    const role = siteMap.role(coding);
    if (role !== undefined && role !== 'clinic')
      sightings.push(seen(obtained, RUNG.location, 'locationCode', coding, { siteClass: role }));
    const taxonomy = siteMap.taxonomy(coding);
    if (taxonomy) sightings.push(seen(obtained, RUNG.performer, 'locationCode', coding, taxonomy));
    const bill = siteMap.typeOfBill(coding);
    if (bill) sightings.push(seen(obtained, RUNG.billed, 'locationCode', coding, bill));
  }
  for (const reference of list(request.locationReference)) {
    sightings.push(
      placed(RUNG.location, obtained, 'locationReference', locationAt(reference, obtained, look)),
    );
  }
  sightings.push(...performerSightings(obtained, list(request.performer), request.performerType, look));
  const service = administrationService(request);
  if (service?.kind === 'home') {
    const evidence = [spoken(obtained, 'code', { code: service.code })];
    sightings.push({
      rung: RUNG.billed,
      holder: obtained,
      meaning: { siteClass: 'HOME' },
      evidence,
      facility: {},
    });
  }
  sightings.push(...encounterTypeSightings(obtained, request.category, look));
  return sightings;
}

/** Everything the drug order itself says, rung by rung. */
export function orderSightings({ obtained, request }: Order, look: Look): readonly Sighting[] {
  const sightings: Sighting[] = [...extensionSightings(obtained, look)];
  // One performer in R4; some EHRs send the list of later versions.
  const performers = list(request.performer as Reference | Reference[] | undefined);
  sightings.push(...performerSightings(obtained, performers, request.performerType, look));
  sightings.push(...encounterTypeSightings(obtained, request.category, look));
  const dispenser = organizationAt(request.dispenseRequest?.performer, obtained, look, 'dispenser');
  if (dispenser) sightings.push(placed(RUNG.dispenser, obtained, 'dispenseRequest.performer', dispenser));
  for (const category of medicationCategories(request)) {
    const meaning = look.siteMap.category(category);
    const evidence = [spoken(obtained, 'category', { code: category })];
    if (meaning) sightings.push({ rung: RUNG.category, holder: obtained, meaning, evidence, facility: {} });
  }
  return sightings;
}

function performerSightings(
  holder: Obtained,
  performers: readonly Reference[],
  performerType: CodeableConcept | undefined,
  look: Look,
): readonly Sighting[] {
  const types = found(codings(performerType), (coding) => {
    const meaning = look.siteMap.taxonomy(coding);
    return meaning && seen(holder, RUNG.performer, 'performerType', coding, meaning);
  });
  const people = found(performers, (reference) => {
    const finding = performerAt(reference, holder, look);
    return finding && placed(RUNG.performer, holder, 'performer', finding);
  });
  return [...people, ...types];
}

/** Any extension of the order that carries a place-of-service code; there is no standard one. */
export function extensionSightings(holder: Obtained, look: Look): readonly Sighting[] {
  const { extension } = holder.resource as MedicationRequest | ServiceRequest;
  return flatMapped(list(extension), (outer) =>
    flatMapped([outer, ...list(outer.extension)], (one) =>
      posSightings(holder, extensionCodings(one), 'extension', look),
    ),
  );
}

function extensionCodings(extension: Extension): readonly Coding[] {
  return [...list(extension.valueCoding), ...codings(extension.valueCodeableConcept)];
}

function posSightings(
  holder: Obtained,
  from: readonly Coding[],
  path: string,
  { siteMap }: Look,
): readonly Sighting[] {
  return found(from, (coding): Sighting | undefined => {
    const posCode = siteMap.posCode(coding);
    if (posCode === undefined) return undefined;
    const meaning = siteMap.placeOfService(coding) ?? UNRESOLVED;
    return extended(seen(holder, RUNG.placeOfService, path, coding, meaning), { posCode });
  });
}

/** CRD 2.2 category[encounterType]: the kind of encounter the service is ordered for, not the one it was ordered in. */
function encounterTypeSightings(
  holder: Obtained,
  category: readonly CodeableConcept[] | undefined,
  { siteMap }: Look,
): readonly Sighting[] {
  return flatMapped(list(category), (concept) =>
    found(codings(concept), (coding) => {
      const code = typeof coding.system === 'string' ? siteMap.encounterClass(coding) : undefined;
      const meaning = code === undefined ? undefined : siteMap.encounterMeaning(code);
      return meaning && seen(holder, RUNG.encounterOrdered, 'category', coding, meaning);
    }),
  );
}

function seen(holder: Obtained, rung: number, path: string, coding: Coding, meaning: SiteMeaning): Sighting {
  return { meaning, evidence: [spoken(holder, path, { code: quoted(coding) })], facility: {}, rung, holder };
}

/** A finding on a rung, with the element that named the place. */
export function placed(rung: number, holder: Obtained, path: string, finding: PlaceFinding): Sighting {
  const { name } = finding.facility;
  const where = spoken(holder, path, name === undefined ? {} : { display: name.slice(0, 120) });
  return extended(finding, { rung, holder, evidence: [where, ...finding.evidence] });
}
