// Puts a new RxNorm release into the tables. Nothing inherits a code silently: a new product has the code of its NDCs, or
// that of the same brand (or generic) in the same form where there is only one; else it has none, its ingredients are marked
// as having other forms, and the report says so.
import { factsOfProduct, slug } from '../drug-names.mjs';
import { uniq, words } from './facts.mjs';
import { byDigits } from './ndc-table.mjs';
import { PRODUCTS } from './rxnorm-release.mjs';
import { byNumber, packed } from './rxnorm-table.mjs';

const ORAL = /\b(?:Oral|Tablet|Capsule|Topical|Ophthalmic|Nasal|Inhal|Transdermal|Patch|Mouthwash)/i;

/** @returns {{ tables, edition, source, notes: string[] }} notes are what a person has to look at */
export function applyRelease(tables, release, edition) {
  const concepts = new Map(tables.rxnorm.concepts.map((row) => [row[0], conceptOf(row)]));
  const notes = [];
  for (const [rxcui, concept] of concepts) {
    const official = release.concepts.get(rxcui);
    if (!official) notes.push(`rxnorm: ${rxcui} ${concept.tty} ${concept.name} is no longer active; kept`);
    else Object.assign(concept, { tty: official.tty, name: official.name });
  }
  const codesOfNdc = new Map(
    tables.ndc.products.filter((row) => row[4] === 'C').map(([ndc, codes]) => [ndc, words(codes)]),
  );
  const joined = (rxcui) =>
    uniq((release.ndcs.get(rxcui) ?? []).flatMap((ndc) => codesOfNdc.get(ndc) ?? [])).sort();

  for (const [rxcui, concept] of concepts) {
    if (PRODUCTS.has(concept.tty)) widen(concept, joined(rxcui));
  }
  const places = placesOf(concepts, release);
  for (const [rxcui, { tty, name }] of release.concepts) {
    if (!PRODUCTS.has(tty) || concepts.has(rxcui)) continue;
    const above = release.above(rxcui);
    const own = [...above].filter((up) => decides(concepts.get(up)));
    if (own.length === 0) continue;
    const direct = joined(rxcui);
    const place = placeOf(rxcui, name, release);
    const codes = direct.length > 0 ? direct : (places.get(place) ?? []);
    const foreign = [...above].some((up) => release.concepts.get(up).tty === 'IN' && !concepts.has(up));
    if (codes.length === 0 && foreign) continue;
    if (codes.length !== 1 && direct.length === 0) {
      const touched = own.filter((up) => ['IN', 'PIN', 'MIN', 'BN'].includes(concepts.get(up).tty));
      const open = touched.filter((up) => openUp(concepts.get(up)));
      if (open.length > 0 || !ORAL.test(name))
        notes.push(`rxnorm: new ${rxcui} ${tty} ${name} has no code; ${marked(open)}`);
      continue;
    }
    concepts.set(rxcui, { rxcui, tty, name, codes, flag: '', form: formOf(name), family: '', molecule: '' });
    const basis = direct.length > 0 ? 'its NDCs' : 'the same brand or generic in the same form';
    notes.push(`rxnorm: new ${rxcui} ${tty} ${name} is ${codes.join(' ')} by ${basis}`);
  }
  rollUp(concepts, release, notes);
  for (const concept of concepts.values()) settleMolecule(concept, tables.hcpcs.codes);
  const rows = [...concepts.values()].map(rowOf).sort(byNumber);
  return {
    tables: {
      ...tables,
      rxnorm: { ...tables.rxnorm, concepts: rows },
      ndc: { ...tables.ndc, products: withDerived(tables.ndc.products, concepts, release) },
    },
    edition: { table: 'rxnorm', is: edition },
    source: { id: `RXN-${edition.slice(0, 7)}`, text: `RxNorm release ${edition}` },
    notes: notes.sort(),
  };
}

function conceptOf([rxcui, tty, name, codes = '', flag = '', form = '', family = '', molecule = '']) {
  return { rxcui, tty, name, codes: words(codes), flag, form, family, molecule };
}

