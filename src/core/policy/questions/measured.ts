/**
 * Compares the latest Observation of a value set within a window: `below`, `atMost`, `between: [low, high]`, or a coded value (`valueIn`).
 * Only the latest counts: an old low value that has recovered is no longer true. Where it is not certain which is the latest (no date,
 * the same day, a preliminary result, more that was not seen) and they disagree, the answer is open. `apartDays` asks for a second
 * value, at least that many days earlier, for which the comparison holds too.
 */
import { only, number, valueSets } from '../arguments.js';
import { comparison } from '../comparison.js';
import type { QuestionKind } from '../question.js';
import { answer, type Answer } from '../result.js';
import { missingKeys } from '../availability.js';
import { searchOf } from '../reads.js';
import { addMonths, onOrAfter } from '../../dates.js';
import { allOf, anyOf, type Truth } from '../../truth.js';
import { evidenceOf } from '../../chart/evidence-of.js';
import type { Fact } from '../../chart/fact.js';
import { isBefore } from '../../chart/moment.js';
import { displayOf, text } from '../../chart/read.js';
import { matchConcept, type CompiledValueSet } from '../../terminology/value-set.js';
import type { Observation } from '../../fhir.js';

export const measured: QuestionKind = (args, context) => {
  only(args, ['in', 'unit', 'below', 'atMost', 'between', 'valueIn', 'withinMonths', 'apartDays'], context);
  const sets = valueSets(args, 'in', context);
  const months = number(args, 'withinMonths', context);
  const apart = args['apartDays'] === undefined ? undefined : number(args, 'apartDays', context);
  const compare = comparison(args, sets, context);
  const search = searchOf('Observation', sets.flatMap(codesOf));
  if (search) context.need(search);

  return (subject) => {
    const missing = missingKeys(subject.facts.chart, ['observations']);
    const related = subject.facts.in('Observation', sets);
    if (related.length === 0) return unmeasured(missing);
    const { first, last } = subject.order.planned.span;
    const since = addMonths(first, -months);
    const values = related.filter(
      (fact) => isMeasured(fact, sets) && hasResult(fact) && mayLieBetween(fact, since, last),
    );
    const latest = latestOf(values);
    const [named] = latest;
    if (!named) return unmeasured(missing);
    const judged = [...new Set(latest.map((fact) => judge(fact, since)))];
    const agreed = judged.length === 1 ? (judged[0] as Truth) : 'needs-documentation';
    const found = apart === undefined ? agreed : allOf([agreed, earlier(values, named, apart)]);
    // Of a chart that was cut short the latest may not have been seen.
    const truth = missing.length > 0 ? 'needs-documentation' : found;
    if (found === 'not-met') return answer(truth, { missing });
    return answer(truth, {
      evidence: latest.map((fact) => evidenceOf(fact, describe(fact, sets), nameOf(fact, sets))),
      detail: { finding: inWords(named, sets) },
      missing,
    });
  };

  /** A value without a sure status or date can raise the question, not answer it. */
  function judge(fact: Fact, since: number): Truth {
    const dated: Truth = fact.when ? onOrAfter(fact.when.span, since) : 'needs-documentation';
    const sure: Truth = fact.standing === 'current' ? dated : 'needs-documentation';
    return allOf([sure, compare(fact.resource as Observation)]);
  }

  function earlier(values: readonly Fact[], latest: Fact, days: number): Truth {
    const last = latest.when?.span.first;
    if (last === undefined) return 'needs-documentation';
    const before = values.filter((fact) => fact.when && fact.when.span.last <= last - days);
    return anyOf(before.map((fact) => compare(fact.resource as Observation)));
  }
};

function unmeasured(missing: readonly string[]): Answer {
  return answer(missing.length > 0 ? 'needs-documentation' : 'not-met', { missing });
}

function isMeasured(fact: Fact, sets: readonly CompiledValueSet[]): boolean {
  return fact.concepts.some((concept) =>
    sets.some((set) => matchConcept(set, concept)?.strength === 'strong'),
  );
}

/** An observation that says why it has no value is none. */
function hasResult(fact: Fact): boolean {
  return !(fact.resource as Observation).dataAbsentReason;
}

function mayLieBetween({ when }: Fact, first: number, last: number): boolean {
  return !when || (when.span.last >= first && when.span.first <= last);
}

/** Those that can be the latest, the likeliest first: none that counts for certain was made after them. */
function latestOf(values: readonly Fact[]): readonly Fact[] {
  const certain = values.filter((fact) => fact.standing === 'current' && fact.when);
  return values
    .filter(
      ({ when }) => !when || !certain.some((other) => other.when && isBefore(when, other.when) === 'met'),
    )
    .sort((a, b) => (b.when?.span.last ?? -Infinity) - (a.when?.span.last ?? -Infinity));
}

/** Exact LOINC codes, to narrow the search; the codes of other systems are values, not what is measured. */
function codesOf(set: CompiledValueSet): readonly string[] {
  return [...set.exact.keys()].flatMap((key) =>
    key.startsWith('http://loinc.org|') ? [key.split('|')[1] as string] : [],
  );
}

/** `Left ventricular ejection fraction 25 %, 2025-06-10` */
function inWords(fact: Fact, sets: readonly CompiledValueSet[]): string {
  const date = fact.when ? `, ${fact.when.text.slice(0, 10)}` : '';
  return `${nameOf(fact, sets) ?? fact.reference} ${describe(fact, sets) ?? ''}`.trim() + date;
}

/** The chart's own words, else those of the value set. */
function nameOf(fact: Fact, sets: readonly CompiledValueSet[]): string | undefined {
  const matches = fact.concepts.flatMap((concept) => sets.flatMap((set) => matchConcept(set, concept) ?? []));
  return matches.find((match) => match.display !== undefined)?.display ?? displayOf(fact.concepts[0]);
}

function describe(fact: Fact, sets: readonly CompiledValueSet[]): string | undefined {
  const { valueQuantity, valueString, valueCodeableConcept } = fact.resource as Observation;
  if (typeof valueQuantity?.value === 'number') {
    const unit = text(valueQuantity.unit) ?? text(valueQuantity.code) ?? '';
    // `{score}` is a note to a machine.
    return `${valueQuantity.comparator ?? ''}${valueQuantity.value} ${/^\{.*\}$/.test(unit) ? '' : unit}`.trim();
  }
  if (typeof valueString === 'string') return valueString.slice(0, 40);
  const known = sets.map((set) => matchConcept(set, valueCodeableConcept)?.display);
  return known.find((display) => display !== undefined) ?? displayOf(valueCodeableConcept);
}
