/** Code systems by the many names EHRs give them: URIs, OIDs, old and misspelt forms. */

export const SYSTEM = {
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  cpt: 'http://www.ama-assn.org/go/cpt',
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  ncit: 'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl',
  meddra: 'https://www.meddra.org',
} as const;

/** Other names of each system, in the form `key()` gives them. The WHO's ICD-10 URI is what many EHRs send for ICD-10-CM. */
const ALIASES: Readonly<Record<keyof typeof SYSTEM, readonly string[]>> = {
  icd10cm: [
    'hl7.org/fhir/sid/icd-10',
    'hl7.org/fhir/sid/icd10',
    'hl7.org/fhir/sid/icd10cm',
    'terminology.hl7.org/codesystem/icd10cm',
    'icd-10-cm',
    'icd10cm',
    'icd-10',
    '2.16.840.1.113883.6.90',
    '2.16.840.1.113883.6.3',
  ],
  snomed: ['snomed.info', 'snomed-ct', 'snomedct', 'www.snomed.org', '2.16.840.1.113883.6.96'],
  loinc: ['www.loinc.org', 'loinc', '2.16.840.1.113883.6.1'],
  rxnorm: ['www.nlm.nih.gov/research/umls/rxnorm/', 'rxnorm', '2.16.840.1.113883.6.88'],
  cpt: ['ama-assn.org/go/cpt', 'cpt', '2.16.840.1.113883.6.12'],
  hcpcs: [
    'www.cms.gov/medicare/coding/hcpcsreleasecodesets/',
    'cms.gov/medicare/coding/hcpcsreleasecodesets',
    'www.cms.gov/medicare/coding/medhcpcsgeninfo',
    'terminology.hl7.org/codesystem/hcpcs-all-codes',
    'terminology.hl7.org/codesystem/hcpcs',
    'hcpcs',
    '2.16.840.1.113883.6.285',
    '2.16.840.1.113883.6.14',
  ],
  ncit: ['ncimeta.nci.nih.gov', 'nci-thesaurus', '2.16.840.1.113883.3.26.1.1'],
  meddra: ['terminology.hl7.org/codesystem/mdr', 'www.meddra.org', 'meddra', '2.16.840.1.113883.6.163'],
};

const CANONICAL: ReadonlyMap<string, string> = new Map(
  (Object.keys(SYSTEM) as (keyof typeof SYSTEM)[]).flatMap((name) =>
    [SYSTEM[name], ...ALIASES[name]].map((alias) => [key(alias), SYSTEM[name]] as const),
  ),
);

const USUAL: ReadonlySet<string> = new Set(Object.values(SYSTEM));

/** The usual URI of a code system, whatever name it came under; undefined for systems not known here and for none at all. */
export function knownSystem(system: unknown): string | undefined {
  if (typeof system !== 'string' || system === '') return undefined;
  // The usual spellings, without the work of normalising them.
  if (USUAL.has(system)) return system;
  const name = key(system);
  // A SNOMED CT edition or version: http://snomed.info/sct/731000124108/version/20250301
  return CANONICAL.get(name) ?? (name.startsWith('snomed.info/sct/') ? SYSTEM.snomed : undefined);
}

/**
 * The system a procedure code belongs to: HCPCS contains CPT as its first level, so EHRs send CPT numbers
 * under the HCPCS name and the reverse. The shape tells: a letter and four digits is HCPCS Level II.
 */
export function procedureSystem(code: string): string {
  return /^[A-V]\d{4}$/i.test(code) ? SYSTEM.hcpcs : SYSTEM.cpt;
}

/** Lower case, without scheme, OID prefix and trailing slash. */
function key(system: string): string {
  return system
    .trim()
    .toLowerCase()
    .replace(/^(https?:\/\/|urn:oid:)/, '')
    .replace(/\/+$/, '');
}
