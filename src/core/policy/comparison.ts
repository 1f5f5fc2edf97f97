/** What a `measured` question compares an Observation's value with: a range of numbers, or codes. */
import { intervalOf, isWithin, type Interval } from '../chart/quantity.js';
import type { Observation } from '../fhir.js';
import { matchConcept, type CompiledValueSet } from '../terminology/value-set.js';
import type { Truth } from '../truth.js';
import { number, string, valueSets } from './arguments.js';
import type { CompileContext } from './question.js';

type Args = Readonly<Record<string, unknown>>;
type Compare = (observation: Observation) => Truth;

/** `measures`: the sets of what is measured, which hold the codes of its other values too (the NYHA classes). */
export function comparison(
  args: Args,
  measures: readonly CompiledValueSet[],
  context: CompileContext,
): Compare {
  if (args['valueIn'] !== undefined) {
    const wanted = valueSets(args, 'valueIn', context);
    return (observation) => codedValue(observation, wanted, measures);
  }
  const unit = string(args, 'unit', context, '%');
  const range = rangeOf(args, context);
  return (observation) => {
    const value = intervalOf(observation, unit);
    return value ? isWithin(value, range) : 'needs-documentation';
  };
}

function rangeOf(args: Args, context: CompileContext): Interval {
  if (args['below'] !== undefined)
    return { low: -Infinity, high: number(args, 'below', context), highOpen: true };
  if (args['atMost'] !== undefined) return { low: -Infinity, high: number(args, 'atMost', context) };
  const between = args['between'];
  const [low, high] = Array.isArray(between) ? (between as unknown[]) : [];
  if (typeof low === 'number' && typeof high === 'number') return { low, high };
  context.fault('say one of below, atMost, between: [low, high], valueIn');
  return { low: Infinity, high: -Infinity };
}

/** Another value of the same measure is not met; words, or a code nobody knows, leave it open. */
function codedValue(
  { valueCodeableConcept }: Observation,
  wanted: readonly CompiledValueSet[],
  measures: readonly CompiledValueSet[],
): Truth {
  const isIn = (sets: readonly CompiledValueSet[]): boolean =>
    sets.some((set) => matchConcept(set, valueCodeableConcept)?.strength === 'strong');
  if (isIn(wanted)) return 'met';
  return isIn(measures) ? 'not-met' : 'needs-documentation';
}
