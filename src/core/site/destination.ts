/**
 * What the hook itself says about the place: the performer an order is dispatched to, the places of an appointment.
 * It is decided later than everything the order says, so it stands above the ladder; where it does not tell, the ladder holds.
 */
import type { Chart, Obtained } from '../chart/chart.js';
import { codings, list } from '../chart/read.js';
import { resolve, typeAndId } from '../chart/references.js';
import type { Organization, Reference } from '../fhir.js';
import type { Destination, Order } from '../orders/types.js';
import { extensionSightings, placed, RUNG } from './ladder.js';
import { locationAt } from './location.js';
import { NUCC, organizationAt } from './organization.js';
import { performerAt } from './performer.js';
import { type Look, type PlaceFinding, type Sighting } from './sighting.js';

/** NUCC: suppliers that are pharmacies. */
const PHARMACY = /^3336|^333600000X$/i;

export function destinationSightings({ destination, carrier }: Order, look: Look): readonly Sighting[] {
  if (!destination) return [];
  return destination.kind === 'dispatch'
    ? dispatchSightings(destination, carrier, look)
    : appointmentSightings(destination, look);
}

/** Who can say where; a person alone cannot. */
const PLACES: Readonly<Record<Destination['kind'], readonly (readonly string[])[]>> = {
  dispatch: [['Location', 'HealthcareService', 'Organization', 'PractitionerRole', 'CareTeam']],
  appointment: [['Location'], ['HealthcareService', 'Organization']],
};

/**
 * Places the hook names that could not be looked at: what the order said before is then no longer known to hold. A place that the order
 * names itself is no news, and what it says about that place stays.
 */
export function unseenDestination(order: Order, chart: Chart): readonly string[] {
  const { destination, companions, request } = order;
  if (!destination) return [];
  const { kind, places, holder } = destination;
  const best = PLACES[kind].find((types) => places.some((place) => types.includes(typeOf(place)))) ?? [];
  const named = new Set(
    [
      ...list(request.performer),
      ...companions.flatMap((one) => [
        ...list(one.request.locationReference),
        ...list(one.request.performer),
      ]),
    ].map(({ reference }) => typeAndId(reference)),
  );
  return places.flatMap((place) => {
    const key = typeAndId(place.reference);
    if (key === undefined || !best.includes(typeOf(place)) || named.has(key)) return [];
    return resolve(chart, place, holder) ? [] : [key];
  });
}

function dispatchSightings({ places }: Destination, carrier: Obtained, look: Look): readonly Sighting[] {
  return places.flatMap((performer): readonly Sighting[] => {
    const key = typeAndId(performer.reference);
    // The hook names the performer, no resource does: the evidence points at the performer itself.
    const holder = { ...carrier, reference: key ?? 'context.performer' };
    if (isPharmacy(performer, look)) return dispensed(performer, holder, look);
    const finding = performerAt(performer, holder, look);
    return finding ? [placed(RUNG.destination, holder, 'context.performer', finding)] : [];
  });
}

/** A pharmacy dispenses: only one that comes to the home says where the drug is given, any other may send it anywhere. */
function dispensed(performer: Reference, holder: Obtained, look: Look): readonly Sighting[] {
  const finding = organizationAt(performer, holder, look, 'dispenser');
  if (!finding) return [];
  const decides = finding.meaning.siteClass !== 'UNRESOLVED' && finding.meaning.weak !== true;
  return [placed(decides ? RUNG.destination : RUNG.dispenser, holder, 'context.performer', finding)];
}

function isPharmacy(performer: Reference, look: Look): boolean {
  const found = resolve(look.chart, performer)?.resource;
  const key = typeAndId(performer.reference) ?? '';
  const codes =
    found?.resourceType === 'Organization'
      ? list((found as Partial<Organization>).type)
          .flatMap(codings)
          .flatMap(({ system, code }) => (system === NUCC && code !== undefined ? [code] : []))
      : (look.directory?.byReference(key)?.taxonomies ?? []);
  return codes.length > 0 && codes.every((code) => PHARMACY.test(code));
}

/** The Locations of the appointment; services and people that take part only where no Location tells. */
function appointmentSightings({ places, holder }: Destination, look: Look): readonly Sighting[] {
  if (!holder) return [];
  const coded = extensionSightings(holder, look).map((one) => ({ ...one, rung: RUNG.destination }));
  const at = (types: readonly string[]): readonly Sighting[] =>
    places
      .filter((place) => types.includes(typeOf(place)))
      .flatMap((place) => {
        const finding: PlaceFinding | undefined =
          typeOf(place) === 'Location' ? locationAt(place, holder, look) : performerAt(place, holder, look);
        return finding ? [placed(RUNG.destination, holder, 'participant.actor', finding)] : [];
      });
  const sightings = [...coded, ...at(['Location'])];
  const tells = sightings.some(({ meaning, conflict }) => meaning.siteClass !== 'UNRESOLVED' || conflict);
  return tells ? sightings : [...sightings, ...at(['HealthcareService', 'PractitionerRole', 'Organization'])];
}

function typeOf({ reference, type }: Reference): string {
  return typeAndId(reference)?.split('/')[0] ?? type ?? '';
}
