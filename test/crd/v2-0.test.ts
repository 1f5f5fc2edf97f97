import { describe, expect, test } from '@jest/globals';
import type { AnswerRow } from '../../src/core/policy/answers.js';
import { CRD_2_0 } from '../../src/crd/v2-0.js';
import { assertion, codesOf, partsOf, QUESTIONNAIRE, withDocuments } from './support.js';

const TEMP = 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp';
const extensionOf = (codes: AnswerRow, changes: Parameters<typeof assertion>[1] = {}) =>
  CRD_2_0.coverageInformation(assertion(codes, changes), 'id-1', '2025-10-01');

describe('coverage information of CRD 2.0.1', () => {
  test('given an assertion, then every part has its url and value type', () => {
    expect(extensionOf(withDocuments)).toEqual({
      url: 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information',
      extension: [
        { url: 'coverage', valueReference: { reference: 'Coverage/c1' } },
        { url: 'covered', valueCode: 'conditional' },
        { url: 'pa-needed', valueCode: 'auth-needed' },
        { url: 'doc-needed', valueCode: 'clinical' },
        { url: 'doc-purpose', valueCode: 'withpa' },
        { url: 'info-needed', valueCode: 'location' },
        { url: 'billingCode', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.285', code: 'J1745' } },
        { url: 'reason', valueCodeableConcept: { text: 'because' } },
        {
          url: 'detail',
          extension: [
            { url: 'code', valueCodeableConcept: { text: 'Limitation' } },
            { url: 'value', valueString: 'site only' },
            { url: 'qualification', valueString: 'GA.PMN.34, version 2025-07' },
          ],
        },
        { url: 'dependency', valueReference: { reference: 'ServiceRequest/s1' } },
        { url: 'questionnaire', valueCanonical: QUESTIONNAIRE },
        { url: 'date', valueDate: '2025-10-01' },
        { url: 'coverage-assertion-id', valueString: 'id-1' },
      ],
    });
  });

  test('given not-covered, then 2.0 says no-auth', () => {
    expect(codesOf(extensionOf({ covered: 'not-covered', reason: '' }), 'pa-needed')).toEqual(['no-auth']);
  });

  test('given indeterminate, which 2.0 does not know, then conditional and other information', () => {
    const extension = extensionOf({ covered: 'indeterminate', paNeeded: 'indeterminate', reason: '' });
    expect(codesOf(extension, 'covered')).toEqual(['conditional']);
    expect(codesOf(extension, 'pa-needed')).toEqual(['conditional']);
    expect(codesOf(extension, 'info-needed')).toEqual(['OTH']);
  });

  test('given detail-code, which 2.0 has as a reason only, then OTH and that reason', () => {
    const extension = extensionOf({
      covered: 'conditional',
      paNeeded: 'conditional',
      infoNeeded: ['detail-code'],
      reason: '',
    });
    expect(codesOf(extension, 'info-needed')).toEqual(['OTH']);
    expect(partsOf(extension, 'reason')[0]?.valueCodeableConcept).toEqual({
      coding: [{ system: TEMP, code: 'detail-code' }],
      text: 'because',
    });
  });

  test('given a reason that got its code later, then its text', () => {
    const extension = extensionOf({ covered: 'not-covered', reasonCode: 'no-active-coverage', reason: '' });
    expect(partsOf(extension, 'reason')[0]?.valueCodeableConcept).toEqual({ text: 'because' });
  });

  test.each<[AnswerRow['docNeeded'], string[]]>([
    [['clinical', 'admin'], ['both']],
    [['patient'], ['clinical']],
    [['patient', 'admin'], ['both']],
    [['indeterminate'], ['conditional']],
    [[], []],
  ])('given documentation %j, then %j: 2.0 has one code', (docNeeded, expected) => {
    const row: AnswerRow = {
      covered: 'conditional',
      paNeeded: 'conditional',
      docNeeded: docNeeded ?? [],
      reason: '',
    };
    expect(codesOf(extensionOf(row), 'doc-needed')).toEqual(expected);
  });

  test('given a period, then its code of that time; an address has no place among the details', () => {
    const valuePeriod = { start: '2025-10-08', end: '2026-04-07' };
    const extension = extensionOf(withDocuments, {
      details: [
        { code: 'allowed-period', name: 'Allowed period', value: { valuePeriod } },
        { code: 'policy-link', name: 'Policy', value: { valueUrl: 'https://payer.example.org/p' } },
      ],
    });
    expect(partsOf(extension, 'detail').map((one) => one.extension)).toEqual([
      [
        {
          url: 'code',
          valueCodeableConcept: {
            coding: [{ system: TEMP, code: 'allowed-period' }],
            text: 'Allowed period',
          },
        },
        { url: 'value', valuePeriod },
      ],
    ]);
  });

  test('given the last day it holds, for which 2.0 has no part, then a detail', () => {
    const details = partsOf(extensionOf(withDocuments, { details: [], expires: '2025-12-31' }), 'detail');
    expect(details.map((one) => one.extension)).toEqual([
      [
        { url: 'code', valueCodeableConcept: { text: 'Valid until' } },
        { url: 'value', valueString: '2025-12-31' },
      ],
    ]);
  });

  test('given a contact, then each of its addresses', () => {
    const telecom = [
      { system: 'phone', value: '+1-555-0101' },
      { system: 'url', value: 'https://payer.example.org/infusion' },
    ] as const;
    const contacts = partsOf(
      extensionOf(withDocuments, { contact: { name: 'Infusion desk', telecom } }),
      'contact',
    );
    expect(contacts).toEqual(telecom.map((valueContactPoint) => ({ url: 'contact', valueContactPoint })));
  });
});
