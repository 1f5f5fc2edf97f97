// Converts the reviewed location maps (facts/valuesets.json#location) into policies/site-of-care.json.
// Usage: node scripts/convert-sites.mjs [--facts ../shared/facts]. The output is deterministic.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { facts: { type: 'string', default: '../shared/facts' } } });
const root = join(import.meta.dirname, '..');
const facts = JSON.parse(readFileSync(join(values.facts, 'valuesets.json'), 'utf8'));
const location = facts.location;

/** "HOPD (hospital outpatient status; weak)" → { siteClass: 'HOPD', weak: true } */
function meaning(words) {
  const siteClass = /^[A-Z_]+/.exec(words)?.[0] ?? 'UNRESOLVED';
  return { siteClass, ...(/\bweak\b/.test(words) && { weak: true }) };
}

function mapOf(entries) {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

// Place of service 11 is an office or an infusion center (facts A8): a second attribute has to tell which.
const AMONG = { 11: ['OFFICE', 'ASC_AIC'] };
const placeOfService = {
  systems: [location.posSystem.preferred, location.posSystem.oid, ...location.posSystem.alsoAccept],
  codes: mapOf(
    location.pos.map(({ code, display, siteClass }) => [
      code,
      { display, siteClass, ...(AMONG[code] && { among: AMONG[code] }) },
    ]),
  ),
};

// Who dispenses is not who gives: a pharmacy decides only where the facts say 'from the dispenser' (home infusion;
// weakly, a hospital's own). A facility that dispenses probably gives the drug too.
function dispenser({ code, siteClass, note }) {
  if (/^3336/.test(code))
    return /dispenser/.test(note ?? '') ? meaning(`${siteClass} ${note}`) : { siteClass: 'UNRESOLVED' };
  return { siteClass, ...(siteClass !== 'HOME' && siteClass !== 'UNRESOLVED' && { weak: true }) };
}

const taxonomy = {
  systems: [location.nucc.system, 'urn:oid:2.16.840.1.113883.6.101'],
  codes: mapOf(location.nucc.map.map(({ code, display, siteClass }) => [code, { display, siteClass }])),
  // Own knowledge of the NUCC groupings: 282N hospitals; 20 physicians, 193 groups, 363 nurse practitioners and assistants.
  organizationPrefixes: { '282N': 'HOPD', 20: 'OFFICE', 193: 'OFFICE', 363: 'OFFICE' },
  dispensers: mapOf(location.nucc.map.map((entry) => [entry.code, dispenser(entry)])),
};

const { HOPD, OFFICE, OFFICE_OR_HOPD_CLINIC, HOME, PHARMACY, OUT_OF_SCOPE } = location.roleCode;
const roles = { HOPD, OFFICE, HOME, PHARMACY, OUT_OF_SCOPE };
const roleCode = {
  systems: [location.roleCode.system, 'urn:oid:2.16.840.1.113883.5.111'],
  codes: mapOf(Object.entries(roles).flatMap(([siteClass, codes]) => codes.map((code) => [code, siteClass]))),
  clinics: [...OFFICE_OR_HOPD_CLINIC].sort(),
};

const encounterClass = {
  systems: [
    location.encounterClass.system,
    'urn:oid:2.16.840.1.113883.5.4',
    'http://hl7.org/fhir/v3/ActCode',
  ],
  codes: mapOf(Object.entries(location.encounterClass.map).map(([code, words]) => [code, meaning(words)])),
  // Patient class of HL7 v2 table 0004, sent by Oracle Health and others (facts: quirk 17).
  v2: {
    systems: [
      'http://terminology.hl7.org/CodeSystem/v2-0004',
      'http://hl7.org/fhir/v2/0004',
      'urn:oid:2.16.840.1.113883.12.4',
    ],
    codes: { E: 'EMER', I: 'IMP', O: 'AMB', P: 'PRENC' },
  },
  // contract.md, "Settled details", Site: the classes of an ordering encounter that put the order out of scope.
  orderingOutOfScope: ['ACUTE', 'EMER', 'IMP', 'NONAC'],
};

// The facts give the prefixes in prose ("013x hospital outpatient -> HOPD; …"), as own knowledge, unverified.
const typeOfBill = {
  systems: [location.nubcTypeOfBill.system],
  confidence: location.nubcTypeOfBill.confidence,
  prefixes: mapOf(
    [...location.nubcTypeOfBill.note.matchAll(/((?:0\d\dx\/?)+)[^;:]*?-> ([A-Z_]+)/g)].flatMap(
      ([, codes, siteClass]) => codes.split('/').map((code) => [code.slice(1, 3), siteClass]),
    ),
  ),
};

const { rule: _rule, ...namePatterns } = location.namePatterns;
const data = {
  source: 'facts/valuesets.json#location',
  generated: facts.meta.generated,
  placeOfService,
  taxonomy,
  roleCode,
  encounterClass,
  typeOfBill,
  medicationRequestCategory: mapOf(
    Object.entries(location.medicationRequestCategory.map).map(([code, words]) => [code, meaning(words)]),
  ),
  physicalType: {
    systems: [location.locationPhysicalType.system],
    codes: mapOf(
      Object.entries(location.locationPhysicalType.map)
        .filter(([, words]) => words !== '-')
        .map(([code, words]) => [code, meaning(words)]),
    ),
  },
  // CMS certification number: the last four digits tell the kind of facility. Own knowledge: short-term, critical access, children's hospitals.
  hospitalCertification: {
    systems: ['http://hl7.org/fhir/sid/us-ccn', 'urn:oid:2.16.840.1.113883.4.336'],
    ranges: [
      [1, 879],
      [1300, 1399],
      [3300, 3399],
    ],
  },
  npi: { systems: ['http://hl7.org/fhir/sid/us-npi', 'urn:oid:2.16.840.1.113883.4.6'] },
  // In the order they are tried: a name that fits a hospital and an infusion center is taken as the hospital.
  namePatterns: ['HOPD', 'ASC_AIC', 'HOME', 'OFFICE'].map((siteClass) => ({
    siteClass,
    pattern: namePatterns[siteClass],
  })),
};

mkdirSync(join(root, 'policies'), { recursive: true });
const file = join(root, 'policies', 'site-of-care.json');
writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`);
console.log(
  `${Object.keys(placeOfService.codes).length} places of service, ${Object.keys(roleCode.codes).length} role codes written`,
);
