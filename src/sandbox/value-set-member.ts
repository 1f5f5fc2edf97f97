/** Membership in a published value set that lists its codes. */
import { codings, list } from '../core/chart/read.js';
import type { CodeableConcept, ValueSet } from '../core/fhir.js';

/** Is a concept one of the codes that a published value set lists? */
export function memberOf(
  artifacts: readonly { readonly resourceType: string; readonly id?: string | undefined }[],
  id: string,
): (concept: CodeableConcept) => boolean {
  const found = artifacts.find((one) => one.resourceType === 'ValueSet' && one.id === id);
  const include = list((found as unknown as ValueSet | undefined)?.compose?.include);
  const codes = new Set(
    include.flatMap(({ system, concept }) => list(concept).map(({ code }) => `${system}|${code}`)),
  );
  return (concept) => codings(concept).some(({ system, code }) => codes.has(`${system}|${code}`));
}
