// The drug tables as one value: made from the facts, read from the project, written to it. Same input, same bytes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hcpcsTable } from './hcpcs-table.mjs';
import { listTable } from './list-table.mjs';
import { ndcTable } from './ndc-table.mjs';
import { rxnormTable } from './rxnorm-table.mjs';

/** Where each table lies in the project. */
const FILES = {
  list: 'policies/ga-pmn-34/drug-list.json',
  hcpcs: 'policies/drug-tables/hcpcs.json',
  rxnorm: 'policies/drug-tables/rxnorm.json',
  ndc: 'policies/drug-tables/ndc.json',
};

const NLM_ATTRIBUTION =
  'This product uses publicly available data courtesy of the U.S. National Library of Medicine (NLM), National Institutes of Health, Department of Health and Human Services; NLM is not responsible for the product and does not endorse or recommend this or any other product.';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The hand-written part of the tables. */
export function readCuration(root) {
  return readJson(join(root, 'policies/drug-tables/curation.json'));
}

/** The tables that the facts and the curation give. */
export function tablesFromFacts(facts, curation) {
  const meta = (description, sources) => ({
    description,
    generatedBy: 'scripts/convert-drugs.mjs',
    versions: facts.versions,
    sources: Object.fromEntries(sources.map((id) => [id, facts.sourceNames[id].split(', via')[0]])),
    attribution: NLM_ATTRIBUTION,
  });
  const codes = hcpcsTable(facts, curation);
  return {
    list: listTable(facts, curation),
    hcpcs: {
      meta: meta('HCPCS Level II drug codes of the payer list and their unlisted neighbours.', [
        'HCPCS-2025-10',
        'HCPCS-2024-FW',
        'ASP-XW-2025-10',
        'RXN-2025-10',
        'K',
      ]),
      codes,
      aliases: curation.aliases,
      sharedBrands: curation.sharedBrands,
      labelerAliases: curation.labelers.aliases,
      esrd: { onDialysis: curation.esrd.onDialysis, perhapsOnDialysis: curation.esrd.perhapsOnDialysis },
    },
    rxnorm: {
      meta: meta(
        'RxCUI to HCPCS: [rxcui, tty, name, codes, flag, self-administered form, code if given by a clinician, molecule].',
        ['RXN-2025-10', 'RXCLASS-2022', 'EMA-RXN-2025-12', 'ASP-XW-2025-10'],
      ),
      concepts: rxnormTable(facts, codes, curation),
    },
    ndc: {
      meta: meta(
        'NDC (11 digits) to HCPCS: [ndc, codes, product name, rxcui, C = CMS crosswalk, E = an earlier CMS crosswalk, D = derived from RxNorm]. CMS publishes the crosswalk for ASP payment only; it is not a complete list of NDCs.',
        ['ASP-XW-2025-10', 'RXN-2025-10'],
      ),
      products: ndcTable(facts),
    },
  };
}

/** The tables as they lie in the project. */
export function readTables(root) {
  return Object.fromEntries(Object.entries(FILES).map(([name, path]) => [name, readJson(join(root, path))]));
}

/** File path (from the project) → content. */
export function tableFiles(tables) {
  return new Map(Object.entries(FILES).map(([name, path]) => [path, tableText(tables[name])]));
}

/** One row or member per line, so that a refresh shows a readable diff. */
function tableText({ meta, ...tables }) {
  const part = (value) =>
    Array.isArray(value)
      ? `[\n${value.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]`
      : `{\n${Object.entries(value)
          .map(([key, row]) => `  ${JSON.stringify(key)}: ${JSON.stringify(row)}`)
          .join(',\n')}\n}`;
  const members = Object.entries(tables).map(([key, value]) => `${JSON.stringify(key)}: ${part(value)}`);
  return `{\n${[`"meta": ${JSON.stringify(meta, null, 2)}`, ...members].join(',\n')}\n}\n`;
}

export function writeFiles(root, files) {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Paths whose content in the project is another one, or missing. */
export function changedFiles(root, files) {
  return [...files].filter(([path, content]) => current(join(root, path)) !== content).map(([path]) => path);
}

function current(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
