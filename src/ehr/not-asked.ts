/**
 * Entries that stand for a question nobody answered: "Patient not asked" as an active allergy (Epic), or a code that is
 * a reason for its own absence. They are no allergy, and no sign that there is none: a list that holds one is
 * incomplete (facts: quirk 2). "No known allergy" is another matter: somebody asked, and the list is complete.
 */
import type { CodeableConcept } from '../core/fhir.js';
import { codings, list, text } from '../core/chart/read.js';

export interface Unasked {
  /** For the record; carries no PHI. */
  readonly reason: string;
  /** False when the entry itself was taken back: then it says nothing at all. */
  readonly counts: boolean;
}

const SNOMED = /snomed\.info|2\.16\.840\.1\.113883\.6\.96$/i;
/** SNOMED CT, US edition, "Patient not asked". */
const NOT_ASKED = new Set(['1631000175102']);
/** FHIR data-absent-reason and HL7 v3 NullFlavor. */
const ABSENT = /data-absent-reason$|v3-NullFlavor$|113883\.5\.1008$/i;
const TEXT =
  /^\s*(?:patient\s+)?(?:not asked|unable to (?:obtain|assess)|not (?:on file|reviewed)|unknown)\s*\.?\s*$/i;
const TAKEN_BACK = new Set(['entered-in-error', 'refuted', 'inactive', 'resolved']);

/** What an AllergyIntolerance lacks when it is no allergy but an open question; undefined for everything else. */
export function unaskedOf(resource: Readonly<Record<string, unknown>>): Unasked | undefined {
  if (resource['resourceType'] !== 'AllergyIntolerance') return undefined;
  const concept = list(resource['code'] as CodeableConcept | undefined)[0];
  if (!isUnasked(concept)) return undefined;
  const status = ['clinicalStatus', 'verificationStatus'].flatMap((element) =>
    list(resource[element] as CodeableConcept | undefined).flatMap(codings),
  );
  const takenBack = status.some((coding) => TAKEN_BACK.has(text(coding.code) ?? ''));
  return { reason: 'the patient was not asked', counts: !takenBack };
}

function isUnasked(concept: CodeableConcept | undefined): boolean {
  const coded = codings(concept).filter((coding) => text(coding.code) !== undefined);
  if (coded.length === 0) return TEXT.test(text(concept?.text) ?? '');
  const telling = coded.filter(({ system }) => !ABSENT.test(text(system)?.trim() ?? ''));
  if (telling.length === 0) return true;
  return telling.some(
    ({ system, code }) => SNOMED.test(text(system)?.trim() ?? '') && NOT_ASKED.has(text(code)?.trim() ?? ''),
  );
}
