/** What could not be read, in the record's words: `MedicationAdministration: 403`. */
import type { Chart } from '../chart/chart.js';
import { readTypeOf } from '../policy/reads.js';

export function unavailable(chart: Chart): readonly string[] {
  return chart.shortcomings.flatMap(({ key, availability }) => {
    if (availability.state === 'complete') return [];
    const what = readTypeOf(key);
    return [
      `${what}: ${availability.state === 'partial' ? `incomplete, ${availability.reason}` : availability.reason}`,
    ];
  });
}
