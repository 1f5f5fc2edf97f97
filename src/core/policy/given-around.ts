/** Administrations of some drugs shortly before or after an event. */
import type { Fact } from '../chart/facts.js';
import { withinHoursAfter, type Moment } from '../chart/moment.js';
import { matchConcept, type CompiledValueSet } from '../terminology/value-set.js';
import type { Subject } from './subject.js';

/** Completed administrations of drugs of the value sets within so many hours before or after. */
export function givenAround(
  subject: Subject,
  sets: readonly CompiledValueSet[],
  when: Moment,
  hours: number,
  side: 'before' | 'after',
): readonly Fact[] {
  return subject.facts.of('MedicationAdministration').filter((fact) => {
    if (!fact.when || fact.standing === 'unsure') return false;
    const close =
      side === 'after' ? withinHoursAfter(when, fact.when, hours) : withinHoursAfter(fact.when, when, hours);
    return (
      close === 'met' &&
      fact.concepts.some((concept) => sets.some((set) => matchConcept(set, concept) !== undefined))
    );
  });
}
