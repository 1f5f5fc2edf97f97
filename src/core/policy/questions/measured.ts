/**
 * Compares the latest Observation of a value set within a window: `below`, `atMost`, `between: [low, high]`, or a coded value (`valueIn`).
 * Only the latest counts: an old low value that has recovered is no longer true. `apartDays` asks for a second value, at least that many
 * days earlier, for which the comparison holds too.
 */
import { only, number, string, valueSets } from '../arguments.js';
import type { CompileContext, QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { missingKeys, unlessUnseen } from '../availability.js';
import { searchOf } from '../reads.js';
import { addMonths, onOrAfter } from '../../dates.js';
import { allOf, truthOf, type Truth } from '../../truth.js';
import { evidenceOf, type Fact } from '../../chart/facts.js';
import { displayOf } from '../../chart/read.js';
import { comparatorOf, valueOf } from '../../chart/quantity.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import type { Observation } from '../../fhir.js';

type Compare = (observation: Observation) => Truth;

export const measured: QuestionKind = (args, context) => {
  only(args, ['in', 'unit', 'below', 'atMost', 'between', 'valueIn', 'withinMonths', 'apartDays'], context);
  const sets = valueSets(args, 'in', context);
  const months = number(args, 'withinMonths', context);
  const apart = args['apartDays'] === undefined ? undefined : number(args, 'apartDays', context);
  const compare = comparison(args, context);
  const search = searchOf('Observation', sets.flatMap(codesOf));
  if (search) context.need(search);

  return (subject) => {
    const since = addMonths(subject.order.planned.span.first, -months);
    const until = subject.order.planned.span.last;
    const values = subject.facts
      .of('Observation')
      .filter((fact) =>
        fact.concepts.some((concept) =>
          sets.some((set) => matchConcept(set, concept)?.strength === 'strong'),
        ),
      )
      .filter(
        (fact) =>
          !fact.when || (onOrAfter(fact.when.span, since) !== 'not-met' && fact.when.span.first <= until),
      )
      .sort((a, b) => (b.when?.span.last ?? -Infinity) - (a.when?.span.last ?? -Infinity));
    const missing = missingKeys(subject.facts.chart, ['observations']);
    const [latest] = values;
    if (!latest) return answer(unlessUnseen('not-met', missing), { missing });
    const name = nameOf(latest, sets);
    const evidence = [evidenceOf(latest, describe(latest), name)];
    const single = judge(latest, since);
    const truth = apart === undefined ? single : allOf([single, earlier(values, latest, apart)]);
    return answer(truth, { evidence, detail: { finding: inWords(latest, name) } });
  };

  function judge(fact: Fact, since: number): Truth {
    const sure: Truth =
      fact.standing === 'current' && fact.when ? onOrAfter(fact.when.span, since) : 'needs-documentation';
    return allOf([sure, compare(fact.resource as Observation)]);
  }

  function earlier(values: readonly Fact[], latest: Fact, days: number): Truth {
    const last = latest.when?.span.first;
    if (last === undefined) return 'needs-documentation';
    const before = values.filter((fact) => fact.when && fact.when.span.last <= last - days);
    return truthOf(before.some((fact) => compare(fact.resource as Observation) === 'met'));
  }
};

function comparison(args: Readonly<Record<string, unknown>>, context: CompileContext): Compare {
  if (args['valueIn'] !== undefined) {
    const sets = valueSets(args, 'valueIn', context);
    return (observation) => codedValue(observation, sets);
  }
  const unit = string(args, 'unit', context, '%');
  const test = numericTest(args, context);
  return (observation) => {
    const value = valueOf(observation, unit);
    if (value === undefined) return 'needs-documentation';
    const comparator = comparatorOf(observation);
    // "<30" is below 30 whatever it is exactly; ">30" says nothing about an upper limit above it.
    if (comparator === '<')
      return test(value - Number.EPSILON * Math.max(1, value)) ? 'met' : 'needs-documentation';
    if (comparator?.startsWith('>')) return test(value) ? 'needs-documentation' : 'not-met';
    return truthOf(test(value));
  };
}

function numericTest(
  args: Readonly<Record<string, unknown>>,
  context: CompileContext,
): (value: number) => boolean {
  if (args['below'] !== undefined) {
    const limit = number(args, 'below', context);
    return (value) => value < limit;
  }
  if (args['atMost'] !== undefined) {
    const limit = number(args, 'atMost', context);
    return (value) => value <= limit;
  }
  const range = args['between'];
  const [low, high] = Array.isArray(range) ? (range as unknown[]) : [];
  if (typeof low === 'number' && typeof high === 'number') return (value) => value >= low && value <= high;
  context.fault('say one of below, atMost, between: [low, high], valueIn');
  return () => false;
}

function codedValue(observation: Observation, sets: readonly CompiledValueSet[]): Truth {
  const concept =
    observation.valueCodeableConcept ??
    (observation.valueString ? { text: observation.valueString } : undefined);
  if (!concept) return 'needs-documentation';
  return truthOf(sets.some((set) => matchConcept(set, concept)?.strength === 'strong'));
}

/** Exact LOINC codes, to narrow the search; the codes of other systems are values, not what is measured. */
function codesOf(set: CompiledValueSet): readonly string[] {
  return [...set.exact.keys()].flatMap((key) =>
    key.startsWith('http://loinc.org|') ? [key.split('|')[1] as string] : [],
  );
}

/** `Left ventricular ejection fraction 25 %, 2025-06-10` */
function inWords(fact: Fact, name: string | undefined): string {
  const date = fact.when ? `, ${fact.when.text.slice(0, 10)}` : '';
  return `${name ?? fact.reference} ${describe(fact) ?? ''}`.trim() + date;
}

/** The chart's own words, else those of the value set. */
function nameOf(fact: Fact, sets: readonly CompiledValueSet[]): string | undefined {
  const matches = fact.concepts.flatMap((concept) => sets.flatMap((set) => matchConcept(set, concept) ?? []));
  return matches.find((match) => match.display !== undefined)?.display ?? displayOf(fact.concepts[0]);
}

function describe(fact: Fact): string | undefined {
  const observation = fact.resource as Observation;
  const quantity = observation.valueQuantity;
  if (typeof quantity?.value === 'number')
    return `${quantity.comparator ?? ''}${quantity.value} ${quantity.unit ?? quantity.code ?? ''}`.trim();
  if (observation.valueString) return observation.valueString.slice(0, 40);
  return observation.valueCodeableConcept?.text ?? observation.valueCodeableConcept?.coding?.[0]?.display;
}
