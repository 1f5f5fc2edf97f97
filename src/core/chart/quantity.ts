/** Numbers in Observations: quantities, ranges, strings such as "<30%" or "25-30 %", fractions of one. */
import type { Observation } from '../fhir.js';
import { text } from './read.js';

/**
 * The value of an Observation in `unit`; undefined when there is none or it cannot be read. Of a range the upper end, as
 * the upper end is the cautious reading of "25-30 %". With unit `%` a value in (0, 1] with unit `1` or none is a fraction.
 */
export function valueOf(observation: Observation, unit: string): number | undefined {
  if (observation.dataAbsentReason) return undefined;
  const quantity = observation.valueQuantity ?? observation.valueRange?.high;
  const given: unknown = quantity?.value ?? observation.valueInteger ?? upperNumber(observation.valueString);
  if (typeof given !== 'number' || !Number.isFinite(given)) return undefined;
  const written = text(quantity?.code) ?? text(quantity?.unit);
  if (unit === '%' && given > 0 && given <= 1 && (written === undefined || written === '1')) {
    return observation.valueString?.includes('%') ? given : given * 100;
  }
  return given;
}

/** The comparator a quantity carries (`<`, `>=` …), which makes the value a bound instead of a number. */
export function comparatorOf(observation: Observation): string | undefined {
  return (
    text(observation.valueQuantity?.comparator) ?? /^\s*([<>]=?)/.exec(observation.valueString ?? '')?.[1]
  );
}

function upperNumber(words: unknown): number | undefined {
  const numbers = (text(words)?.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  return numbers.length > 0 ? Math.max(...numbers) : undefined;
}
