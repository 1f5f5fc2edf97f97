// Reads the reviewed facts (drug-list.csv, drug-facts.json, rxcui-hcpcs.csv, ndc-hcpcs*.csv) and checks the shape of every code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '../csv.mjs';

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Editions of the sources behind the facts. */
const VERSIONS = { hcpcs: '2025-10', rxnorm: '2025-10-06', aspCrosswalk: '2025-10-01/2025-12-31' };

/** @returns the facts as rows; throws naming every malformed code */
export function readFacts(folder, warn = console.warn) {
  const csv = (name) => parseCsv(withoutNul(name, readFileSync(join(folder, name), 'utf8'), warn));
  const facts = {
    versions: VERSIONS,
    sourceNames: json(join(folder, 'drug-facts-sources.json')),
    drugFacts: json(join(folder, 'drug-facts.json')),
    biosimilarIncluded: json(join(folder, 'valuesets.json')).drugRules.biosimilarIncluded,
    printedRows: csv('drug-list.csv'),
    rxRows: csv('rxcui-hcpcs.csv'),
    ndcRows: [...csv('ndc-hcpcs.csv'), ...csv('ndc-hcpcs-related-unlisted.csv')],
  };
  checkShapes(facts);
  return facts;
}

/** A damaged copy has NUL bytes between its lines: they are dropped and reported, and the shapes are checked afterwards. */
function withoutNul(name, text, warn) {
  const clean = text.replaceAll('\0', '');
  if (clean.length < text.length)
    warn(`${name}: ${text.length - clean.length} NUL bytes dropped; the copy is damaged`);
  return clean;
}

function checkShapes({ printedRows, rxRows, ndcRows }) {
  const faults = [
    ...rxRows.filter((row) => !/^\d{1,8}$/.test(row.rxcui)).map((row) => `rxcui ${row.rxcui}`),
    ...ndcRows.filter((row) => !/^\d{11}$/.test(row.ndc11)).map((row) => `ndc ${row.ndc11}`),
    ...[
      ...printedRows.map((row) => row.code),
      ...ndcRows.map((row) => row.hcpcs),
      ...rxRows.flatMap((row) => words(row.hcpcs_candidates)),
    ]
      .filter((code) => !/^(?:[A-Z]\d{4}|\d{5})$/.test(code))
      .map((code) => `hcpcs ${code}`),
  ];
  if (faults.length > 0) throw new Error(`malformed codes in the facts: ${faults.join(', ')}`);
}

export const words = (text) => text.split(' ').filter((word) => word !== '');
export const uniq = (values) => [...new Set(values)];
