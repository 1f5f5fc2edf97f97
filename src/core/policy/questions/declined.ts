/**
 * Signs that a supplier or agency has declined the ordered drug: a dispense with status declined, a rejected Task that is about an order of
 * the drug. One declination never proves that nobody can serve; the policy file makes it a hint with `as`.
 */
import { only, number, strings } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { truthOf } from '../../truth.js';
import { evidenceOf, medicationConcepts, type Fact } from '../../chart/facts.js';
import { list } from '../../chart/read.js';
import { resolve } from '../../chart/references.js';
import { matchMolecule } from '../../drug/molecule.js';
import { matchFact } from '../exposures.js';
import { searchOf } from '../reads.js';
import type { Subject } from '../subject.js';
import type { Reference } from '../../fhir.js';

const DECLINED: Readonly<Record<string, readonly string[]>> = {
  MedicationDispense: ['declined'],
  Task: ['rejected', 'failed'],
};

export const declined: QuestionKind = (args, context) => {
  only(args, ['resources', 'days'], context);
  const types = strings(args, 'resources', context);
  const days = number(args, 'days', context);
  for (const type of types) {
    const search = searchOf(type);
    if (!DECLINED[type] || !search)
      context.fault(`"${type}" cannot be declined; known: ${Object.keys(DECLINED).join(', ')}`);
    else context.need(search);
  }
  return (subject) => {
    const since = subject.order.planned.span.first - days;
    const hits = types.flatMap((type) =>
      subject.facts
        .every(type)
        .filter((fact) => DECLINED[type]?.includes(String((fact.resource as { status?: unknown }).status)))
        .filter((fact) => !fact.when || fact.when.span.last >= since)
        .filter((fact) => (type === 'Task' ? isAboutDrug(subject, fact) : isDrug(subject, fact))),
    );
    return answer(truthOf(hits.length > 0), { evidence: hits.map((fact) => evidenceOf(fact, 'declined')) });
  };
};

function isDrug(subject: Subject, fact: Fact): boolean {
  return matchFact(subject.facts, fact, subject.drug, subject.tables) === 'same';
}

function isAboutDrug(subject: Subject, fact: Fact): boolean {
  const { focus, basedOn } = fact.resource as { focus?: Reference; basedOn?: Reference[] };
  return [focus, ...list(basedOn)].some((reference) => {
    const found = resolve(subject.facts.chart, reference, fact.obtained);
    return (
      found !== undefined &&
      matchMolecule(subject.drug, medicationConcepts(subject.facts.chart, found), subject.tables) === 'same'
    );
  });
}
