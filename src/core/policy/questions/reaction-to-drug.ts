/** An active, confirmed allergy to the ordered drug with an anaphylactic or severe reaction (a safety fact, not a coverage criterion). */
import { only, valueSets } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { searchOf } from '../reads.js';
import { evidenceOf, type Fact } from '../../chart/facts.js';
import { list } from '../../chart/read.js';
import { matchMolecule } from '../../drug/molecule.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import { truthOf } from '../../truth.js';
import type { AllergyIntolerance } from '../../fhir.js';

export const reactionToDrug: QuestionKind = (args, context) => {
  only(args, ['in'], context);
  const sets = valueSets(args, 'in', context);
  const search = searchOf('AllergyIntolerance');
  if (search) context.need(search);
  return ({ facts, drug, tables }) => {
    const hits = facts
      .of('AllergyIntolerance')
      .filter((fact) => fact.standing === 'current' && isSevere(fact, sets))
      .filter((fact) => matchMolecule(drug, fact.concepts, tables) === 'same');
    return answer(truthOf(hits.length > 0), { evidence: hits.map((fact) => evidenceOf(fact)) });
  };
};

function isSevere(fact: Fact, sets: readonly CompiledValueSet[]): boolean {
  return list((fact.resource as AllergyIntolerance).reaction).some(
    (reaction) =>
      reaction.severity === 'severe' ||
      list(reaction.manifestation).some((concept) =>
        sets.some((set) => matchConcept(set, concept)?.strength === 'strong'),
      ),
  );
}
