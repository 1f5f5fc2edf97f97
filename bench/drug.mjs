// How long resolving a drug takes, and loading the tables. Run: npm run build && node bench/drug.mjs [--rounds 20000].
// Prints microseconds per resolution (median of five runs) for typical and awkward orders; asserts nothing.
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Chart } from '../dist/core/chart/chart.js';
import { spanOf } from '../dist/core/dates.js';
import { resolveDrug } from '../dist/core/drug/resolve.js';
import { loadDrugTables } from '../dist/knowledge/drug-tables.js';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '20000' } } });
const rounds = Number(options.rounds);
const policies = join(import.meta.dirname, '../policies');
const SYSTEMS = {
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ndc: 'http://hl7.org/fhir/sid/ndc',
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
};
const coding = (system, code, display) => ({ system: SYSTEMS[system], code, ...(display && { display }) });

const ORDERS = {
  'RxNorm product': order([coding('rxnorm', '310994', 'infliximab 100 MG Injection')]),
  'RxNorm ingredient and HCPCS, with route': order([
    coding('rxnorm', '191831', 'infliximab'),
    coding('hcpcs', 'J1745'),
  ]),
  'RxNorm ingredient of 19 codes': order([coding('rxnorm', '5666', 'immunoglobulin G')]),
  'NDC 5-3-2': order([coding('ndc', '57894-030-01')]),
  'NDC of two codes (dialysis)': order([
    coding('rxnorm', '205923', '1 ML Epoetin Alfa 4000 UNT/ML Injection [Epogen]'),
  ]),
  'text alone': order([], 'infliximab (Remicade) 5 mg/kg IV every 8 weeks'),
  'near miss': order([], 'infliximb 100 mg'),
  'unlisted drug, unknown RxCUI': order([coding('rxnorm', '1547545', 'pembrolizumab')], 'pembrolizumab'),
  '200 codings': order(Array.from({ length: 200 }, (_, at) => coding('hcpcs', at % 2 ? 'J1745' : 'J3380'))),
};

const cold = performance.now();
const tables = loadDrugTables(policies);
console.log(`load, cold   ${(performance.now() - cold).toFixed(1)} ms`);
const loads = Array.from({ length: 10 }, () => timed(() => loadDrugTables(policies)));
console.log(`load, warm   ${median(loads).toFixed(1)} ms (median of 10)`);

const chart = Chart.empty();
const width = Math.max(...Object.keys(ORDERS).map((name) => name.length));
for (const [name, one] of Object.entries(ORDERS)) {
  for (let at = 0; at < rounds / 10; at += 1) resolveDrug(one, chart, tables);
  const runs = Array.from({ length: 5 }, () =>
    timed(() => {
      for (let at = 0; at < rounds; at += 1) resolveDrug(one, chart, tables);
    }),
  );
  const microseconds = (median(runs) * 1000) / rounds;
  const { outcome } = resolveDrug(one, chart, tables);
  console.log(`${name.padEnd(width)}  ${microseconds.toFixed(2).padStart(8)} µs  ${outcome}`);
}

function order(codings, text) {
  const concept = { coding: codings, ...(text && { text }) };
  const request = {
    resourceType: 'MedicationRequest',
    id: 'm1',
    medicationCodeableConcept: concept,
    dosageInstruction: [{ route: { coding: [{ system: 'http://snomed.info/sct', code: '47625008' }] } }],
  };
  return {
    reference: 'MedicationRequest/m1',
    request,
    obtained: { resource: request, reference: 'MedicationRequest/m1', source: 'draft' },
    concepts: [concept],
    companions: [],
    planned: { span: spanOf('2025-10-08'), text: '2025-10-08', path: 'bench' },
  };
}

function timed(work) {
  const from = performance.now();
  work();
  return performance.now() - from;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
