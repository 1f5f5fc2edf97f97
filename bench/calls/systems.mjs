/** Code systems of the resources in the calls. */
export const SYSTEM = {
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  cpt: 'http://www.ama-assn.org/go/cpt',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  snomed: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  npi: 'http://hl7.org/fhir/sid/us-npi',
  nucc: 'http://nucc.org/provider-taxonomy',
  payer: 'urn:oid:2.16.840.1.113883.6.300',
  pos: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
};

/** A code system of HL7's terminology site. */
export function hl7(name) {
  return `http://terminology.hl7.org/CodeSystem/${name}`;
}

export function coded(system, code, display, text) {
  return { coding: [{ system, code, ...(display && { display }) }], ...(text && { text }) };
}
