/** SUP.ANAPH: an anaphylactic reaction on the allergy list whose cause is not the ordered drug. A cause that cannot be read leaves it open. */
import { only, valueSets } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { searchOf } from '../reads.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { evidenceOf, type Fact } from '../../chart/facts.js';
import { displayOf, list } from '../../chart/read.js';
import { matchMolecule } from '../../drug/molecule.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import { anyOf, type Truth } from '../../truth.js';
import type { AllergyIntolerance } from '../../fhir.js';

const VALUE: Record<'same' | 'different' | 'unknown', Truth> = {
  same: 'not-met',
  different: 'met',
  unknown: 'needs-documentation',
};

export const otherAnaphylaxis: QuestionKind = (args, context) => {
  only(args, ['in'], context);
  const sets = valueSets(args, 'in', context);
  const search = searchOf('AllergyIntolerance');
  if (search) context.need(search);
  return ({ facts, drug, tables }) => {
    const hits = facts
      .of('AllergyIntolerance')
      .filter((fact) => isAnaphylaxis(fact, sets))
      .map((fact) => ({ fact, truth: VALUE[matchMolecule(drug, fact.concepts, tables)] }));
    const found = anyOf(hits.map((hit) => hit.truth));
    const missing = missingKeys(facts.chart, ['allergies']);
    const deciding = hits.filter((hit) => hit.truth === found && found !== 'not-met').map((hit) => hit.fact);
    const [first] = deciding;
    return answer(unlessUnseen(found, missing), {
      evidence: deciding.map((fact) => evidenceOf(fact)),
      detail: first
        ? { finding: `Anaphylaxis to ${displayOf(first.concepts[0]) ?? 'another substance'}` }
        : {},
      missing: found === 'not-met' ? missing : [],
    });
  };
};

function isAnaphylaxis(fact: Fact, sets: readonly CompiledValueSet[]): boolean {
  const reactions = list((fact.resource as AllergyIntolerance).reaction);
  const manifestations = reactions.flatMap((reaction) => list(reaction.manifestation));
  return manifestations.some((concept) => sets.some((set) => matchConcept(set, concept) !== undefined));
}
