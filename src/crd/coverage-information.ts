/** The coverage-information extension: its parts and their order, which the CRD versions share. What a version says otherwise is a Vocabulary. */
import type { CodeableConcept, Extension } from '../core/fhir.js';
import type { AnswerRow } from '../core/policy/answers.js';
import type { Codes } from './codes.js';
import type { AssertionContact, AssertionDetail, CoverageAssertion } from './coverage-assertion.js';

export const COVERAGE_INFORMATION =
  'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';
/** Reasons and details in every version; card topics in CRD 2.0. */
export const CRD_TEMP = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';

export interface Vocabulary {
  /** System of a HCPCS Level II code. */
  readonly hcpcs: string;
  codes(row: AnswerRow): Codes;
  reason(assertion: CoverageAssertion): CodeableConcept;
  /** None for a detail this version has no words for. */
  detail(detail: AssertionDetail): readonly Extension[];
  contact(contact: AssertionContact): readonly Extension[];
  /** Last day the assertion holds, `2025-12-31`. */
  expiry(day: string): readonly Extension[];
}

export function coverageInformation(
  assertion: CoverageAssertion,
  id: string,
  date: string,
  vocabulary: Vocabulary,
): Extension {
  const { covered, paNeeded, docNeeded, docPurpose, infoNeeded } = vocabulary.codes(assertion.codes);
  const { billingCodes, details, dependencies, questionnaire, contact, expires } = assertion;
  return {
    extension: [
      { url: 'coverage', valueReference: { reference: assertion.coverage } },
      ...codesAt('covered', [covered]),
      ...codesAt('pa-needed', paNeeded === undefined ? [] : [paNeeded]),
      ...codesAt('doc-needed', docNeeded),
      ...codesAt('doc-purpose', docPurpose),
      ...codesAt('info-needed', infoNeeded),
      ...billingCodes.map((code) => ({
        url: 'billingCode',
        valueCoding: { system: vocabulary.hcpcs, code },
      })),
      { url: 'reason', valueCodeableConcept: vocabulary.reason(assertion) },
      ...sayable(details, vocabulary),
      ...dependencies.map((reference) => ({ url: 'dependency', valueReference: { reference } })),
      // crd-ci-q1: only with doc-needed
      ...(questionnaire === undefined || docNeeded.length === 0
        ? []
        : [{ url: 'questionnaire', valueCanonical: questionnaire }]),
      { url: 'date', valueDate: date },
      { url: 'coverage-assertion-id', valueString: id },
      ...(contact ? vocabulary.contact(contact) : []),
      ...(expires === undefined ? [] : vocabulary.expiry(expires)),
    ],
    url: COVERAGE_INFORMATION,
  };
}

function sayable(details: readonly AssertionDetail[], vocabulary: Vocabulary): readonly Extension[] {
  const parts: Extension[] = [];
  for (const detail of details) parts.push(...vocabulary.detail(detail));
  return parts;
}

/** A detail as every version writes it; `head` is what stands before the code. */
export function detailOf(
  { value, qualification }: AssertionDetail,
  code: CodeableConcept,
  head: readonly Extension[] = [],
): Extension {
  return {
    extension: [
      ...head,
      { url: 'code', valueCodeableConcept: code },
      { url: 'value', ...value },
      ...(qualification === undefined ? [] : [{ url: 'qualification', valueString: qualification }]),
    ],
    url: 'detail',
  };
}

function codesAt(url: string, codes: readonly string[]): readonly Extension[] {
  return codes.map((valueCode) => ({ url, valueCode }));
}
