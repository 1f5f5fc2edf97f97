// Makes the drug tables and their FHIR forms from the reviewed facts: policies/ga-pmn-34/drug-list.json,
// policies/drug-tables/{hcpcs,rxnorm,ndc}.json and fhir-profiles/drug-list/*.json.
// Run: node scripts/convert-drugs.mjs [--facts ../shared/facts] [--out .]. Same input, same bytes out.
// policies/drug-tables/curation.json is the hand-written input that is merged in. See docs/drugs.md; scripts/refresh-drugs.mjs
// does the same, takes newer releases as well, and shows what changes.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drugArtifactFiles } from './lib/drugs/fhir.mjs';
import { readFacts } from './lib/drugs/facts.mjs';
import { readCuration, tableFiles, tablesFromFacts, writeFiles } from './lib/drugs/tables.mjs';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    facts: { type: 'string', default: join(root, '../shared/facts') },
    out: { type: 'string', default: root },
  },
});

const tables = tablesFromFacts(readFacts(options.facts), readCuration(root));
writeFiles(options.out, [...tableFiles(tables), ...drugArtifactFiles(tables)]);

const listed = Object.keys(tables.list.codes).length;
console.log(
  `${tables.list.rows.length} rows, ${listed} listed and ${Object.keys(tables.hcpcs.codes).length - listed} unlisted codes, ` +
    `${tables.rxnorm.concepts.length} RxCUIs, ${tables.ndc.products.length} NDCs`,
);
