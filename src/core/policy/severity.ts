/** How severe the record of an adverse event says it was. */
import type { Fact } from '../chart/fact.js';
import { codings, list, text } from '../chart/read.js';
import type { AdverseEvent, CodeableConcept, Extension } from '../fhir.js';
import { matchConcept, type CompiledValueSet } from '../terminology/value-set.js';

/** R4 gives the two elements different systems for the same three words. */
const SEVERITY_SYSTEMS = [
  'http://hl7.org/fhir/reaction-event-severity',
  'http://terminology.hl7.org/CodeSystem/adverse-event-severity',
];

/** Severity in all the places R4 has for it: the element, the research guide's grade extension, the reaction's severity. */
export function severityConcepts(fact: Fact): readonly CodeableConcept[] {
  const source = fact.resource as {
    severity?: CodeableConcept;
    reaction?: { severity?: unknown }[];
    extension?: Extension[];
  };
  const grades = list(source.extension)
    .filter((extension) => text(extension.url)?.endsWith('ae-grade'))
    .flatMap((extension) => list(extension.valueCodeableConcept));
  const reactions = list(source.reaction).flatMap(({ severity }) => {
    const code = text(severity);
    return code === undefined ? [] : [{ coding: SEVERITY_SYSTEMS.map((system) => ({ system, code })) }];
  });
  return [...list(source.severity), ...grades, ...reactions];
}

/** Does it state a severity of these sets, or call the event serious? */
export function isStatedSevere(fact: Fact, severe: readonly CompiledValueSet[]): boolean {
  return isSerious(fact) || severityConcepts(fact).some((concept) => isStrong(severe, concept));
}

/** A reviewed code of one of the sets. */
export function isStrong(sets: readonly CompiledValueSet[], concept: CodeableConcept): boolean {
  return sets.some((set) => matchConcept(set, concept)?.strength === 'strong');
}

/** `Serious`, or one of the codes that say in which way it was: `SeriousIsLifeThreatening`. */
function isSerious(fact: Fact): boolean {
  const { seriousness } = fact.resource as AdverseEvent;
  return codings(seriousness).some((coding) => text(coding.code)?.toLowerCase().startsWith('serious'));
}
