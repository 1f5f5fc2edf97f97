/** Is there a document of these types within the last months? A draft or superseded one, or one known by its title only, is a hint. */
import { only, number, valueSets } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { searchOf } from '../reads.js';
import { addMonths, onOrAfter } from '../../dates.js';
import { allOf, anyOf, type Truth } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { matchConcept, matchText, type CompiledValueSet } from '../../terminology/value-set.js';
import type { DocumentReference } from '../../fhir.js';

export const documented: QuestionKind = (args, context) => {
  only(args, ['in', 'withinMonths'], context);
  const sets = valueSets(args, 'in', context);
  const months = number(args, 'withinMonths', context);
  const search = searchOf('DocumentReference');
  if (search) context.need(search);
  return (subject) => {
    const since = addMonths(subject.order.planned.span.first, -months);
    const hits = subject.facts.of('DocumentReference').flatMap((fact) => {
      const recent: Truth = fact.when ? onOrAfter(fact.when.span, since) : 'needs-documentation';
      const sure: Truth = fact.standing === 'current' ? 'met' : 'needs-documentation';
      const truth = allOf([kindOf(fact, sets), recent, sure]);
      return truth === 'not-met' ? [] : [{ fact, truth }];
    });
    const found = anyOf(hits.map((hit) => hit.truth));
    const missing = missingKeys(subject.facts.chart, ['documents']);
    return answer(unlessUnseen(found, missing), {
      evidence: hits.filter((hit) => hit.truth === found).map((hit) => evidenceOf(hit.fact)),
      detail: { documents: String(hits.length) },
      missing: found === 'not-met' ? missing : [],
    });
  };
};

function kindOf(fact: Fact, sets: readonly CompiledValueSet[]): Truth {
  const matches = fact.concepts.flatMap((concept) => sets.flatMap((set) => matchConcept(set, concept) ?? []));
  if (matches.some((match) => match.strength === 'strong')) return 'met';
  const title = (fact.resource as DocumentReference).description;
  return matches.length > 0 || sets.some((set) => matchText(set, title)) ? 'needs-documentation' : 'not-met';
}
