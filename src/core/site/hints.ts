/** Rungs 9 and 10: where the order was written, and what names suggest. They never decide, with one exception for inpatients. */
import type { Chart, Obtained } from '../chart/chart.js';
import { codings, list, text } from '../chart/read.js';
import { resolve } from '../chart/references.js';
import type { Evidence } from '../evidence.js';
import type { CodeableConcept, Coding, Encounter, Location } from '../fhir.js';
import { flatMapped, found } from '../lists.js';
import { medicationCategories } from '../orders/categories.js';
import type { Order } from '../orders/types.js';
import { RUNG } from './ladder.js';
import { locationAt } from './location.js';
import { quoted, spoken, type Look, type Sighting } from './sighting.js';

/** Longer notes are not searched for names of places. */
const LONGEST_NOTE = 2_000;

/** The encounter the order was written in: the one it names, else the one of the call. */
export function orderingEncounter(order: Order, chart: Chart, encounterId?: string): Obtained | undefined {
  const named = resolve(chart, order.request.encounter, order.obtained);
  const found = named ?? (encounterId === undefined ? undefined : chart.get(`Encounter/${encounterId}`));
  return found?.resource.resourceType === 'Encounter' ? found : undefined;
}

/**
 * An inpatient or emergency encounter puts the order out of scope unless the order says it is for outside
 * (contract.md, "Settled details", Site, rung 9). Any other class only hints.
 */
export function encounterSightings(
  order: Order,
  encounter: Obtained | undefined,
  look: Look,
): readonly Sighting[] {
  if (!encounter) return [];
  const categories = medicationCategories(order.request);
  if (categories.has('outpatient') || categories.has('community')) return [];
  return classCodings(encounter)
    .filter((coding) => look.siteMap.isOutOfScopeEncounter(look.siteMap.encounterClass(coding) ?? ''))
    .map((coding) => ({
      rung: RUNG.orderingEncounter,
      holder: order.obtained,
      meaning: { siteClass: 'OUT_OF_SCOPE' },
      evidence: [spoken(encounter, 'class', { code: quoted(coding) })],
      facility: {},
    }));
}

/** Class and places of the ordering encounter, as hints. */
export function encounterHints(encounter: Obtained | undefined, look: Look): readonly Evidence[] {
  if (!encounter) return [];
  const note = 'where the order was written, not where the drug will be given';
  const classes = classCodings(encounter).map((coding) =>
    spoken(encounter, 'class', { code: quoted(coding), note }),
  );
  const places = list((encounter.resource as Encounter).location).map(({ location }) => {
    const finding = location ? locationAt(location, encounter, look) : undefined;
    const name = finding?.facility.name;
    return spoken(encounter, 'location', {
      note,
      ...(name !== undefined && { display: name.slice(0, 120) }),
    });
  });
  return [...classes, ...places];
}

/** What the names of places and the notes of the order and its services suggest. The words of a note stay in the note. */
export function nameHints(order: Order, sightings: readonly Sighting[], look: Look): readonly Evidence[] {
  const hints = found(sightings, ({ holder, facility: { name } }) => {
    const suggested = name === undefined ? undefined : look.siteMap.suggestedBy(name);
    if (name === undefined || suggested === undefined) return undefined;
    return spoken(holder, 'name', { display: name.slice(0, 120), note: `the name suggests ${suggested}` });
  });
  const holders = new Set([order.obtained, ...sightings.map(({ holder }) => holder)]);
  for (const holder of holders) {
    const { note } = holder.resource as { note?: { text?: unknown }[] };
    if (note === undefined) continue;
    const suggested = found(list(note), (one) =>
      look.siteMap.suggestedBy(text(one.text)?.slice(0, LONGEST_NOTE) ?? ''),
    );
    for (const one of new Set(suggested))
      hints.push(spoken(holder, 'note', { note: `the note suggests ${one}` }));
  }
  return hints;
}

/** A ward or a house: weak, so it only hints. */
export function physicalHints(order: Order, look: Look): readonly Evidence[] {
  return flatMapped(order.companions, (companion) =>
    flatMapped(list(companion.request.locationReference), (reference) => {
      const place = resolve(look.chart, reference, companion.obtained);
      if (place?.resource.resourceType !== 'Location') return [];
      return found(codings((place.resource as Partial<Location>).physicalType), (coding) => {
        const meaning = look.siteMap.physicalType(coding);
        const note = `suggests ${meaning?.siteClass}`;
        return meaning && spoken(place, 'physicalType', { code: quoted(coding), note });
      });
    }),
  );
}

/** A Coding in R4; some servers send the CodeableConcepts of R5. */
function classCodings(encounter: Obtained): readonly Coding[] {
  const value = (encounter.resource as unknown as { class?: Coding | CodeableConcept | CodeableConcept[] })
    .class;
  return list<Coding | CodeableConcept>(value).flatMap((one) =>
    'coding' in Object(one) ? codings(one as CodeableConcept) : [one as Coding],
  );
}
