/** Documents of the chart, as attachments that say where they are. */
import type { Fact } from '../../chart/fact.js';
import { codings, list, text } from '../../chart/read.js';
import { addMonths, onOrAfter } from '../../dates.js';
import type { CodeableConcept, DocumentReference } from '../../fhir.js';
import type { Subject } from '../../policy/subject.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import type { Found, FoundDocument } from '../answer.js';
import { dateOf } from './chart.js';

export function fromDocuments(
  sets: readonly CompiledValueSet[],
  withinMonths: number,
): (subject: Subject, day?: number) => readonly Found[] {
  return ({ facts, order }, day) => {
    const since = addMonths(order.planned.span.first, -withinMonths);
    return facts
      .in('DocumentReference', sets)
      .filter(({ standing }) => standing === 'current')
      .filter(({ concepts }) => concepts.some((concept) => isOfType(sets, concept)))
      .filter(({ when }) =>
        day === undefined ? when && onOrAfter(when.span, since) === 'met' : when?.span.first === day,
      )
      .sort((a, b) => (a.when?.span.last ?? -Infinity) - (b.when?.span.last ?? -Infinity))
      .slice(-MAX_DOCUMENTS)
      .map((fact) => ({
        value: { valueAttachment: documentOf(fact, sets) },
        from: [fact.reference],
      }));
  };
}

/** The latest, as many as a reviewer reads. */
const MAX_DOCUMENTS = 10;

/** By a code of its type; a title alone could say anything. */
function isOfType(sets: readonly CompiledValueSet[], concept: CodeableConcept): boolean {
  return sets.some((set) => {
    const match = matchConcept(set, concept);
    return match !== undefined && match.strength !== 'text';
  });
}

/**
 * Where the document is; what it holds stays in the chart, and travels with the completed form only. Its own title may name the patient:
 * it is called by its type.
 */
function documentOf(fact: Fact, sets: readonly CompiledValueSet[]): FoundDocument {
  const { resource, reference, when, concepts } = fact;
  const attachment = list((resource as DocumentReference).content)[0]?.attachment;
  const contentType = text(attachment?.contentType);
  const type = { coding: [...codings(concepts[0])] };
  const title = sets.map((set) => matchConcept(set, type)?.display).find((display) => display !== undefined);
  return {
    url: reference,
    ...(contentType !== undefined && { contentType }),
    ...(title !== undefined && { title }),
    ...(when && { creation: dateOf(when.text) }),
  };
}
