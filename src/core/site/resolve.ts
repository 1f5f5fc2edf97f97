/**
 * Gate S.SITE: where will the drug be given? A MedicationRequest has no location in FHIR R4, so the answer is put
 * together from the services that go with it and from the order itself, along the ladder of facts/criteria.md §4.2.
 */
import type { Chart, Obtained } from '../chart/chart.js';
import { list } from '../chart/read.js';
import { readable, resolve } from '../chart/references.js';
import type { Evidence } from '../evidence.js';
import { extended } from '../extended.js';
import type { Reference } from '../fhir.js';
import { flatMapped } from '../lists.js';
import type { Companion, Destination, Order } from '../orders/types.js';
import { siteServices } from './continuation.js';
import { decideSite, isResolved, type SiteVerdict } from './decide.js';
import { destinationSightings, unseenDestination } from './destination.js';
import { encounterHints, encounterSightings, nameHints, orderingEncounter, physicalHints } from './hints.js';
import { orderSightings, RUNG } from './ladder.js';
import { sightingsOf } from './service-site.js';
import { agreed, type Facility, type Look, type Sighting } from './sighting.js';
import type { SiteMap } from './site-map.js';
import type { ProviderDirectory, SiteClass, SiteResult } from './types.js';

const SITE_WORDS: Readonly<Record<SiteClass, string>> = {
  HOPD: 'an outpatient hospital',
  OFFICE: 'an office',
  ASC_AIC: 'an ambulatory infusion or surgical center',
  HOME: 'the home',
  PHARMACY: 'a pharmacy',
  OUT_OF_SCOPE: 'a setting outside the policy',
  UNRESOLVED: 'an unknown kind of place',
};

const RUNG_WORDS: Readonly<Record<number, string>> = {
  [RUNG.placeOfService]: 'place of service code',
  [RUNG.location]: 'location',
  [RUNG.performer]: 'performer',
  [RUNG.billed]: 'billed service',
  [RUNG.encounterOrdered]: 'kind of encounter ordered',
  [RUNG.dispenser]: 'dispenser',
  [RUNG.category]: 'category of the order',
  [RUNG.orderingEncounter]: 'encounter the order was written in',
};

/** What the hook says, before the ladder is asked. */
const DESTINATION_WORDS: Readonly<Record<Destination['kind'], string>> = {
  dispatch: 'performer of the dispatch',
  appointment: 'place of the appointment',
};

/**
 * @param directory the payer's, once the payer is known
 * @param encounterId bare id of the encounter of the call, used when the order names none
 */
export function resolveSite(
  order: Order,
  chart: Chart,
  siteMap: SiteMap,
  directory: ProviderDirectory | undefined,
  encounterId?: string,
): SiteResult {
  const look: Look = directory ? { chart, siteMap, directory } : { chart, siteMap };
  const services = siteServices(order, look);
  const encounter = orderingEncounter(order, chart, encounterId);
  const destination = destinationSightings(order, look);
  const sightings = [
    ...destination,
    ...flatMapped(services, (companion) => sightingsOf(companion, look)),
    ...orderSightings(order, look),
    ...encounterSightings(order, encounter, look),
  ];
  const tells = destination.some((one) => isResolved(one) || one.conflict === true);
  const said = decideSite(sightings);
  const unseen = tells || said.siteClass === 'OUT_OF_SCOPE' ? [] : unseenDestination(order, chart);
  // Where the drug goes could not be looked at: what was said before is a hint at most, unless it is no outpatient's order at all.
  const heard = unseen.length > 0 ? destination : sightings;
  const verdict = unseen.length > 0 ? decideSite(heard) : said;
  const agreeing = heard.filter((one) => isResolved(one) && one.meaning.siteClass === verdict.siteClass);
  const supporting = new Set([...verdict.deciding, ...(verdict.conflict ? [] : agreeing)]);
  const other = sightings.filter((one) => !supporting.has(one));
  // A code the order came with says nothing of the place it was moved to since.
  const coded = verdict.rung === RUNG.destination ? [...supporting] : heard;
  const posCode = coded.find((one) => one.posCode !== undefined)?.posCode;
  const facility = facilityOf(heard, verdict);
  return {
    class: verdict.siteClass,
    ...(posCode !== undefined && { posCode }),
    ...(facility.name !== undefined && { name: facility.name }),
    ...(facility.site && { directoryOrganization: facility.site.organization }),
    ...(verdict.rung !== undefined && { rung: verdict.rung }),
    evidence: unique(flatMapped([...supporting], ({ evidence }) => evidence)),
    hints: unique([
      ...flatMapped(other, (one) => one.evidence.map((each) => extended(each, { note: hintNote(one) }))),
      ...encounterHints(encounter, look),
      ...physicalHints(order, look),
      ...nameHints(order, sightings, look),
    ]),
    writtenAt: writtenAt(order, services, verdict),
    reason: unseen.length > 0 ? unseenReason(order, unseen) : reasonOf(order, chart, sightings, verdict),
  };
}

/** Rungs that name places, the most telling first. */
const NAMING = [RUNG.destination, RUNG.location, RUNG.performer, RUNG.dispenser];

