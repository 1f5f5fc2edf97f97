// NDC (11 digits) → HCPCS (policies/drug-tables/ndc.json): one packed row per package.
import { words } from './facts.mjs';

/** [11 digits, codes, name, rxcui, C = CMS crosswalk, E = an earlier CMS crosswalk, D = derived from RxNorm], sorted */
export function ndcTable({ ndcRows }) {
  const ndcs = new Map();
  for (const row of ndcRows) {
    const entry = ndcs.get(row.ndc11) ?? {
      codes: new Set(),
      name: row.drug_name,
      rxcui: row.rxcui,
      cms: false,
    };
    for (const code of [row.hcpcs, ...words(row.also_maps_to)]) entry.codes.add(code);
    if (!row.source.startsWith('DERIVED')) entry.cms = true;
    ndcs.set(row.ndc11, entry);
  }
  return [...ndcs]
    .map(([digits, { codes, name, rxcui, cms }]) => [
      digits,
      [...codes].sort().join(' '),
      name,
      rxcui,
      cms ? 'C' : 'D',
    ])
    .sort(byDigits);
}

export const byDigits = ([a], [b]) => (a < b ? -1 : 1);