const rowOf = ({ rxcui, tty, name, codes, flag, form, family, molecule }) =>
  packed([rxcui, tty, name, codes.join(' '), flag, form, family, molecule]);

const decides = (concept) => concept !== undefined && concept.flag !== 'never-alone';

function widen(concept, codes) {
  concept.codes = uniq([...concept.codes, ...codes]).sort();
}

/** True when the mark was not there yet. */
function openUp(concept) {
  if (concept.flag !== '' || concept.codes.length === 0) return false;
  concept.flag = 'other-forms';
  return true;
}

const marked = (rxcuis) =>
  rxcuis.length > 0
    ? `${rxcuis.join(', ')} now marked as having other forms`
    : 'its ingredients are marked as having other forms already';

/** Ingredients, brand and form of a product: what decides whether another one is the same in another strength. */
function placeOf(rxcui, name, release) {
  const above = [...release.above(rxcui)].map((up) => [up, release.concepts.get(up).tty]);
  const of = (tty) => above.filter(([, own]) => own === tty).map(([up]) => up);
  const precise = of('PIN');
  const parts = [...(precise.length > 0 ? precise : of('IN')), ...of('BN'), ...factsOfProduct(name).forms];
  return parts.sort().join(' ');
}

/** Place → codes of the known products there, when that is exactly one code. */
function placesOf(concepts, release) {
  const places = new Map();
  for (const { rxcui, tty, name, codes } of concepts.values()) {
    if (!PRODUCTS.has(tty) || !release.concepts.has(rxcui)) continue;
    const place = placeOf(rxcui, name, release);
    places.set(place, uniq([...(places.get(place) ?? []), ...(codes.length > 0 ? codes : ['none'])]));
  }
  return new Map([...places].filter(([, codes]) => codes.length === 1 && codes[0] !== 'none'));
}

/** What stands above a product can mean all its codes; a new brand or salt above a product enters with them. */
function rollUp(concepts, release, notes) {
  const products = [...concepts.values()].filter(({ tty }) => PRODUCTS.has(tty));
  for (const { rxcui, codes } of products) {
    if (codes.length === 0) continue;
    for (const up of release.above(rxcui)) {
      const known = concepts.get(up);
      const { tty, name } = release.concepts.get(up);
      if (known) widen(known, codes);
      else if (tty === 'BN' || tty === 'PIN') {
        concepts.set(up, {
          rxcui: up,
          tty,
          name,
          codes: [...codes],
          flag: '',
          form: '',
          family: '',
          molecule: '',
        });
        notes.push(`rxnorm: new ${up} ${tty} ${name} is ${codes.join(' ')}`);
      }
    }
  }
}

/** The molecule stands in the row only where the codes do not tell it. */
function settleMolecule(concept, codes) {
  const told = uniq(concept.codes.map((code) => codes[code].molecule));
  if (concept.flag === 'never-alone') return;
  if (told.length === 1 && (concept.molecule === '' || concept.molecule === told[0])) concept.molecule = '';
  else if (concept.molecule === '') concept.molecule = slug(concept.name);
}

function formOf(name) {
  const [form] = factsOfProduct(name).forms;
  return form === 'prefilled_syringe' || form === 'autoinjector_or_pen' ? form : '';
}

/** Further NDCs that RxNorm knows of a branded product with one code. */
function withDerived(products, concepts, release) {
  const known = new Map(products.map((row) => [row[0], row]));
  for (const { rxcui, tty, name, codes } of concepts.values()) {
    if ((tty !== 'SBD' && tty !== 'BPCK') || codes.length !== 1) continue;
    for (const ndc of release.ndcs.get(rxcui) ?? []) {
      const row = known.get(ndc);
      if (!row) known.set(ndc, [ndc, codes[0], name, rxcui, 'D']);
      else if (row[3] === '') known.set(ndc, [...row.slice(0, 3), rxcui, row[4]]);
    }
  }
  return [...known.values()].sort(byDigits);
}
