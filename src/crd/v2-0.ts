/**
 * Writes an assertion as the coverage-information extension of CRD 2.0.1.
 * Codes that came later are said in 2.0's words (facts/crd-requirements.md §3.4, §7 VR-3).
 */
import type { Extension } from '../core/fhir.js';
import type { AnswerRow } from '../core/policy/answers.js';
import type { CoverageAssertion } from './coverage-assertion.js';

export const COVERAGE_INFORMATION =
  'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';
/** Code system of card topics, reasons and details in CRD 2.0. */
export const CRD_TEMP = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';
/** As bound by CRD 2.0.1 (value set serviceRequestCodes). */
const HCPCS = 'urn:oid:2.16.840.1.113883.6.285';

/** `date` is the day of the assertion, `2025-10-01`. */
export function coverageInformation(assertion: CoverageAssertion, id: string, date: string): Extension {
  const { codes } = assertion;
  const covered = conditionally(codes.covered);
  const paNeeded = paNeededOf(codes);
  const docNeeded = docNeededOf(codes);
  const isConditional = [covered, paNeeded, docNeeded].includes('conditional');
  return {
    extension: [
      { url: 'coverage', valueReference: { reference: assertion.coverage } },
      { url: 'covered', valueCode: covered },
      { url: 'pa-needed', valueCode: paNeeded },
      ...(docNeeded === undefined ? [] : [{ url: 'doc-needed', valueCode: docNeeded }]),
      ...(codes.docPurpose ?? []).map((valueCode) => ({ url: 'doc-purpose', valueCode })),
      // crd-ci-q3: only beside something conditional
      ...(isConditional ? infoNeededOf(codes) : []).map((valueCode) => ({ url: 'info-needed', valueCode })),
      ...assertion.billingCodes.map((code) => ({ url: 'billingCode', valueCoding: { system: HCPCS, code } })),
      { url: 'reason', valueCodeableConcept: { text: assertion.reason } },
      detailOf(assertion),
      // crd-ci-q1: only with doc-needed
      ...(assertion.questionnaire === undefined || docNeeded === undefined
        ? []
        : [{ url: 'questionnaire', valueCanonical: assertion.questionnaire }]),
      { url: 'date', valueDate: date },
      { url: 'coverage-assertion-id', valueString: id },
    ],
    url: COVERAGE_INFORMATION,
  };
}

/** 2.0 has no detail code for a limitation, so the extensible binding is used with text. */
function detailOf(assertion: CoverageAssertion): Extension {
  return {
    extension: [
      { url: 'code', valueCodeableConcept: { text: 'Limitation' } },
      { url: 'value', valueString: assertion.limitation },
      ...(assertion.policy === undefined ? [] : [{ url: 'qualification', valueString: assertion.policy }]),
    ],
    url: 'detail',
  };
}

/** 2.0 has no `indeterminate`. */
function conditionally(code: string): string {
  return code === 'indeterminate' ? 'conditional' : code;
}

/** contract.md: in 2.0 `not-covered` carries `no-auth`. crd-ci-q2: everything else says something too. */
function paNeededOf(codes: AnswerRow): string {
  if (codes.covered === 'not-covered') return 'no-auth';
  return conditionally(codes.paNeeded ?? 'conditional');
}

/** 0..1 in 2.0: `both` stands for clinical and admin, and documentation by the patient counts as clinical. */
function docNeededOf(codes: AnswerRow): string | undefined {
  const needed = new Set(
    (codes.docNeeded ?? []).map((code) => (code === 'patient' ? 'clinical' : conditionally(code))),
  );
  if (needed.has('clinical') && needed.has('admin')) return 'both';
  return ['clinical', 'admin', 'conditional'].find((code) => needed.has(code));
}

/** 2.0 has no `detail-code`; what was indeterminate waits for other information. */
function infoNeededOf(codes: AnswerRow): readonly string[] {
  const indeterminate = [codes.covered, codes.paNeeded, ...(codes.docNeeded ?? [])].includes('indeterminate');
  const needed = (codes.infoNeeded ?? []).map((code) => (code === 'detail-code' ? 'OTH' : code));
  return [...new Set([...needed, ...(indeterminate ? ['OTH'] : [])])];
}
