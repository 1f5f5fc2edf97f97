/**
 * SUP.ANAPH: an anaphylactic reaction whose cause is not the ordered drug, on the allergy list or as a diagnosis. A cause that cannot be read
 * leaves it open; a diagnosis names no cause, so it is open unless it followed a dose of the drug.
 */
import { number, only, valueSets } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { searchOf } from '../reads.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { withinHoursAfter } from '../../chart/moment.js';
import { displayOf, list } from '../../chart/read.js';
import { matchMolecule } from '../../drug/molecule.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import { anyOf, type Truth } from '../../truth.js';
import type { AllergyIntolerance } from '../../fhir.js';
import type { Subject } from '../subject.js';

const VALUE: Record<'same' | 'different' | 'unknown', Truth> = {
  same: 'not-met',
  different: 'met',
  unknown: 'needs-documentation',
};

export const otherAnaphylaxis: QuestionKind = (args, context) => {
  only(args, ['in', 'hours'], context);
  const hours = number(args, 'hours', context);
  const sets = valueSets(args, 'in', context);
  for (const search of ['AllergyIntolerance', 'Condition'].flatMap((type) => searchOf(type) ?? []))
    context.need(search);
  return (subject) => {
    const { facts, drug, tables } = subject;
    const allergies = facts
      .of('AllergyIntolerance')
      .filter((fact) => isAnaphylaxis(fact, sets))
      .map((fact) => ({ fact, truth: VALUE[matchMolecule(drug, fact.concepts, tables)] }));
    const diagnoses = facts.in('Condition', sets).map((fact) => ({
      fact,
      truth: followsDose(subject, fact, hours) ? ('not-met' as const) : ('needs-documentation' as const),
    }));
    const hits = [...allergies, ...diagnoses];
    const found = anyOf(hits.map((hit) => hit.truth));
    const missing = missingKeys(facts.chart, ['allergies', 'conditions']);
    const deciding = hits.filter((hit) => hit.truth === found && found !== 'not-met').map((hit) => hit.fact);
    const [first] = deciding;
    return answer(unlessUnseen(found, missing), {
      evidence: deciding.map((fact) => evidenceOf(fact)),
      detail: first ? { finding: inWords(first) } : {},
      missing: found === 'not-met' ? missing : [],
    });
  };
};

function isAnaphylaxis(fact: Fact, sets: readonly CompiledValueSet[]): boolean {
  const reactions = list((fact.resource as AllergyIntolerance).reaction);
  const manifestations = reactions.flatMap((reaction) => list(reaction.manifestation));
  return manifestations.some((concept) => sets.some((set) => matchConcept(set, concept) !== undefined));
}

function followsDose({ exposures }: Subject, { when }: Fact, hours: number): boolean {
  return exposures.some(
    (exposure) =>
      exposure.kind === 'administered' &&
      exposure.when &&
      when &&
      withinHoursAfter(exposure.when, when, hours) === 'met',
  );
}

function inWords({ resource, concepts }: Fact): string {
  const what = displayOf(concepts[0]);
  return resource.resourceType === 'Condition'
    ? (what ?? 'Anaphylaxis')
    : `Anaphylaxis to ${what ?? 'another substance'}`;
}
