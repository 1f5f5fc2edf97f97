// What is known of each HCPCS code, listed or a neighbour of a listed one (policies/drug-tables/hcpcs.json).
import { factsOfProduct, slug } from '../drug-names.mjs';
import { uniq, words } from './facts.mjs';
import { labelersOf } from './labelers.mjs';

const NEVER_ALONE = 'NEVER_DECIDES_ALONE';

/** RxCUIs of ingredients that only accompany others. */
export function neverAlone(rxRows) {
  return new Set(rxRows.filter((row) => row.membership_verdict === NEVER_ALONE).map((row) => row.rxcui));
}

export function moleculeOfFact(fact, accompanying, curation) {
  const ingredients = fact.rxnorm.ingredients.filter((ingredient) => !accompanying.has(ingredient.rxcui));
  const ingredient = ingredients.find((candidate) => candidate.tty === 'IN') ?? ingredients[0];
  return (
    curation.molecules[fact.code] ?? curation.moleculeOfIngredient[ingredient.name] ?? slug(ingredient.name)
  );
}

export function hcpcsTable(facts, curation) {
  const { drugFacts, rxRows, ndcRows } = facts;
  const accompanying = neverAlone(rxRows);
  const listed = new Set(drugFacts.map((fact) => fact.code));
  const unlisted = uniq([
    ...Object.keys(curation.unlisted),
    ...rxRows.flatMap((row) => words(row.unlisted_codes)),
    ...ndcRows.filter((row) => row.on_list === 'N').map((row) => row.hcpcs),
  ]).filter((code) => !listed.has(code));
  const short = shortDescriptions(drugFacts);
  const codes = Object.fromEntries(
    [
      ...drugFacts.map((fact) => [fact.code, listedCode(fact, facts, accompanying, curation)]),
      ...unlisted.map((code) => [code, unlistedCode(code, facts, short, curation)]),
    ].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const cms = ndcRows.filter((row) => !row.source.startsWith('DERIVED'));
  const pairs = cms.map((row) => [row.hcpcs, row.labeler]);
  for (const [code, labelers] of labelersOf(pairs, codes, curation.labelers)) codes[code].labelers = labelers;
  return codes;
}

/** The generic name for people: the canonical one without what only tells codes apart. */
function nameOfFact(fact, curation) {
  const plain = fact.canonical_generic
    .replace(/ \([^)]*\)/g, '')
    .replace(/,? (SC|IV|for IV use)$/i, '')
    .replace(/,$/, '');
  return curation.names[fact.code] ?? plain;
}

/** Dose forms and strengths of the products whose code this is, in the words of RxNorm names. */
function products(code, rxRows) {
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

function shortDescriptions(drugFacts) {
  const short = new Map();
  for (const fact of drugFacts) {
    const related = [...fact.related_codes_sharing_rxcui, ...(fact.biosimilar_group?.codes ?? [])];
    for (const { code, cms_short: text } of related) if (text) short.set(code, text);
  }
  return short;
}

function listedCode(fact, { rxRows }, accompanying, curation) {
  return {
    name: nameOfFact(fact, curation),
    molecule: moleculeOfFact(fact, accompanying, curation),
    brands: uniq([...fact.canonical_brands, ...(curation.brands[fact.code] ?? [])]),
    routes: fact.routes.value,
    short: fact.cms_short_descriptor,
    from: date(fact.hcpcs.added),
    ingredients: fact.rxnorm.ingredients.map((ingredient) => ingredient.rxcui),
    ...products(fact.code, rxRows),
    ...(fact.self_administrable.exists !== false && {
      selfAdministration: fact.self_administrable.detail ?? 'not known',
    }),
    billingUnit: fact.billing_unit,
    ...curation.facts[fact.code],
  };
}

function unlistedCode(code, { rxRows, ndcRows }, shortDescription, curation) {
  const known = curation.unlisted[code];
  if (!known) throw new Error(`curation.json: unlisted ${code} has no entry`);
  const { brands = [], ...rest } = known;
  const rxBrands = rxRows
    .filter((row) => row.tty === 'BN' && words(row.hcpcs_candidates).includes(code))
    .map((row) => row.name);
  const ndcBrands = ndcRows
    .filter((row) => row.hcpcs === code && row.on_list === 'N')
    .map((row) => row.drug_name);
  const generic = new Set(curation.notBrands);
  // A brand that a listed code shares (Epogen: J0885, Q4081) is kept: both are candidates until something tells them apart.
  const all = uniq([...brands, ...rxBrands, ...ndcBrands]).filter((brand) => !generic.has(brand));
  const short = shortDescription.get(code);
  return { ...rest, brands: all, ...(short && { short }), ...products(code, rxRows) };
}

const date = (digits) => `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
