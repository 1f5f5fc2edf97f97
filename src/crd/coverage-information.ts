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
  const parts: Extension[] = [{ url: 'coverage', valueReference: { reference: assertion.coverage } }];
  const add = (extension: Extension): void => void parts.push(extension);
  const addCode = (url: string, valueCode: string): void => add({ url, valueCode });
  addCode('covered', covered);
  if (paNeeded !== undefined) addCode('pa-needed', paNeeded);
  for (const code of docNeeded) addCode('doc-needed', code);
  for (const code of docPurpose) addCode('doc-purpose', code);
  for (const code of infoNeeded) addCode('info-needed', code);
  for (const code of billingCodes)
    add({ url: 'billingCode', valueCoding: { system: vocabulary.hcpcs, code } });
  add({ url: 'reason', valueCodeableConcept: vocabulary.reason(assertion) });
  for (const detail of details) vocabulary.detail(detail).forEach(add);
  for (const reference of dependencies) add({ url: 'dependency', valueReference: { reference } });
  // crd-ci-q1: only with doc-needed
  if (questionnaire !== undefined && docNeeded.length > 0)
    add({ url: 'questionnaire', valueCanonical: questionnaire });
  add({ url: 'date', valueDate: date });
  add({ url: 'coverage-assertion-id', valueString: id });
  if (contact) vocabulary.contact(contact).forEach(add);
  if (expires !== undefined) vocabulary.expiry(expires).forEach(add);
  return { extension: parts, url: COVERAGE_INFORMATION };
}

/** A detail as every version writes it; `head` is what stands before the code. */
export function detailOf(
  { value, qualification }: AssertionDetail,
  code: CodeableConcept,
  head: readonly Extension[] = [],
): Extension {
  const parts: Extension[] = [
    ...head,
    { url: 'code', valueCodeableConcept: code },
    { url: 'value', ...value },
  ];
  if (qualification !== undefined) parts.push({ url: 'qualification', valueString: qualification });
  return { extension: parts, url: 'detail' };
}
