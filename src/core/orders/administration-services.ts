/**
 * Service codes that mean "a drug is given": infusion and injection services, and home infusion visits. Code ranges
 * of CPT (numbers only) and HCPCS Level II; the codes reviewed one by one are in the value set vs-admin-procedure.
 */
import { codings, list, text } from '../chart/read.js';
import type { CodeableConcept, ServiceRequest } from '../fhir.js';
import { knownSystem, SYSTEM } from '../terminology/systems.js';

/** `home`: only billed for the patient's home. `any-site`: says that a drug is given, not where. */
export type ServiceKind = 'home' | 'any-site';

export interface AdministrationService {
  readonly kind: ServiceKind;
  readonly code: string;
}

const HOME = /^(9960[12]|G0299|S9[345]\d\d)$/;
const ANY_SITE = /^(963[67]\d|964\d\d|965[0-4]\d)$/;
/** Intravenous infusion (procedure) */
const SNOMED_INFUSION = '14152002';

/** What kind of administration service was ordered, and the code that says so; undefined for any other service. */
export function administrationService(request: ServiceRequest): AdministrationService | undefined {
  let first: AdministrationService | undefined;
  for (const concept of orderedConcepts(request)) {
    for (const coding of codings(concept)) {
      const code = text(coding.code)?.trim().toUpperCase();
      const kind = code === undefined ? undefined : kindOf(knownSystem(coding.system), code);
      if (kind === undefined) continue;
      const service = { kind, code: `${coding.system}|${code}` };
      if (kind === 'home') return service;
      first ??= service;
    }
  }
  return first;
}

/** EHRs send CPT numbers under the name of HCPCS and the reverse, so both are read alike. */
function kindOf(system: string | undefined, code: string): ServiceKind | undefined {
  if (system === SYSTEM.snomed) return code === SNOMED_INFUSION ? 'any-site' : undefined;
  if (system !== SYSTEM.cpt && system !== SYSTEM.hcpcs) return undefined;
  if (HOME.test(code)) return 'home';
  return ANY_SITE.test(code) ? 'any-site' : undefined;
}

/** The code itself and the billing options attached to it (CRD 2.2 ext-billing-options). */
function orderedConcepts(request: ServiceRequest): readonly CodeableConcept[] {
  const ordered = list(request.code);
  const extensions = list(request.code?.extension);
  if (extensions.length === 0) return ordered;
  return [...ordered, ...extensions.flatMap((extension) => list(extension.valueCodeableConcept))];
}
