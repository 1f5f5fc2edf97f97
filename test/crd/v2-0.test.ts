import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Extension } from '../../src/core/fhir.js';
import type { AnswerRow } from '../../src/core/policy/answers.js';
import type { CoverageAssertion } from '../../src/crd/coverage-assertion.js';
import { coverageInformation } from '../../src/crd/v2-0.js';

function assertion(codes: AnswerRow, changes: Partial<CoverageAssertion> = {}): CoverageAssertion {
  return {
    coverage: 'Coverage/c1',
    codes,
    billingCodes: ['J1745'],
    reason: 'because',
    limitation: 'site only',
    policy: 'GA.PMN.34, version 2025-07',
    questionnaire: 'https://cds.example.org/fhir/Questionnaire/q|1',
    ...changes,
  };
}

const extensionOf = (codes: AnswerRow) => coverageInformation(assertion(codes), 'id-1', '2025-10-01');
const values = (extension: Extension, url: string) =>
  extension.extension?.filter((one) => one.url === url).map((one) => one.valueCode) ?? [];

describe('coverage information of CRD 2.0.1', () => {
  test('given an assertion, then every part has its url and value type', () => {
    const codes: AnswerRow = {
      covered: 'conditional',
      paNeeded: 'auth-needed',
      docNeeded: ['clinical'],
      docPurpose: ['withpa'],
      infoNeeded: ['location'],
      reason: '',
    };
    expect(extensionOf(codes)).toEqual({
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
        { url: 'questionnaire', valueCanonical: 'https://cds.example.org/fhir/Questionnaire/q|1' },
        { url: 'date', valueDate: '2025-10-01' },
        { url: 'coverage-assertion-id', valueString: 'id-1' },
      ],
    });
  });

  test('given not-covered, then 2.0 says no-auth', () => {
    expect(values(extensionOf({ covered: 'not-covered', reason: '' }), 'pa-needed')).toEqual(['no-auth']);
  });

  test('given indeterminate, which 2.0 does not know, then conditional and other information', () => {
    const extension = extensionOf({ covered: 'indeterminate', paNeeded: 'indeterminate', reason: '' });
    expect(values(extension, 'covered')).toEqual(['conditional']);
    expect(values(extension, 'pa-needed')).toEqual(['conditional']);
    expect(values(extension, 'info-needed')).toEqual(['OTH']);
  });

  test('given detail-code, which 2.0 does not know, then OTH', () => {
    const extension = extensionOf({
      covered: 'conditional',
      paNeeded: 'conditional',
      infoNeeded: ['detail-code'],
      reason: '',
    });
    expect(values(extension, 'info-needed')).toEqual(['OTH']);
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
    expect(values(extensionOf(row), 'doc-needed')).toEqual(expected);
  });

  test('given any row, then the invariants q1 to q5 of 2.0.1 hold and each code is one of 2.0.1', () => {
    const row: fc.Arbitrary<AnswerRow> = fc.record({
      covered: fc.constantFrom('covered', 'not-covered', 'conditional', 'indeterminate'),
      paNeeded: fc.constantFrom('no-auth', 'auth-needed', 'performpa', 'conditional', 'indeterminate'),
      docNeeded: fc.subarray(['clinical', 'admin', 'patient', 'conditional', 'indeterminate'] as const),
      docPurpose: fc.subarray(['withpa', 'withclaim'] as const),
      infoNeeded: fc.subarray(['performer', 'location', 'detail-code', 'OTH'] as const),
      reason: fc.constant('r'),
    });
    fc.assert(
      fc.property(row, (codes) => {
        const extension = extensionOf(codes);
        const [covered, pa, doc, info] = ['covered', 'pa-needed', 'doc-needed', 'info-needed'].map((url) =>
          values(extension, url),
        );
        const form = extension.extension?.some((one) => one.url === 'questionnaire');
        if (form) expect(doc).toHaveLength(1);
        expect(pa).toHaveLength(1);
        if (info?.length) expect([covered, pa, doc].flat()).toContain('conditional');
        expect(pa).not.toContain('satisfied');
        expect(['covered', 'not-covered', 'conditional']).toContain(covered?.[0]);
        expect(['no-auth', 'auth-needed', 'performpa', 'conditional']).toContain(pa?.[0]);
        for (const code of doc ?? []) expect(['clinical', 'admin', 'both', 'conditional']).toContain(code);
        for (const code of info ?? [])
          expect(['performer', 'location', 'timeframe', 'contract-window', 'OTH']).toContain(code);
      }),
    );
  });
});
