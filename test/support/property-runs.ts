/** How often a property is tried: seldom and always with the same values, unless PROPERTY_RUNS says how many times as often, at random. */

const TIMES = Number(process.env['PROPERTY_RUNS'] ?? 1);

/** @param count in a plain run */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: count * TIMES };
}
