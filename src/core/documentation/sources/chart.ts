/** Answers of the chart: asked with the policy's own questions, so that the form reads no other chart than the decision. */
import type { Fact } from '../../chart/fact.js';
import { intervalOf } from '../../chart/quantity.js';
import { displayOf, list, text } from '../../chart/read.js';
import type { Observation } from '../../fhir.js';
import { isDose } from '../../policy/exposures.js';
import type { Subject } from '../../policy/subject.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import { choice, type AnswerValue, type Found } from '../answer.js';
import type { ObservationSource } from '../form.js';
import type { Fill } from '../filled.js';
import type { AskNode } from '../workshop.js';

/** The facts that settle a question of the policy; what leaves it open is not filled in. */
export function factsBehind(ask: AskNode, subject: Subject): readonly Fact[] {
  const { truth, evidence } = ask(subject);
  if (truth !== 'met') return [];
  return evidence.flatMap(({ reference }) => {
    const type = reference?.split('/')[0];
    return subject.facts.of(type ?? '').find((fact) => fact.reference === reference) ?? [];
  });
}

/** The day of the last certain dose, as far as the chart has one. */
export const fromLastDose: Fill = ({ subject }) => {
  const doses = subject.exposures.filter((one) => isDose(one) && one.certain && one.when);
  const last = doses.at(-1);
  if (!last?.when) return [];
  return [{ value: { valueDate: dateOf(last.when.text) }, from: [last.fact.reference] }];
};

export function fromCoded(ask: AskNode, codes: readonly string[] | undefined): Fill {
  return ({ subject }) => {
    const facts = codedFacts(ask, codes, subject);
    return facts.length === 0 ? [] : [{ value: { valueBoolean: true }, from: references(facts) }];
  };
}

export function fromCodedOptions(
  options: readonly {
    readonly code: string;
    readonly ask: AskNode;
    readonly codes: readonly string[] | undefined;
  }[],
): Fill {
  return ({ subject }) =>
    options.flatMap(({ code, ask, codes }) => {
      const facts = codedFacts(ask, codes, subject);
      return facts.length === 0 ? [] : [choice(code, references(facts))];
    });
}

function codedFacts(ask: AskNode, codes: readonly string[] | undefined, subject: Subject): readonly Fact[] {
  const facts = factsBehind(ask, subject);
  if (!codes) return facts;
  const isWanted = (fact: Fact): boolean =>
    fact.concepts.some((concept) =>
      list(concept.coding).some(({ system, code }) => codes.includes(`${system}|${code}`)),
    );
  return facts.filter(isWanted);
}

/** Where several may be the latest, and the question could not settle on one, nothing is filled in. */
export function fromObservation(
  ask: AskNode,
  { part, unit = '%' }: ObservationSource,
  sets: readonly CompiledValueSet[],
  options: readonly { readonly code: string; readonly sets: readonly CompiledValueSet[] }[],
): Fill {
  return ({ subject }): readonly Found[] => {
    const [fact, ...others] = factsBehind(ask, subject);
    if (!fact || others.length > 0) return [];
    const value = partOf(fact, part, unit, sets, options);
    return value ? [{ value, from: [fact.reference] }] : [];
  };
}

function partOf(
  fact: Fact,
  part: ObservationSource['part'],
  unit: string,
  sets: readonly CompiledValueSet[],
  options: readonly { readonly code: string; readonly sets: readonly CompiledValueSet[] }[],
): AnswerValue | undefined {
  const observation = fact.resource as Observation;
  const value = intervalOf(observation, unit);
  const exact = value && value.low === value.high ? value.low : undefined;
  switch (part) {
    case 'value':
      return exact === undefined ? undefined : { valueDecimal: exact };
    case 'date':
      return fact.when && { valueDate: dateOf(fact.when.text) };
    case 'option': {
      const concept = observation.valueCodeableConcept;
      const option = options.find((one) => isIn(one.sets, concept));
      return option && { valueCoding: { code: option.code } };
    }
    case 'words': {
      const name = nameOf(fact, sets);
      if (name === undefined || exact === undefined) return undefined;
      const date = fact.when === undefined ? '' : `, ${dateOf(fact.when.text)}`;
      return { valueString: `${name} ${exact}${date}` };
    }
  }
}

export function isIn(
  sets: readonly CompiledValueSet[],
  concept: Parameters<typeof matchConcept>[1],
): boolean {
  return sets.some((set) => matchConcept(set, concept)?.strength === 'strong');
}

function nameOf(fact: Fact, sets: readonly CompiledValueSet[]): string | undefined {
  const [concept] = fact.concepts;
  return (
    text(concept?.text) ??
    sets.map((set) => matchConcept(set, concept)?.display).find((display) => display !== undefined) ??
    displayOf(concept)
  );
}

/** The day of a FHIR date or dateTime, as precise as it is. */
export function dateOf(text: string): string {
  return text.trim().slice(0, 10);
}

function references(facts: readonly Fact[]): readonly string[] {
  return [...new Set(facts.map(({ reference }) => reference))];
}
