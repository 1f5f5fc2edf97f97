// The drug tables as FHIR R4: the payer's list as a ValueSet, RxNorm → HCPCS and NDC → HCPCS as ConceptMaps, and the code
// system of what a map's target depends on. Written to fhir-profiles/drug-list/, one concept per line.
import { words } from './facts.mjs';
import { dependenciesOf, dependencySystem, propertyOf } from './fhir-dependencies.mjs';
import { common, EXTENSION, linesOf, string } from './fhir-resource.mjs';

const FOLDER = 'fhir-profiles/drug-list';
const SYSTEMS = {
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  cpt: 'http://www.ama-assn.org/go/cpt',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  ndc: 'http://hl7.org/fhir/sid/ndc',
};
const COPYRIGHT =
  'HCPCS Level II is maintained by CMS. CPT is copyright American Medical Association; code numbers only.';

/** File path (from the project) → content. */
export function drugArtifactFiles(tables) {
  const resources = [drugList(tables), rxnormMap(tables), ndcMap(tables), dependencySystem(tables)];
  return new Map(resources.map((resource) => [`${FOLDER}/${resource.id}.json`, linesOf(resource)]));
}

function drugList({ list, hcpcs }) {
  const rows = grouped(list.rows);
  return {
    ...common('ValueSet', 'ga-pmn-34-drug-list', {
      ...hcpcs.meta,
      sources: { ...list.meta.sources, ...hcpcs.meta.sources },
    }),
    version: `${list.meta.edition}.${hcpcs.meta.versions.hcpcs}`,
    title: 'Drug list of GA.PMN.34',
    description:
      `${list.meta.headedAs}. ${list.rows.length} rows, ${rows.size} HCPCS codes. The display says what a code really is; ` +
      'extensions keep each row as printed, what the print gets wrong, and what is doubtful about it.',
    purpose:
      'Which drugs the site-of-care policy names. A code that is not here is not known to be subject to it.',
    copyright: COPYRIGHT,
    compose: {
      include: [
        {
          system: SYSTEMS.hcpcs,
          concept: [...rows].map(([code, printed]) => listedConcept(code, printed, list.codes[code])),
        },
      ],
    },
  };
}

function listedConcept(code, rows, known) {
  return {
    extension: [
      ...rows.map((row) => ({
        url: `${EXTENSION}/drug-list-row`,
        extension: [
          { url: 'row', valueInteger: row.row },
          { url: 'generic', valueString: row.genericAsPrinted },
          { url: 'brand', valueString: row.brandAsPrinted },
          ...(row.note ? [{ url: 'note', valueString: row.note }] : []),
        ],
      })),
      ...(known.corrections ?? []).map((text) => string('drug-list-correction', text)),
      ...(known.doubts ?? []).map((text) => string('drug-list-doubt', text)),
      ...(known.biosimilarFamily ?? []).map((member) => string('drug-list-family-member', member)),
    ],
    code,
    display: known.name,
    ...(known.brands.length > 0 && { designation: known.brands.map((value) => ({ value })) }),
  };
}

function rxnormMap({ rxnorm, hcpcs }) {
  const elements = rxnorm.concepts.map(([code, , display, codes = '', flag = '', form = '', family = '']) => {
    const candidates = words(codes);
    const open = flag === 'other-forms';
    const comment =
      flag === 'never-alone'
        ? 'An accompanying ingredient: it never decides alone.'
        : open
          ? 'Other forms of this concept have no HCPCS code here.'
          : undefined;
    const targets = candidates.map((target) => targetOf(target, candidates, hcpcs.codes, { open, comment }));
    const given = family === '' || targets.length > 0 ? [] : [family];
    const clinician = given.map((target) => ({
      code: target,
      display: hcpcs.codes[target].name,
      equivalence: 'relatedto',
      dependsOn: [{ property: propertyOf('administration'), value: 'clinician' }],
      comment: `Made for self-injection (${form}).`,
    }));
    return { code, display, target: orUnmatched([...targets, ...clinician]) };
  });
  return {
    ...common('ConceptMap', 'rxnorm-to-hcpcs', rxnorm.meta),
    title: 'RxNorm to HCPCS for drugs of the site-of-care list',
    description:
      'Every HCPCS code, listed or not, that a concept of RxNorm can mean. Several targets: dependsOn says what tells them apart; ' +
      'where nothing does, the ordered product (brand, NDC) has to be asked for.',
    copyright: `${rxnorm.meta.attribution} ${COPYRIGHT}`,
    group: [mapGroup('rxnorm', hcpcs.meta.versions.rxnorm, hcpcs, elements)],
  };
}

function ndcMap({ ndc, hcpcs }) {
  const COMMENTS = {
    D: 'Not in the CMS crosswalk: derived from RxNorm.',
    E: 'No longer in the CMS crosswalk: from an earlier one.',
  };
  const elements = ndc.products.map(([code, codes, display, , source]) => {
    const candidates = words(codes);
    const comment = COMMENTS[source];
    const target = candidates.map((one) => targetOf(one, candidates, hcpcs.codes, { open: false, comment }));
    return { code, display, target };
  });
  return {
    ...common('ConceptMap', 'ndc-to-hcpcs', ndc.meta),
    title: 'NDC to HCPCS for drugs of the site-of-care list',
    description:
      'NDCs in the 11 digits (5-4-2, no hyphens) that billing uses. CMS publishes its crosswalk for ASP payment only; it is not a ' +
      'complete list of NDCs.',
    copyright: `${ndc.meta.attribution} ${COPYRIGHT}`,
    group: [mapGroup('ndc', undefined, hcpcs, elements)],
  };
}

/** R4 wants a group per pair of systems; the few CPT codes are level I of HCPCS and stay among the rest. */
function mapGroup(source, sourceVersion, { meta }, element) {
  return {
    source: SYSTEMS[source],
    ...(sourceVersion && { sourceVersion }),
    target: SYSTEMS.hcpcs,
    targetVersion: meta.versions.hcpcs,
    element,
  };
}

function targetOf(code, candidates, codes, { open, comment }) {
  const dependsOn = dependenciesOf(code, candidates, codes, open);
  return {
    code,
    display: codes[code].name,
    equivalence: 'relatedto',
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(comment && { comment }),
  };
}

const orUnmatched = (targets) => (targets.length > 0 ? targets : [{ equivalence: 'unmatched' }]);
function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.hcpcs, [...(groups.get(row.hcpcs) ?? []), row]);
  return groups;
}
