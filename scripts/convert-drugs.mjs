// Makes the drug tables from the facts: policies/ga-pmn-34/drug-list.json and policies/drug-tables/{hcpcs,rxnorm,ndc}.json.
// Run: node scripts/convert-drugs.mjs [--facts ../shared/facts] [--out policies]. Same input, same bytes out.
// policies/drug-tables/curation.json is the hand-written input that is merged in.
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseCsv } from './lib/csv.mjs';
import { factsOfProduct, slug } from './lib/drug-names.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({ options: { facts: { type: 'string' }, out: { type: 'string' } } });
const facts = options.facts ?? join(root, '../shared/facts');
const out = options.out ?? join(root, 'policies');

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Rows of a CSV; NUL bytes (a damaged copy) are dropped and reported, since the shapes are checked below. */
function csv(name) {
  const text = readFileSync(join(facts, name), 'utf8');
  const clean = text.replaceAll('\0', '');
  if (clean.length < text.length)
    console.warn(`${name}: ${text.length - clean.length} NUL bytes dropped; the copy is damaged`);
  return parseCsv(clean);
}

const drugFacts = json(join(facts, 'drug-facts.json'));
const { drugRules } = json(join(facts, 'valuesets.json'));
const sourceNames = json(join(facts, 'drug-facts-sources.json'));
const curation = json(join(root, 'policies/drug-tables/curation.json'));
const printedRows = csv('drug-list.csv');
const rxRows = csv('rxcui-hcpcs.csv');
const ndcRows = [...csv('ndc-hcpcs.csv'), ...csv('ndc-hcpcs-related-unlisted.csv')];

