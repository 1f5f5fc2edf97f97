/** What the chart could not show: the step between "nothing found" and "not met". */
import type { Chart } from '../chart/chart.js';
import type { Truth } from '../truth.js';
import { NOTHING } from './result.js';

/** Keys that were not asked for, failed, or were only partly seen. */
export function missingKeys(chart: Chart, keys: readonly string[]): readonly string[] {
  let missing: string[] | undefined;
  for (const key of keys) if (chart.availability(key)?.state !== 'complete') (missing ??= []).push(key);
  return missing ?? NOTHING;
}

/** A value that rests on having seen nothing holds only where everything was visible. */
export function unlessUnseen(found: Truth, missing: readonly string[]): Truth {
  return found === 'not-met' && missing.length > 0 ? 'needs-documentation' : found;
}
