/** What could not be read, in the record's words: `MedicationAdministration: 403`. */
import type { Chart } from '../chart/chart.js';
import { readTypeOf } from '../policy/reads.js';

/** Everything that was asked for and not fully answered; with `keys`, of these only. */
export function unavailable(chart: Chart, keys?: readonly string[]): readonly string[] {
  return chart.shortcomings.flatMap(({ key, availability }) => {
    if (availability.state === 'complete' || (keys && !keys.includes(key))) return [];
    const reason =
      availability.state === 'partial' ? `incomplete, ${availability.reason}` : availability.reason;
    return [`${readTypeOf(key)}: ${reason}`];
  });
}
