/** Knows when reading more of the chart could settle what the drug is. */
import type { DrugTables } from './tables.js';
import type { DrugResolution } from './types.js';

/** True when Conditions or Encounters that were not read yet could still decide the code or the membership (dialysis). */
export function dependsOnChart(resolution: DrugResolution, tables: DrugTables): boolean {
  if (resolution.outcome !== 'AMBIGUOUS_MIXED' && resolution.outcome !== 'LISTED_CODE_AMBIGUOUS')
    return false;
  const codes = [...resolution.hcpcs, ...resolution.unlisted];
  return (
    new Set(codes.map((code) => tables.codes.get(code)?.dialysis).filter((split) => split !== undefined))
      .size > 1
  );
}