function checkShapes() {
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

const NLM_ATTRIBUTION =
  'This product uses publicly available data courtesy of the U.S. National Library of Medicine (NLM), National Institutes of Health, Department of Health and Human Services; NLM is not responsible for the product and does not endorse or recommend this or any other product.';
const versions = { hcpcs: '2025-10', rxnorm: '2025-10-06', aspCrosswalk: '2025-10-01/2025-12-31' };
const meta = (description, sources) => ({
  description,
  generatedBy: 'scripts/convert-drugs.mjs',
  versions,
  sources: Object.fromEntries(sources.map((id) => [id, sourceNames[id].split(', via')[0]])),
  attribution: NLM_ATTRIBUTION,
});

const NEVER_ALONE = 'NEVER_DECIDES_ALONE';
const neverAlone = new Set(
  rxRows.filter((row) => row.membership_verdict === NEVER_ALONE).map((row) => row.rxcui),
);
const words = (text) => text.split(' ').filter((word) => word !== '');
const date = (digits) => `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
const uniq = (values) => [...new Set(values)];

checkShapes();

// --- the payer's list, as printed and as it really is -------------------------------------------------------

function listCode(fact) {
  const doubt = curation.rowDoubts[fact.code];
  return {
    name: fact.canonical_generic,
    brands: fact.canonical_brands,
    ...(fact.data_quality.length > 0 && { corrections: fact.data_quality }),
    ...(doubt && { doubts: [doubt] }),
    ...(fact.self_administrable.row_note_excludes && { excludesSelfAdministration: true }),
    ...(drugRules.biosimilarIncluded[fact.code] && {
      biosimilarFamily: drugRules.biosimilarIncluded[fact.code],
    }),
  };
}

const drugList = {
  meta: {
    description:
      'Drug list of GA.PMN.34 (effective 2025-07), rows as printed; per code what it really is and what the print gets wrong.',
    generatedBy: 'scripts/convert-drugs.mjs',
    versions,
    headedAs: 'Examples: a drug that is not listed may still be subject to the policy',
  },
  rows: printedRows.map((row) => ({
    row: Number(row.row),
    hcpcs: row.code,
    genericAsPrinted: row.generic_as_printed,
    brandAsPrinted: row.brand_as_printed,
    ...(row.notes_as_printed && { note: row.notes_as_printed }),
  })),
  codes: Object.fromEntries(drugFacts.map((fact) => [fact.code, listCode(fact)])),
  unlistedDoubts: curation.unlistedDoubts,
  productDoubts: curation.productDoubts,
  rowsNotSearched: curation.notFromPrint.rows,
};

// --- HCPCS --------------------------------------------------------------------------------------------------

function moleculeOfFact(fact) {
  const ingredients = fact.rxnorm.ingredients.filter((ingredient) => !neverAlone.has(ingredient.rxcui));
  const ingredient = ingredients.find((candidate) => candidate.tty === 'IN') ?? ingredients[0];
  return (
    curation.molecules[fact.code] ?? curation.moleculeOfIngredient[ingredient.name] ?? slug(ingredient.name)
  );
}

/** The generic name for people: the canonical one without what only tells codes apart. */
function nameOfFact(fact) {
  const plain = fact.canonical_generic
    .replace(/ \([^)]*\)/g, '')
    .replace(/,? (SC|IV|for IV use)$/i, '')
    .replace(/,$/, '');
  return curation.names[fact.code] ?? plain;
}

/** Dose forms and strengths of the products whose code this is, in the words of RxNorm names. */
function products(code) {
  const names = rxRows
    .filter(
      (row) => ['SBD', 'SCD', 'BPCK', 'GPCK'].includes(row.tty) && words(row.hcpcs_candidates).includes(code),
    )
    .map((row) => factsOfProduct(row.name));
  return {
    forms: uniq(names.flatMap((product) => product.forms)).sort(),
    strengths: uniq(names.flatMap((product) => product.strengths)).sort(),
  };
}

const brandRows = rxRows.filter((row) => row.tty === 'BN');
const rxBrandsOf = (code) =>
  brandRows.filter((row) => words(row.hcpcs_candidates).includes(code)).map((row) => row.name);
const ndcBrandsOf = (code) =>
  ndcRows.filter((row) => row.hcpcs === code && row.on_list === 'N').map((row) => row.drug_name);
const cmsShort = new Map();
for (const fact of drugFacts) {
  const related = [...fact.related_codes_sharing_rxcui, ...(fact.biosimilar_group?.codes ?? [])];
  for (const { code, cms_short: short } of related) if (short) cmsShort.set(code, short);
}

function listedHcpcs(fact) {
  return {
    name: nameOfFact(fact),
    molecule: moleculeOfFact(fact),
    brands: uniq([...fact.canonical_brands, ...(curation.brands[fact.code] ?? [])]),
    routes: fact.routes.value,
    short: fact.cms_short_descriptor,
    from: date(fact.hcpcs.added),
    ingredients: fact.rxnorm.ingredients.map((ingredient) => ingredient.rxcui),
    ...products(fact.code),
    ...(fact.self_administrable.exists !== false && {
      selfAdministration: fact.self_administrable.detail ?? 'not known',
    }),
    billingUnit: fact.billing_unit,
    ...curation.facts[fact.code],
  };
}

function unlistedHcpcs(code) {
  const known = curation.unlisted[code];
  if (!known) throw new Error(`curation.json: unlisted ${code} has no entry`);
  const { brands = [], ...rest } = known;
  const generic = new Set(['Daptomycin', 'Ferumoxytol', 'Leuprolide Acetate', 'Daptomycin in NaCl (Baxter)']);
  const all = uniq([...brands, ...rxBrandsOf(code), ...ndcBrandsOf(code)]).filter(
    (brand) => !generic.has(brand),
  );
  // A brand that a listed code shares (Epogen: J0885, Q4081) is kept: both are candidates until something tells them apart.
  const short = cmsShort.get(code);
  return { ...rest, brands: all, ...(short && { short }), ...products(code) };
}

const listedCodes = new Set(drugFacts.map((fact) => fact.code));
const unlistedCodes = uniq([
  ...Object.keys(curation.unlisted),
  ...rxRows.flatMap((row) => words(row.unlisted_codes)),
  ...ndcRows.filter((row) => row.on_list === 'N').map((row) => row.hcpcs),
]).filter((code) => !listedCodes.has(code));

const hcpcs = Object.fromEntries(
  [
    ...drugFacts.map((fact) => [fact.code, listedHcpcs(fact)]),
    ...unlistedCodes.map((code) => [code, unlistedHcpcs(code)]),
  ].sort(([a], [b]) => (a < b ? -1 : 1)),
);

// --- RxNorm -------------------------------------------------------------------------------------------------

const ingredientNames = uniq([
  ...drugFacts.flatMap((fact) => fact.rxnorm.ingredients.map((ingredient) => ingredient.name.toLowerCase())),
]).sort((a, b) => b.length - a.length);
const moleculeOfName = new Map();
for (const fact of drugFacts) {
  const molecule = moleculeOfFact(fact);
  const own = fact.rxnorm.ingredients.filter((ingredient) => !neverAlone.has(ingredient.rxcui));
  for (const ingredient of own) {
    const name = ingredient.name.toLowerCase();
    if (!moleculeOfName.has(name))
      moleculeOfName.set(name, curation.rxcuiMolecules[ingredient.rxcui] ?? molecule);
  }
}
const moleculeOfBrand = new Map(brandRows.map((row) => [row.name, curation.rxcuiMolecules[row.rxcui]]));

/** The molecule of an RxCUI when its codes do not tell (several, or none): by the ingredient its name contains. */
function moleculeOfRow(row) {
  if (neverAlone.has(row.rxcui)) return undefined;
  if (curation.rxcuiMolecules[row.rxcui]) return curation.rxcuiMolecules[row.rxcui];
  const molecules = uniq(words(row.hcpcs_candidates).map((code) => hcpcs[code].molecule));
  if (molecules.length === 1) return molecules[0];
  const brand = /\[([^\]]+)\]$/.exec(row.name)?.[1];
  if (brand && moleculeOfBrand.get(brand)) return moleculeOfBrand.get(brand);
  if (row.name.includes('thrombin, human')) return 'fibrin-sealant';
  const name = row.name.toLowerCase();
  const found = ingredientNames.find(
    (ingredient) => name.includes(ingredient) && moleculeOfName.has(ingredient),
  );
  return found && moleculeOfName.get(found);
}

const VERDICT_FLAG = {
  [NEVER_ALONE]: 'never-alone',
  ALL_MAPPED_LISTED_BUT_OTHER_FORMS_UNMAPPED: 'other-forms',
};
const SHARED_FORM = { prefilled_syringe: 'prefilled_syringe', autoinjector_or_pen: 'autoinjector_or_pen' };

/** [rxcui, tty, name, codes, flag, self-administered form, code if a clinician gives it, molecule if the codes do not tell] */
function rxnormRow(row) {
  const codes = words(row.hcpcs_candidates);
  const family = /^J\d{4}$/.test(row.family_code_if_hcp_administered)
    ? row.family_code_if_hcp_administered
    : '';
  const told = uniq(codes.map((code) => hcpcs[code].molecule));
  const molecule = moleculeOfRow(row);
  const packed = [
    row.rxcui,
    row.tty,
    row.name,
    codes.join(' '),
    VERDICT_FLAG[row.membership_verdict] ?? '',
    SHARED_FORM[row.self_admin_form] ?? '',
    family,
    told.length === 1 && told[0] === molecule ? '' : (molecule ?? ''),
  ];
  while (packed.at(-1) === '') packed.pop();
  return packed;
}

const rxnorm = rxRows.map(rxnormRow).sort((a, b) => Number(a[0]) - Number(b[0]));

// --- NDC ----------------------------------------------------------------------------------------------------

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
/** [11 digits, codes, name, rxcui, C for the CMS crosswalk or D for derived from RxNorm] */
const ndc = [...ndcs]
  .map(([digits, entry]) => [
    digits,
    [...entry.codes].sort().join(' '),
    entry.name,
    entry.rxcui,
    entry.cms ? 'C' : 'D',
  ])
  .sort(([a], [b]) => (a < b ? -1 : 1));

// --- files --------------------------------------------------------------------------------------------------

/** One row or member per line, so that a refresh shows a readable diff. */
function write(path, { meta: about, ...tables }) {
  const part = (value) =>
    Array.isArray(value)
      ? `[\n${value.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]`
      : `{\n${Object.entries(value)
          .map(([key, row]) => `  ${JSON.stringify(key)}: ${JSON.stringify(row)}`)
          .join(',\n')}\n}`;
  const members = Object.entries(tables).map(([key, value]) => `${JSON.stringify(key)}: ${part(value)}`);
  const head = `"meta": ${JSON.stringify(about, null, 2)}`;
  writeFileSync(path, `{\n${[head, ...members].join(',\n')}\n}\n`);
}

mkdirSync(join(out, 'drug-tables'), { recursive: true });
mkdirSync(join(out, 'ga-pmn-34'), { recursive: true });
write(join(out, 'ga-pmn-34/drug-list.json'), drugList);
write(join(out, 'drug-tables/hcpcs.json'), {
  meta: meta('HCPCS Level II drug codes of the payer list and their unlisted neighbours.', [
    'HCPCS-2025-10',
    'HCPCS-2024-FW',
    'ASP-XW-2025-10',
    'RXN-2025-10',
    'K',
  ]),
  codes: hcpcs,
  aliases: curation.aliases,
  sharedBrands: curation.sharedBrands,
  esrd: { onDialysis: curation.esrd.onDialysis, perhapsOnDialysis: curation.esrd.perhapsOnDialysis },
});
write(join(out, 'drug-tables/rxnorm.json'), {
  meta: meta(
    'RxCUI to HCPCS: [rxcui, tty, name, codes, flag, self-administered form, code if given by a clinician, molecule].',
    ['RXN-2025-10', 'RXCLASS-2022', 'EMA-RXN-2025-12', 'ASP-XW-2025-10'],
  ),
  concepts: rxnorm,
});
write(join(out, 'drug-tables/ndc.json'), {
  meta: meta(
    'NDC (11 digits) to HCPCS: [ndc, codes, product name, rxcui, C = CMS crosswalk or D = derived from RxNorm]. CMS publishes the crosswalk for ASP payment only; it is not a complete list of NDCs.',
    ['ASP-XW-2025-10', 'RXN-2025-10'],
  ),
  products: ndc,
});
console.log(
  `${drugList.rows.length} rows, ${listedCodes.size} listed and ${unlistedCodes.length} unlisted codes, ${rxnorm.length} RxCUIs, ${ndc.length} NDCs`,
);
