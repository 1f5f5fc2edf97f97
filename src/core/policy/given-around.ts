/** Administrations of some drugs shortly before or after an event. */
import type { Fact } from '../chart/fact.js';
import type { Facts } from '../chart/facts.js';
import { isBefore, withinHoursAfter, type Moment } from '../chart/moment.js';
import { keptWith } from '../kept-with.js';
import { matchConcept, type CompiledValueSet } from '../terminology/value-set.js';

/** Dated administrations of drugs of the value sets that took place; found once per chart, as every event asks for them. */
export function administrationsOf(sets: readonly CompiledValueSet[]): (facts: Facts) => readonly Fact[] {
  const known = keptWith<Facts, readonly Fact[]>();
  return (facts) => {
    let found = known.get(facts);
    if (!found) {
      found = facts
        .of('MedicationAdministration')
        .filter((fact) => fact.when && fact.standing !== 'unsure' && sets.some((set) => isOf(set, fact)));
      known.set(facts, found);
    }
    return found;
  };
}

/** Those within so many hours before or after a moment; of the same day counts where times are missing. */
export function givenAround(
  administrations: readonly Fact[],
  when: Moment,
  hours: number,
  side: 'before' | 'after',
): readonly Fact[] {
  return administrations.filter((fact) => isAround(fact, when, hours, side));
}

/** Is there one of them within so many hours before or after a moment? */
export function isGivenAround(
  administrations: readonly Fact[],
  when: Moment,
  hours: number,
  side: 'before' | 'after',
): boolean {
  return administrations.some((fact) => isAround(fact, when, hours, side));
}

function isAround(fact: Fact, when: Moment, hours: number, side: 'before' | 'after'): boolean {
  if (!fact.when) return false;
  const close =
    side === 'after' ? withinHoursAfter(when, fact.when, hours) : withinHoursAfter(fact.when, when, hours);
  return close === 'met';
}

/** Is one of the fact's drugs in the set? Products are not enumerated, so their names count. */
export function isOf(set: CompiledValueSet, fact: Fact): boolean {
  return fact.concepts.some((concept) => matchConcept(set, concept) !== undefined);
}

/** Of these, those that were certainly given before the moment: on the same day only times can tell. */
export function certainlyBefore(facts: readonly Fact[], when: Moment): readonly Fact[] {
  return facts.filter((fact) => fact.when && isBefore(fact.when, when) === 'met');
}
