/** D.SEV: was the adverse event in hand severe or life-threatening? */
import { withinHoursAfter, type Moment } from '../../chart/moment.js';
import type { Encounter } from '../../fhir.js';
import { isCodedIn } from '../adverse-events.js';
import { number, only, valueSets } from '../arguments.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { describeEvent } from '../event-words.js';
import { administrationsOf, isGivenAround } from '../given-around.js';
import type { QuestionKind } from '../question.js';
import { searchOf } from '../reads.js';
import { answer } from '../result.js';
import { isStatedSevere, isStrong, severityConcepts } from '../severity.js';
import type { Subject } from '../subject.js';

/**
 * `severe`/`mild`: severity and grade codes; `examples`: events severe by nature; `rescue`: drugs given only in an emergency. An event
 * recorded as mild is not met only where hospital care and rescue drugs could have been seen.
 */
export const eventSevere: QuestionKind = (args, context) => {
  only(args, ['severe', 'mild', 'examples', 'rescue', 'hours'], context);
  const severe = valueSets(args, 'severe', context);
  const mild = valueSets(args, 'mild', context);
  const examples = valueSets(args, 'examples', context).map((set) => set.id);
  const rescues = administrationsOf(valueSets(args, 'rescue', context));
  const hours = number(args, 'hours', context);
  const searches = ['Encounter', 'MedicationAdministration'].flatMap((type) => searchOf(type) ?? []);
  for (const search of searches) context.need(search);
  return (subject) => {
    const { event } = subject;
    if (!event) return answer('needs-documentation');
    const { fact, when } = event;
    const isSevere =
      isCodedIn(event, examples) ||
      isStatedSevere(fact, severe) ||
      fact.concepts.some((concept) => isStrong(severe, concept)) ||
      (when !== undefined &&
        (hospitalCare(subject, when, hours) || isGivenAround(rescues(subject.facts), when, hours, 'after')));
    if (isSevere) return answer('met', describeEvent(event));
    const stated = severityConcepts(fact);
    const isHarmless = stated.length > 0 && stated.every((concept) => isStrong(mild, concept));
    if (!isHarmless) return answer('needs-documentation', describeEvent(event));
    const missing = missingKeys(
      subject.facts.chart,
      searches.map(({ key }) => key),
    );
    return answer(unlessUnseen('not-met', missing), { ...describeEvent(event), missing });
  };
};

const HOSPITAL_CLASSES: ReadonlySet<unknown> = new Set(['IMP', 'ACUTE', 'NONAC', 'EMER', 'I', 'E']);

function hospitalCare({ facts }: Subject, when: Moment, hours: number): boolean {
  return facts
    .of('Encounter')
    .some(
      (fact) =>
        fact.standing === 'current' &&
        HOSPITAL_CLASSES.has((fact.resource as Partial<Encounter>).class?.code) &&
        fact.when !== undefined &&
        withinHoursAfter(when, fact.when, hours) === 'met',
    );
}
