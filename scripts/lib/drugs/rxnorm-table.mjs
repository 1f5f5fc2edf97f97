// RxCUI → HCPCS (policies/drug-tables/rxnorm.json): one packed row per concept.
import { uniq, words } from './facts.mjs';
import { moleculeOfFact, neverAlone } from './hcpcs-table.mjs';

const VERDICT_FLAG = {
  NEVER_DECIDES_ALONE: 'never-alone',
  ALL_MAPPED_LISTED_BUT_OTHER_FORMS_UNMAPPED: 'other-forms',
};
const SHARED_FORM = { prefilled_syringe: 'prefilled_syringe', autoinjector_or_pen: 'autoinjector_or_pen' };

/** Rows sorted by RxCUI; `codes` is the HCPCS table. */
export function rxnormTable(facts, codes, curation) {
  const moleculeOfRow = moleculeFinder(facts, codes, curation);
  return facts.rxRows.map((row) => rxnormRow(row, codes, moleculeOfRow)).sort(byNumber);
}

/** [rxcui, tty, name, codes, flag, self-administered form, code if a clinician gives it, molecule if the codes do not tell] */
function rxnormRow(row, codes, moleculeOfRow) {
  const candidates = words(row.hcpcs_candidates);
  const family = /^J\d{4}$/.test(row.family_code_if_hcp_administered)
    ? row.family_code_if_hcp_administered
    : '';
  const told = uniq(candidates.map((code) => codes[code].molecule));
  const molecule = moleculeOfRow(row);
  return packed([
    row.rxcui,
    row.tty,
    row.name,
    candidates.join(' '),
    VERDICT_FLAG[row.membership_verdict] ?? '',
    SHARED_FORM[row.self_admin_form] ?? '',
    family,
    told.length === 1 && told[0] === molecule ? '' : (molecule ?? ''),
  ]);
}

/** Without the empty cells at the end. */
export function packed(row) {
  const last = row.findLastIndex((cell) => cell !== '');
  return row.slice(0, last + 1);
}

export const byNumber = ([a], [b]) => Number(a) - Number(b);

/** The molecule of an RxCUI when its codes do not tell (several, or none): by the ingredient its name contains. */
function moleculeFinder({ drugFacts, rxRows }, codes, curation) {
  const accompanying = neverAlone(rxRows);
  const ofName = new Map();
  for (const fact of drugFacts) {
    const own = fact.rxnorm.ingredients.filter((ingredient) => !accompanying.has(ingredient.rxcui));
    for (const { name, rxcui } of own) {
      const molecule = curation.rxcuiMolecules[rxcui] ?? moleculeOfFact(fact, accompanying, curation);
      if (!ofName.has(name.toLowerCase())) ofName.set(name.toLowerCase(), molecule);
    }
  }
  const longestFirst = [...ofName.keys()].sort((a, b) => b.length - a.length);
  const ofBrand = new Map(
    rxRows.filter((row) => row.tty === 'BN').map((row) => [row.name, curation.rxcuiMolecules[row.rxcui]]),
  );
  return (row) => {
    if (accompanying.has(row.rxcui)) return undefined;
    if (curation.rxcuiMolecules[row.rxcui]) return curation.rxcuiMolecules[row.rxcui];
    const molecules = uniq(words(row.hcpcs_candidates).map((code) => codes[code].molecule));
    if (molecules.length === 1) return molecules[0];
    const brand = /\[([^\]]+)\]$/.exec(row.name)?.[1];
    if (brand && ofBrand.get(brand)) return ofBrand.get(brand);
    if (row.name.includes('thrombin, human')) return 'fibrin-sealant';
    const name = row.name.toLowerCase();
    return ofName.get(longestFirst.find((ingredient) => name.includes(ingredient)));
  };
}
