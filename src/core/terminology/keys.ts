/** The one spelling under which a code is compiled and looked up. */
import { knownSystem, procedureSystem, SYSTEM } from './systems.js';

/** `system|code`: the system's usual URI; ICD-10-CM without dots; CPT and HCPCS told apart by the code's shape. */
export function exactKey(system: string | undefined, code: string): string {
  const known = knownSystem(system) ?? system ?? '';
  return `${systemFor(known, code)}|${known === SYSTEM.icd10cm ? dotless(code) : code.toUpperCase()}`;
}

/** The system a code really belongs to, see `procedureSystem`. */
export function systemFor(system: string, code: string): string {
  return system === SYSTEM.cpt || system === SYSTEM.hcpcs ? procedureSystem(code) : system;
}

/** An ICD-10-CM code as it is compared: `I5022`. */
export function dotless(code: string): string {
  return code.replaceAll('.', '').trim().toUpperCase();
}
