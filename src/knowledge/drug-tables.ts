/** Loads the drug tables from their JSON files, once at start. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileDrugTables } from '../core/drug/tables.js';
import type { DrugListData, HcpcsData, NdcRow, RxNormRow, WordsData } from '../core/drug/data.js';
import type { DrugTables } from '../core/drug/tables.js';

/**
 * Reads the payer's `<folder>/drug-list.json` and `drug-tables/*.json` under `directory` (the `policies` folder) and indexes them.
 * Throws when a file is missing or is not JSON: the service must not start without its tables.
 */
export function loadDrugTables(directory: URL | string, folder = 'ga-pmn-34'): DrugTables {
  const root = directory instanceof URL ? fileURLToPath(directory) : directory;
  const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
  return compileDrugTables({
    list: read(`${folder}/drug-list.json`) as DrugListData,
    hcpcs: read('drug-tables/hcpcs.json') as HcpcsData,
    rxnorm: read('drug-tables/rxnorm.json') as { readonly concepts: readonly RxNormRow[] },
    ndc: read('drug-tables/ndc.json') as { readonly products: readonly NdcRow[] },
    words: read('drug-tables/words.json') as WordsData,
  });
}
