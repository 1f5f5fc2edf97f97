/** D.SEV: was the adverse event in hand severe or life-threatening? */
import { withinHoursAfter, type Moment } from '../../chart/moment.js';
import { codings, list } from '../../chart/read.js';
import type { AdverseEvent, CodeableConcept, Encounter } from '../../fhir.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import { isCodedIn, type AdverseEventCase } from '../adverse-events.js';
import { number, only, valueSets } from '../arguments.js';
import { describeEvent } from '../event-words.js';
import { givenAround } from '../given-around.js';
import type { QuestionKind } from '../question.js';
import { searchOf } from '../reads.js';
import { answer } from '../result.js';
import type { Subject } from '../subject.js';

/** `severe`/`mild`: severity and grade codes; `examples`: events severe by nature; `rescue`: drugs given only in an emergency. */
export const eventSevere: QuestionKind = (args, context) => {
  only(args, ['severe', 'mild', 'examples', 'rescue', 'hours'], context);
  const severe = valueSets(args, 'severe', context);
  const mild = valueSets(args, 'mild', context);
  const examples = valueSets(args, 'examples', context).map((set) => set.id);
  const rescue = valueSets(args, 'rescue', context);
  const hours = number(args, 'hours', context);
  for (const type of ['Encounter', 'MedicationAdministration']) {
    const search = searchOf(type);
    if (search) context.need(search);
  }
  return (subject) => {
    const { event } = subject;
    if (!event) return answer('needs-documentation');
    if (isCodedIn(event, examples)) return answer('met', describeEvent(event));
    const stated = severityConcepts(event);
    if (stated.some((concept) => strong(severe, concept)) || isSerious(event))
      return answer('met', describeEvent(event));
    if (event.fact.concepts.some((concept) => strong(severe, concept)))
      return answer('met', describeEvent(event));
    if (
      event.when &&
      (hospitalCare(subject, event.when, hours) ||
        givenAround(subject, rescue, event.when, hours, 'after').length > 0)
    ) {
      return answer('met', describeEvent(event));
    }
    const harmless = stated.length > 0 && stated.every((concept) => strong(mild, concept));
    return answer(harmless ? 'not-met' : 'needs-documentation', describeEvent(event));
  };
};

const SEVERITY_SYSTEMS = { reaction: 'http://hl7.org/fhir/reaction-event-severity' };

/** Severity in all the places R4 has for it: the element, the research guide's grade extension, the reaction's severity. */
function severityConcepts(event: AdverseEventCase): readonly CodeableConcept[] {
  const source = event.fact.resource as unknown as Record<string, unknown>;
  const grades = list(
    event.fact.resource.resourceType === 'AdverseEvent'
      ? (event.fact.resource).extension
      : [],
  )
    .filter((extension) => extension.url?.endsWith('ae-grade'))
    .flatMap((extension) => list(extension.valueCodeableConcept));
  const reactions = list(source['reaction'] as { severity?: string }[] | undefined).flatMap(({ severity }) =>
    severity ? [{ coding: [{ system: SEVERITY_SYSTEMS.reaction, code: severity }] }] : [],
  );
  return [...list(source['severity'] as CodeableConcept | undefined), ...grades, ...reactions];
}

function isSerious(event: AdverseEventCase): boolean {
  const seriousness = (event.fact.resource as AdverseEvent).seriousness;
  return codings(seriousness).some((coding) => coding.code?.toLowerCase() === 'serious');
}

const HOSPITAL_CLASSES = new Set(['IMP', 'ACUTE', 'NONAC', 'EMER', 'I', 'E']);

function hospitalCare({ facts }: Subject, when: Moment, hours: number): boolean {
  return facts.of('Encounter').some((fact) => {
    const code = (fact.resource as Encounter).class?.code;
    return (
      HOSPITAL_CLASSES.has(code ?? '') &&
      fact.when !== undefined &&
      withinHoursAfter(when, fact.when, hours) === 'met'
    );
  });
}

function strong(sets: readonly CompiledValueSet[], concept: CodeableConcept): boolean {
  return sets.some((set) => matchConcept(set, concept)?.strength === 'strong');
}
