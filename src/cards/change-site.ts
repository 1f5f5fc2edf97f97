/**
 * Rewrites an order for another site. Only what says where the drug is given changes; the rest of the order stays as it came.
 *
 * A site of the payer's directory is named by its NPI and display: its id in the directory means nothing on the EHR's server.
 */
import type {
  CodeableConcept,
  Coding,
  MedicationRequest,
  PractitionerRole,
  Reference,
  ServiceRequest,
} from '../core/fhir.js';
import type { ReachableSite } from '../core/site/types.js';
import { codings, list } from '../core/chart/read.js';
import { extended } from '../core/extended.js';
import type { SiteWords } from '../knowledge/suggestion-types.js';
import { withContained, withoutOrphan } from './contained.js';

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const PERFORMER_ID = 'site-of-care-performer';

/** Place of service, performer and location of a ServiceRequest. Without a named site the former ones are dropped. */
export function changeServiceRequest(
  order: ServiceRequest,
  words: SiteWords,
  site: ReachableSite | undefined,
): ServiceRequest {
  const place = placeOf(words, site);
  return extended(without(order, ['performer', 'locationReference']), {
    locationCode: place.locationCode.map(conceptOf),
    performerType: { coding: [...place.specialty] },
    ...(site && { performer: [organizationOf(site)] }),
    ...(site?.location !== undefined && { locationReference: [{ display: site.name }] }),
  });
}

/**
 * A MedicationRequest has no location: encounter type and type of performer carry the site, a named one is the performer
 * as well, and for home infusion the dispenser. Without a named site the former performer is dropped.
 */
export function changeMedicationRequest(
  order: MedicationRequest,
  words: SiteWords,
  site: ReachableSite | undefined,
): MedicationRequest {
  const changed: MedicationRequest = extended(without(order, ['performer']), {
    category: [
      ...list(order.category).filter((one) => !isEncounterType(one, words)),
      conceptOf(words.encounterType),
    ],
    performerType: { coding: [...placeOf(words, site).specialty] },
  });
  if (!site) return withoutOrphan(changed, order.performer);

  const named: MedicationRequest = extended(changed, {
    performer: { reference: `#${PERFORMER_ID}`, display: site.name },
    ...(words.dispenses && {
      dispenseRequest: { ...asObject(order.dispenseRequest), performer: organizationOf(site) },
    }),
  });
  const former = [order.performer, ...(words.dispenses ? [order.dispenseRequest?.performer] : [])];
  return withContained(former.reduce(withoutOrphan, named), roleAt(words, site));
}

/** The performer as a role at the site, so that organisation and location travel with the order. */
function roleAt(words: SiteWords, site: ReachableSite): PractitionerRole {
  const place = placeOf(words, site);
  return {
    resourceType: 'PractitionerRole',
    id: PERFORMER_ID,
    organization: organizationOf(site),
    code: place.locationCode.map(conceptOf),
    specialty: place.specialty.map(conceptOf),
    ...(site.location !== undefined && { location: [{ display: site.name }] }),
    ...(site.phone !== undefined && { telecom: [{ system: 'phone', value: site.phone }] }),
  };
}

/** A site as a logical reference. */
export function organizationOf(site: ReachableSite): Reference {
  return {
    type: 'Organization',
    ...(site.npi !== undefined && { identifier: { system: NPI, value: site.npi } }),
    display: site.name,
  };
}

export function placeOf(words: SiteWords, site: ReachableSite | undefined): SiteWords['places'][number] {
  const place = words.places.find(
    (one) => one.taxonomies === undefined || one.taxonomies.some((code) => site?.taxonomies.includes(code)),
  );
  if (!place)
    throw new Error('the last place of a site does for any taxonomy (src/knowledge/cards.ts checks it)');
  return place;
}

export function conceptOf(coding: Coding): CodeableConcept {
  return { coding: [coding] };
}

/** A copy without some elements; the others stay in their order. */
function without<T extends object>(resource: T, elements: readonly (keyof T & string)[]): T {
  const copy: Partial<T> = {};
  for (const name of Object.keys(resource) as (keyof T & string)[])
    if (!elements.includes(name)) copy[name] = resource[name];
  return copy as T;
}

function asObject<T extends object>(value: T | undefined): Partial<T> {
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** A category that says what kind of encounter the order is for, in the system the suggestion writes. */
function isEncounterType(category: CodeableConcept, words: SiteWords): boolean {
  return codings(category).some((coding) => coding.system === words.encounterType.system);
}
