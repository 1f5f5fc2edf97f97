/** Writes an assertion as the coverage-information extension of CRD 2.2.1, whose codes the answer tables already use. */
import { codesOf, consistent, onceForEachRow } from './codes.js';
import type { AssertionDetail } from './coverage-assertion.js';
import { coverageInformation, CRD_TEMP, detailOf, type Vocabulary } from './coverage-information.js';
import type { CrdDialect } from './dialect.js';

/** HL7's own code systems, to which the temporary codes of the guide are moving. */
const CARD_TYPE = 'http://terminology.hl7.org/CodeSystem/cdshooks-card-type';
const COVERAGE_DETAIL = 'http://terminology.hl7.org/CodeSystem/crd-coverage-detail';

export const CRD_2_2: CrdDialect = {
  version: '2.2',
  base: '/crd/2.2',
  topicSystem: CARD_TYPE,
  sendsEmptyActions: false,
  unusableDraft: 'draft-orders-invalid',
  refusesOtherPayers: true,
  associatedResource: (references) => references.map((reference) => ({ reference })),
  coverageInformation: (assertion, id, date) => coverageInformation(assertion, id, date, VOCABULARY),
};

const VOCABULARY: Vocabulary = {
  hcpcs: 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  codes: onceForEachRow((row) => consistent(codesOf(row))),
  reason: ({ codes, reason }) => ({
    ...(codes.reasonCode !== undefined && { coding: [{ system: CRD_TEMP, code: codes.reasonCode }] }),
    text: reason,
  }),
  detail: (detail) => [
    detailOf(detail, codeOf(detail), [{ url: 'category', valueCode: categoryOf(detail) }]),
  ],
  contact: ({ name, telecom }) => [
    {
      url: 'contact',
      valueContactDetail: { ...(name !== undefined && { name }), telecom: [...telecom] },
    },
  ],
  expiry: (day) => [{ url: 'expiry-date', valueDate: day }],
};

/** Both systems hold the codes while clients move from one to the other; what has no code is said in text. */
function codeOf({ code, name }: AssertionDetail) {
  if (code === undefined) return { text: name };
  return { coding: [COVERAGE_DETAIL, CRD_TEMP].map((system) => ({ system, code })), text: name };
}

/** As the code system groups its codes: a link does not limit what is asserted, everything else that is said here does. */
function categoryOf({ code }: AssertionDetail): string {
  return code === 'policy-link' ? 'cat-other' : 'cat-limitation';
}
