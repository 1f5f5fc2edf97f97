/** An active allergy to the ordered drug with an anaphylactic or severe reaction, or a high criticality (a safety fact, not a coverage criterion). */
import { only, valueSets } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { searchOf } from '../reads.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { displayOf, list } from '../../chart/read.js';
import { matchMolecule } from '../../drug/molecule.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import { truthOf } from '../../truth.js';
import type { AllergyIntolerance, CodeableConcept } from '../../fhir.js';

export const reactionToDrug: QuestionKind = (args, context) => {
  only(args, ['in'], context);
  const sets = valueSets(args, 'in', context);
  const search = searchOf('AllergyIntolerance');
  if (search) context.need(search);
  return ({ facts, drug, tables }) => {
    const hits = facts
      .of('AllergyIntolerance')
      .filter((fact) => fact.standing === 'current' && isSevere(fact, sets))
      .filter((fact) => matchMolecule(drug, [...fact.concepts, ...substances(fact)], tables) === 'same');
    return answer(truthOf(hits.length > 0), {
      evidence: hits.map((fact) => evidenceOf(fact, reactionOf(fact))),
    });
  };
};

/** Words are enough here: a warning too many is read, one too few is not. */
function isSevere(fact: Fact, sets: readonly CompiledValueSet[]): boolean {
  const { criticality, reaction } = fact.resource as AllergyIntolerance;
  return (
    criticality === 'high' ||
    list(reaction).some(
      ({ severity, manifestation }) =>
        severity === 'severe' ||
        list(manifestation).some((concept) => sets.some((set) => matchConcept(set, concept) !== undefined)),
    )
  );
}

function substances({ resource }: Fact): readonly CodeableConcept[] {
  return list((resource as AllergyIntolerance).reaction).flatMap(({ substance }) => list(substance));
}

/** What happened, in the chart's words; it becomes the note of the evidence, from which the card names it. */
function reactionOf({ resource }: Fact): string | undefined {
  const manifestations = list((resource as AllergyIntolerance).reaction).flatMap(({ manifestation }) =>
    list(manifestation),
  );
  return manifestations
    .map(displayOf)
    .find((words) => words !== undefined && !/^\d+$/.test(words))
    ?.slice(0, 80);
}
