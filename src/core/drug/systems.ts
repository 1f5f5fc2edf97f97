/** The drug code systems, under the many names EHRs give them. */
import { knownSystem, SYSTEM } from '../terminology/systems.js';

/** CPT is level I of HCPCS: its few drug codes (immune globulins such as 90371) are read like those of level II. */
export type DrugCodeSystem = 'hcpcs' | 'rxnorm' | 'ndc';

const BY_URI: ReadonlyMap<string | undefined, DrugCodeSystem> = new Map([
  [SYSTEM.hcpcs, 'hcpcs'],
  [SYSTEM.cpt, 'hcpcs'],
  [SYSTEM.rxnorm, 'rxnorm'],
]);

/** Names that only drug codes come under. */
const OTHERS: ReadonlyMap<string, DrugCodeSystem> = new Map([
  ['http://hl7.org/fhir/sid/ndc', 'ndc'],
  ['https://hl7.org/fhir/sid/ndc', 'ndc'],
  ['urn:oid:2.16.840.1.113883.6.69', 'ndc'],
  ['2.16.840.1.113883.6.69', 'ndc'],
  ['ndc', 'ndc'],
  ['https://bluebutton.cms.gov/resources/codesystem/hcpcs', 'hcpcs'],
]);

/** The drug code system of a `Coding.system`; case, surrounding blanks, a version and a final slash do not matter. */
export function drugCodeSystem(system: unknown): DrugCodeSystem | undefined {
  if (typeof system !== 'string') return undefined;
  const bar = system.indexOf('|');
  const name = bar < 0 ? system : system.slice(0, bar);
  const known = BY_URI.get(knownSystem(name));
  if (known !== undefined) return known;
  const plain = name.trim().toLowerCase();
  return OTHERS.get(plain.endsWith('/') ? plain.slice(0, -1) : plain);
}
