import { describe, expect, test } from '@jest/globals';
import type { AnswerRow } from '../../src/core/policy/answers.js';
import { CRD_2_2 } from '../../src/crd/v2-2.js';
import { assertion, codesOf, partsOf, QUESTIONNAIRE, withDocuments } from './support.js';

const TEMP = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';
const DETAIL = 'http://terminology.hl7.org/CodeSystem/crd-coverage-detail';
const extensionOf = (codes: AnswerRow, changes: Parameters<typeof assertion>[1] = {}) =>
  CRD_2_2.coverageInformation(assertion(codes, changes), 'id-1', '2025-10-01');

describe('coverage information of CRD 2.2.1', () => {
  test('given an assertion, then every part has its url and value type', () => {
    expect(extensionOf(withDocuments, { expires: '2025-12-31' })).toEqual({
      url: 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information',
      extension: [
        { url: 'coverage', valueReference: { reference: 'Coverage/c1' } },
        { url: 'covered', valueCode: 'conditional' },
        { url: 'pa-needed', valueCode: 'auth-needed' },
        { url: 'doc-needed', valueCode: 'clinical' },
        { url: 'doc-purpose', valueCode: 'withpa' },
        { url: 'info-needed', valueCode: 'location' },
        {
          url: 'billingCode',
          valueCoding: { system: 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: 'J1745' },
        },
        { url: 'reason', valueCodeableConcept: { text: 'because' } },
        {
          url: 'detail',
          extension: [
            { url: 'category', valueCode: 'cat-limitation' },
            { url: 'code', valueCodeableConcept: { text: 'Limitation' } },
            { url: 'value', valueString: 'site only' },
            { url: 'qualification', valueString: 'GA.PMN.34, version 2025-07' },
          ],
        },
        { url: 'dependency', valueReference: { reference: 'ServiceRequest/s1' } },
        { url: 'questionnaire', valueCanonical: QUESTIONNAIRE },
        { url: 'date', valueDate: '2025-10-01' },
        { url: 'coverage-assertion-id', valueString: 'id-1' },
        { url: 'expiry-date', valueDate: '2025-12-31' },
      ],
    });
  });

  test('given not-covered, then nothing is said of an authorization, and no documents go with one', () => {
    const extension = extensionOf({
      covered: 'not-covered',
      docNeeded: ['clinical'],
      docPurpose: ['withpa', 'retain-doc'],
      reasonCode: 'no-active-coverage',
      reason: '',
    });
    expect(partsOf(extension, 'pa-needed')).toEqual([]);
    expect(codesOf(extension, 'doc-purpose')).toEqual(['retain-doc']);
    expect(partsOf(extension, 'reason')[0]?.valueCodeableConcept).toEqual({
      coding: [{ system: TEMP, code: 'no-active-coverage' }],
      text: 'because',
    });
  });

  test('given what 2.0 has no codes for, then 2.2 says it: indeterminate, detail-code, patient, several kinds of documents', () => {
    const failed = extensionOf({
      covered: 'indeterminate',
      paNeeded: 'indeterminate',
      reasonCode: 'technical',
      reason: '',
    });
    expect([...codesOf(failed, 'covered'), ...codesOf(failed, 'pa-needed')]).toEqual([
      'indeterminate',
      'indeterminate',
    ]);
    expect(codesOf(failed, 'info-needed')).toEqual([]);
    const open = extensionOf({
      covered: 'conditional',
      paNeeded: 'auth-needed',
      docNeeded: ['patient', 'admin'],
      infoNeeded: ['detail-code'],
      reason: '',
    });
    expect(codesOf(open, 'info-needed')).toEqual(['detail-code']);
    expect(codesOf(open, 'doc-needed')).toEqual(['patient', 'admin']);
  });

  test('given a period and a policy with an address, then both code systems, and the category of each code', () => {
    const valuePeriod = { start: '2025-10-08', end: '2026-04-07' };
    const extension = extensionOf(withDocuments, {
      details: [
        {
          code: 'allowed-period',
          name: 'Allowed period',
          value: { valuePeriod },
          qualification: 'at most',
        },
        { code: 'policy-link', name: 'Policy', value: { valueUrl: 'https://payer.example.org/p' } },
      ],
    });
    const coding = (code: string) => [
      { system: DETAIL, code },
      { system: TEMP, code },
    ];
    expect(partsOf(extension, 'detail').map((one) => one.extension)).toEqual([
      [
        { url: 'category', valueCode: 'cat-limitation' },
        { url: 'code', valueCodeableConcept: { coding: coding('allowed-period'), text: 'Allowed period' } },
        { url: 'value', valuePeriod },
        { url: 'qualification', valueString: 'at most' },
      ],
      [
        { url: 'category', valueCode: 'cat-other' },
        { url: 'code', valueCodeableConcept: { coding: coding('policy-link'), text: 'Policy' } },
        { url: 'value', valueUrl: 'https://payer.example.org/p' },
      ],
    ]);
  });

  test('given a contact, then one ContactDetail', () => {
    const telecom = [{ system: 'phone', value: '+1-555-0101' }] as const;
    expect(
      partsOf(extensionOf(withDocuments, { contact: { name: 'Infusion desk', telecom } }), 'contact'),
    ).toEqual([{ url: 'contact', valueContactDetail: { name: 'Infusion desk', telecom: [...telecom] } }]);
  });
});
