/**
 * Doses of the drug that were completed without any event, under pre-medication or at a lower rate: after them an earlier event counts as
 * responsive to measures (D.RESP). Found once per order, since every event of the chart asks for them.
 */
import type { Fact } from '../chart/fact.js';
import type { Facts } from '../chart/facts.js';
import { withinHoursAfter, type Moment } from '../chart/moment.js';
import { keptWith } from '../kept-with.js';
import type { CompiledValueSet } from '../terminology/value-set.js';
import { EVENT_TYPES, isEventIn } from './adverse-events.js';
import { isLowerRate } from './dose-rate.js';
import type { Exposure } from './exposures.js';
import { administrationsOf, isGivenAround } from './given-around.js';
import type { Subject } from './subject.js';

/** The latest doses are looked at; a tolerated one before them is missed, which leaves the question open, never answers it. */
const MAX_DOSES = 300;

export function toleratedDosesOf(
  measures: readonly CompiledValueSet[],
  events: readonly CompiledValueSet[],
  hours: number,
): (subject: Subject) => readonly Fact[] {
  const premedications = administrationsOf(measures);
  const known = keptWith<readonly Exposure[], readonly Fact[]>();
  return (subject) => {
    let found = known.get(subject.exposures);
    if (!found) {
      const given = premedications(subject.facts);
      const happened = new Timeline(momentsOfEvents(subject.facts, events));
      found = subject.exposures
        .filter(({ kind, certain }) => kind === 'administered' && certain)
        .slice(-MAX_DOSES)
        .map(({ fact }) => fact)
        .filter(({ when, resource }) => when && (resource as { status?: unknown }).status === 'completed')
        .filter(({ when }) => when && !happened.hasWithin(when, hours))
        .filter(
          (fact) =>
            fact.when && (isGivenAround(given, fact.when, hours, 'before') || isLowerRate(subject, fact)),
        );
      known.set(subject.exposures, found);
    }
    return found;
  };
}

/** When any AdverseEvent happened, and any allergy or diagnosis that is an event of the policy. */
function momentsOfEvents(facts: Facts, events: readonly CompiledValueSet[]): readonly Moment[] {
  return EVENT_TYPES.flatMap((type) =>
    facts
      .of(type)
      .filter((fact) => type === 'AdverseEvent' || isEventIn(type, fact, events))
      .flatMap((fact) => fact.when ?? []),
  );
}

/** Moments by their first day, so that asking for those near a dose does not look at all of them. */
class Timeline {
  readonly #moments: readonly Moment[];
  /** Partial dates reach far; they are few, and looked at each time. */
  readonly #wide: readonly Moment[];

  constructor(moments: readonly Moment[]) {
    const isWide = ({ span }: Moment): boolean => span.last > span.first;
    this.#wide = moments.filter(isWide);
    this.#moments = moments.filter((moment) => !isWide(moment)).sort((a, b) => a.span.first - b.span.first);
  }

  /** May one of them lie within so many hours after the dose? */
  hasWithin(dose: Moment, hours: number): boolean {
    const near = (moment: Moment): boolean => withinHoursAfter(dose, moment, hours) !== 'not-met';
    const latest = dose.span.last + Math.ceil(hours / 24);
    for (let at = this.#from(dose.span.first); at < this.#moments.length; at += 1) {
      const moment = this.#moments[at] as Moment;
      if (moment.span.first > latest) break;
      if (near(moment)) return true;
    }
    return this.#wide.some(near);
  }

  /** Index of the first moment on or after the day. */
  #from(day: number): number {
    let low = 0;
    let high = this.#moments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#moments[middle] as Moment).span.first < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
