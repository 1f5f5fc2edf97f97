/**
 * Writes an assertion as the coverage-information extension of CRD 2.0.1.
 * Codes that came later are said in 2.0's words (facts/crd-requirements.md §3.4, §7 VR-3).
 */
import type { AnswerRow } from '../core/policy/answers.js';
import { codesOf, consistent, onceForEachRow, type Codes } from './codes.js';
import type { AssertionDetail } from './coverage-assertion.js';
import { coverageInformation, CRD_TEMP, detailOf, type Vocabulary } from './coverage-information.js';
import type { CrdDialect } from './dialect.js';

export const CRD_2_0: CrdDialect = {
  version: '2.0',
  base: '',
  topicSystem: CRD_TEMP,
  sendsEmptyActions: true,
  unusableDraft: 'draft-orders-unusable',
  refusesOtherPayers: false,
  associatedResource: (references) => references,
  coverageInformation: (assertion, id, date) => coverageInformation(assertion, id, date, VOCABULARY),
};

const VOCABULARY: Vocabulary = {
  /** As bound by CRD 2.0.1 (value set serviceRequestCodes). */
  hcpcs: 'urn:oid:2.16.840.1.113883.6.285',
  codes: onceForEachRow(codesOf2_0),
  // The one reason of ours that 2.0 has a code for is the one that later became an info-needed code.
  reason: ({ codes, reason }) =>
    codes.infoNeeded?.includes('detail-code')
      ? { coding: [{ system: CRD_TEMP, code: 'detail-code' }], text: reason }
      : { text: reason },
  detail: (detail) => (isSayable(detail) ? [detailOf(detail, codeOf(detail))] : []),
  contact: ({ telecom }) => telecom.map((valueContactPoint) => ({ url: 'contact', valueContactPoint })),
  // 2.0 has no expiry-date.
  expiry: (day) => [detailOf({ name: 'Valid until', value: { valueString: day } }, { text: 'Valid until' })],
};

/** contract.md: in 2.0 `not-covered` carries `no-auth`. */
function codesOf2_0(row: AnswerRow): Codes {
  const docNeeded = docNeededOf(row);
  const codes = consistent({
    ...codesOf(row),
    covered: conditionally(row.covered),
    paNeeded: row.paNeeded && conditionally(row.paNeeded),
    docNeeded,
    infoNeeded: infoNeededOf(row),
  });
  return codes.covered === 'not-covered' ? { ...codes, paNeeded: 'no-auth' } : codes;
}

/** 2.0 has no `indeterminate`. */
function conditionally(code: string): string {
  return code === 'indeterminate' ? 'conditional' : code;
}

/** 0..1 in 2.0: `both` stands for clinical and admin, and documentation by the patient counts as clinical. */
function docNeededOf(row: AnswerRow): readonly string[] {
  const needed = new Set(
    (row.docNeeded ?? []).map((code) => (code === 'patient' ? 'clinical' : conditionally(code))),
  );
  if (needed.has('clinical') && needed.has('admin')) return ['both'];
  return ['clinical', 'admin', 'conditional'].filter((code) => needed.has(code)).slice(0, 1);
}

/** 2.0 has no `detail-code`; what was indeterminate waits for other information. */
function infoNeededOf(row: AnswerRow): readonly string[] {
  const isIndeterminate = [row.covered, row.paNeeded, ...(row.docNeeded ?? [])].includes('indeterminate');
  const needed = (row.infoNeeded ?? []).map((code) => (code === 'detail-code' ? 'OTH' : code));
  return [...new Set([...needed, ...(isIndeterminate ? ['OTH'] : [])])];
}

/** 2.0 knows no addresses as values; there a link to the policy is for cards. */
function isSayable({ value }: AssertionDetail): boolean {
  return !('valueUrl' in value);
}

/** The binding is extensible: what has no code is said in text. */
function codeOf({ code, name }: AssertionDetail) {
  return code === undefined ? { text: name } : { coding: [{ system: CRD_TEMP, code }], text: name };
}
