/** The drug code systems and the many ways EHRs write their identity. */

export type DrugCodeSystem = 'hcpcs' | 'rxnorm' | 'ndc';

const SYSTEMS: ReadonlyMap<string, DrugCodeSystem> = new Map([
  ['http://www.cms.gov/medicare/coding/hcpcsreleasecodesets', 'hcpcs'],
  ['https://www.cms.gov/medicare/coding/hcpcsreleasecodesets', 'hcpcs'],
  ['urn:oid:2.16.840.1.113883.6.285', 'hcpcs'],
  ['http://terminology.hl7.org/codesystem/hcpcs', 'hcpcs'],
  ['https://bluebutton.cms.gov/resources/codesystem/hcpcs', 'hcpcs'],
  ['http://www.nlm.nih.gov/research/umls/rxnorm', 'rxnorm'],
  ['https://www.nlm.nih.gov/research/umls/rxnorm', 'rxnorm'],
  ['urn:oid:2.16.840.1.113883.6.88', 'rxnorm'],
  ['http://hl7.org/fhir/sid/ndc', 'ndc'],
  ['urn:oid:2.16.840.1.113883.6.69', 'ndc'],
]);

/** The drug code system of a `Coding.system`; case, surrounding blanks, a version and a final slash do not matter. */
export function drugCodeSystem(system: unknown): DrugCodeSystem | undefined {
  if (typeof system !== 'string') return undefined;
  const plain = system.trim().toLowerCase().split('|')[0] ?? '';
  return SYSTEMS.get(plain.endsWith('/') ? plain.slice(0, -1) : plain);
}