/** The requested place: that of the dispatch or appointment, else of the location, else of the performer, else of a dispenser that decided. */
function facilityOf(sightings: readonly Sighting[], verdict: SiteVerdict): Facility {
  for (const rung of NAMING) {
    if (rung === RUNG.dispenser && verdict.rung !== rung) continue;
    // Where the order had to be asked for the kind of place, it names the place too.
    if (rung === RUNG.destination && verdict.rung !== undefined && verdict.rung !== rung) continue;
    let listed: Facility | undefined;
    let named: Facility | undefined;
    for (const { rung: seenOn, facility } of sightings) {
      if (seenOn !== rung) continue;
      // Several places were named: none of them is "the" facility.
      if (listed && facility.site && facility.site.organization !== listed.site?.organization) return {};
      if (facility.site) listed ??= facility;
      else if (facility.name !== undefined) named ??= facility;
    }
    const one = listed ?? named;
    if (one) return one;
  }
  return {};
}

/** Where a suggestion writes another site: the draft service that said it, else the one with a location, else the order. */
function writtenAt(order: Order, services: readonly Companion[], verdict: SiteVerdict): string {
  const draft = services.filter(({ obtained }) => obtained.source === 'draft');
  const spoke = draft.find(({ obtained }) => verdict.deciding.some(({ holder }) => holder === obtained));
  const located = draft.find(
    ({ request }) => list(request.locationCode).length + list(request.locationReference).length > 0,
  );
  return (
    (verdict.rung === RUNG.orderingEncounter ? located : (spoke ?? located))?.reference ?? order.reference
  );
}

function reasonOf(order: Order, chart: Chart, sightings: readonly Sighting[], verdict: SiteVerdict): string {
  if (verdict.conflict) {
    const voices = new Set(verdict.deciding.map((one) => `the ${saidBy(one, order)}`));
    return `The order contradicts itself about the place: ${[...voices].join(', ')}.`;
  }
  const first = verdict.deciding.find(isResolved);
  if (first) return `The ${saidBy(first, order)}.`;

  const unread = unreadPlaces(order, chart);
  const missing = unread.length > 0 ? ` ${unread.join(', ')} could not be seen.` : '';
  const open = agreed(sightings.map(({ meaning }) => meaning)).meaning.among;
  if (open) {
    const choice = open.map((siteClass) => SITE_WORDS[siteClass]).join(' or ');
    return `The place of service can be ${choice}, and nothing in the order tells which.${missing}`;
  }
  return sightings.length === 0 && !order.destination
    ? 'The order names no place: no location, performer or service order came with it.'
    : `What came with the order does not tell what kind of place the drug is given in.${missing}`;
}

function saidBy(one: Sighting, { destination }: Order): string {
  return destination && one.rung === RUNG.destination
    ? `${DESTINATION_WORDS[destination.kind]} (${one.holder.reference}) says ${words(one)}`
    : `${RUNG_WORDS[one.rung]} in ${one.holder.reference} says ${words(one)}`;
}

function unseenReason({ destination }: Order, unseen: readonly string[]): string {
  const what = destination ? DESTINATION_WORDS[destination.kind] : 'place';
  return `The ${what} is ${unseen.slice(0, 3).join(', ')}, which could not be seen.`;
}

function words(sighting: Sighting): string {
  if (sighting.conflict === true) return 'two different things';
  const { siteClass, among } = sighting.meaning;
  return among ? among.map((one) => SITE_WORDS[one]).join(' or ') : SITE_WORDS[siteClass];
}

function hintNote(sighting: Sighting): string {
  return isResolved(sighting)
    ? `says ${SITE_WORDS[sighting.meaning.siteClass]}; a stronger source decides`
    : 'does not tell the place';
}

function unreadPlaces({ companions, destination }: Order, chart: Chart): readonly string[] {
  const unread = (references: readonly Reference[], holder?: Obtained): readonly string[] =>
    references.flatMap((reference) => {
      const target = resolve(chart, reference, holder) ? undefined : readable(reference, chart);
      return target ? [`${target.resourceType}/${target.id}`] : [];
    });
  return [
    ...unread(destination?.places ?? [], destination?.holder),
    ...companions.flatMap(({ request, obtained }) => unread(list(request.locationReference), obtained)),
  ];
}

/** The same element can be looked at from several rungs. */
function unique(evidence: readonly Evidence[]): readonly Evidence[] {
  if (evidence.length > FEW) return [...new Map(evidence.map((one) => [keyOf(one), one])).values()];
  const single: Evidence[] = [];
  for (const one of evidence) {
    const known = single.findIndex((other) => isSameElement(one, other));
    if (known < 0) single.push(one);
    else single[known] = one;
  }
  return single;
}

/** So few are sooner compared with each other than made keys of. */
const FEW = 16;

function isSameElement(one: Evidence, other: Evidence): boolean {
  return (
    one.path === other.path &&
    one.reference === other.reference &&
    one.code === other.code &&
    one.display === other.display &&
    one.note === other.note
  );
}

function keyOf({ reference, path, code, display, note }: Evidence): string {
  return `${reference}|${path}|${code}|${display}|${note}`;
}
