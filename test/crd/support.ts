/** Assertions to write out, and the parts of what is written. */
import type { Extension } from '../../src/core/fhir.js';
import type { AnswerRow } from '../../src/core/policy/answers.js';
import type { CoverageAssertion } from '../../src/crd/coverage-assertion.js';

export const QUESTIONNAIRE = 'https://cds.example.org/fhir/Questionnaire/q|1';

export function assertion(codes: AnswerRow, changes: Partial<CoverageAssertion> = {}): CoverageAssertion {
  return {
    coverage: 'Coverage/c1',
    codes,
    billingCodes: ['J1745'],
    reason: 'because',
    details: [
      {
        name: 'Limitation',
        value: { valueString: 'site only' },
        qualification: 'GA.PMN.34, version 2025-07',
      },
    ],
    dependencies: ['ServiceRequest/s1'],
    questionnaire: QUESTIONNAIRE,
    ...changes,
  };
}

/** A row that asks for documents to go with an authorization. */
export const withDocuments: AnswerRow = {
  covered: 'conditional',
  paNeeded: 'auth-needed',
  docNeeded: ['clinical'],
  docPurpose: ['withpa'],
  infoNeeded: ['location'],
  reason: '',
};

/** The codes under a url. */
export function codesOf(extension: Extension, url: string): readonly (string | undefined)[] {
  return partsOf(extension, url).map(({ valueCode }) => valueCode);
}

export function partsOf(extension: Extension, url: string): readonly Extension[] {
  return extension.extension?.filter((one) => one.url === url) ?? [];
}

/** The value without some of its members. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const kept = Object.entries(value).filter(([key]) => !keys.includes(key as K));
  return Object.fromEntries(kept) as Omit<T, K>;
}
