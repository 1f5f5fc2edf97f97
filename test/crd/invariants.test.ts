/** The invariants of either version over whatever an answer table can say; and that each of them can be broken. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Extension } from '../../src/core/fhir.js';
import type { AnswerRow } from '../../src/core/policy/answers.js';
import type { CoverageAssertion } from '../../src/crd/coverage-assertion.js';
import type { CrdDialect } from '../../src/crd/dialect.js';
import { CRD_2_0 } from '../../src/crd/v2-0.js';
import { CRD_2_2 } from '../../src/crd/v2-2.js';
import { brokenInvariants, INVARIANTS } from '../support/invariants.js';
import { runs } from '../support/property-runs.js';
import { assertion, QUESTIONNAIRE, withDocuments, without } from './support.js';

const anyRow: fc.Arbitrary<AnswerRow> = fc.record(
  {
    covered: fc.constantFrom('covered', 'not-covered', 'conditional', 'indeterminate'),
    paNeeded: fc.constantFrom('no-auth', 'auth-needed', 'performpa', 'conditional', 'indeterminate'),
    docNeeded: fc.subarray(['clinical', 'admin', 'patient', 'conditional', 'indeterminate'] as const),
    docPurpose: fc.subarray(['withpa', 'withclaim', 'withorder', 'retain-doc', 'OTH'] as const),
    infoNeeded: fc.subarray([
      'performer',
      'location',
      'timeframe',
      'contract-window',
      'detail-code',
      'OTH',
    ] as const),
    reasonCode: fc.constantFrom('technical', 'no-active-coverage', 'coverage-not-found'),
    reason: fc.constant('r'),
  },
  { requiredKeys: ['covered', 'reason'] },
);

const anyAssertion: fc.Arbitrary<CoverageAssertion> = fc
  .record({
    codes: anyRow,
    billingCodes: fc.constantFrom([], ['J1745']),
    dependencies: fc.constantFrom([], ['ServiceRequest/s1', 'MedicationRequest/m1']),
    details: fc.subarray<CoverageAssertion['details'][number]>([
      { name: 'Limitation', value: { valueString: 'site only' }, qualification: 'policy' },
      { code: 'allowed-period', name: 'Period', value: { valuePeriod: { start: '2025-10-08' } } },
      { code: 'policy-link', name: 'Policy', value: { valueUrl: 'https://payer.example.org/p' } },
    ]),
    rest: fc.constantFrom<Partial<CoverageAssertion>>(
      {},
      { questionnaire: QUESTIONNAIRE, expires: '2025-12-31' },
      { contact: { name: 'Infusion desk', telecom: [{ system: 'phone', value: '+1-555-0101' }] } },
    ),
  })
  .map(({ codes, rest, ...parts }) => ({ ...without(assertion(codes, parts), 'questionnaire'), ...rest }));

describe.each<[string, CrdDialect]>([
  ['2.0', CRD_2_0],
  ['2.2', CRD_2_2],
])('CRD %s', (_, dialect) => {
  test('given any row of an answer table and any conditions, then no invariant is broken', () => {
    fc.assert(
      fc.property(anyAssertion, (given) => {
        const extension = dialect.coverageInformation(given, 'id-1', '2025-10-01');
        expect(brokenInvariants(extension, dialect.version)).toEqual([]);
      }),
      runs(50),
    );
  });
});

describe('each invariant can be broken', () => {
  const sound = { '2.0': CRD_2_0, '2.2': CRD_2_2 } as const;
  const code = (url: string, valueCode: string): Extension => ({ url, valueCode });
  const detail = (...extension: Extension[]): Extension => ({ url: 'detail', extension });
  const damages: readonly (readonly ['2.0' | '2.2', string, string[], Extension[]])[] = [
    ['2.0', 'q1', ['doc-needed', 'doc-purpose'], []],
    ['2.0', 'q1', ['doc-needed'], [code('doc-needed', 'no-doc')]],
    ['2.0', 'q2', ['pa-needed'], []],
    ['2.0', 'q3 (both directions)', ['info-needed'], []],
    ['2.0', 'q3 (both directions)', ['covered'], [code('covered', 'covered')]],
    ['2.0', 'q4', ['pa-needed'], [code('pa-needed', 'satisfied')]],
    ['2.0', 'q5', ['pa-needed'], [code('pa-needed', 'satisfied')]],
    ['2.0', 'q5', [], [{ url: 'satisfied-pa-id', valueString: 'pa-1' }]],
    ['2.0', 'not-covered says no-auth', ['covered', 'pa-needed'], [code('covered', 'not-covered')]],
    ['2.0', 'covered codes', ['covered'], [code('covered', 'indeterminate')]],
    ['2.0', 'pa codes', ['pa-needed'], [code('pa-needed', 'indeterminate')]],
    ['2.0', 'doc codes', ['doc-needed'], [code('doc-needed', 'patient')]],
    ['2.0', 'doc-needed 0..1', [], [code('doc-needed', 'admin')]],
    ['2.0', 'info codes', [], [code('info-needed', 'detail-code')]],
    ['2.0', 'purpose codes', [], [code('doc-purpose', 'PA')]],
    ['2.0', 'purposes go with documents', ['doc-needed'], []],
    ['2.0', 'no parts of a later version', [], [{ url: 'expiry-date', valueDate: '2025-12-31' }]],
    ['2.0', 'no parts of a later version', [], [detail(code('category', 'cat-other'))]],
    ['2.0', 'contacts are points', [], [{ url: 'contact', valueContactDetail: { name: 'x' } }]],
    ['2.0', 'no addresses as details', [], [detail({ url: 'value', valueUrl: 'https://x.example.org' })]],
    ['2.0', 'one coverage', ['coverage'], []],
    ['2.0', 'one coverage', ['coverage'], [{ url: 'coverage', valueReference: { reference: '#c' } }]],
    ['2.0', 'one date', ['date'], []],
    ['2.0', 'one assertion id', ['coverage-assertion-id'], []],
    ['2.0', 'one covered', ['covered'], []],
    ['2.0', 'pa-needed 0..1', [], [code('pa-needed', 'auth-needed')]],
    ['2.0', 'every part has a value', [], [{ url: 'reason' }]],
    ['2.0', 'dependencies are orders', [], [{ url: 'dependency', valueReference: { reference: '#s1' } }]],
    ['2.0', 'details have a code and a value', [], [detail({ url: 'value', valueString: 'x' })]],
    ['2.2', 'q1', ['doc-needed', 'doc-purpose'], []],
    ['2.2', 'q2', ['covered'], [code('covered', 'not-covered')]],
    ['2.2', 'pa-needed unless not-covered', ['pa-needed'], []],
    ['2.2', 'q3 (both directions)', ['info-needed'], []],
    ['2.2', 'q4', ['pa-needed'], [code('pa-needed', 'no-auth')]],
    ['2.2', 'q4', ['covered', 'pa-needed', 'info-needed'], [code('covered', 'not-covered')]],
    ['2.2', 'q5', ['pa-needed'], [code('pa-needed', 'satisfied')]],
    ['2.2', 'satisfied-pa-id 0..1', [], [1, 2].map((n) => ({ url: 'satisfied-pa-id', valueString: `${n}` }))],
    ['2.2', 'q6', ['reason'], [code('info-needed', 'OTH')]],
    ['2.2', 'q7', ['reason'], [{ url: 'reason', valueCodeableConcept: { id: 'x' } }]],
    ['2.2', 'q8', ['reason'], []],
    ['2.2', 'q9', ['reason', 'covered'], [code('covered', 'indeterminate')]],
    ['2.2', 'covered codes', ['covered'], [code('covered', 'yes')]],
    ['2.2', 'pa codes', ['pa-needed'], [code('pa-needed', 'noauth')]],
    ['2.2', 'doc codes', [], [code('doc-needed', 'both')]],
    ['2.2', 'info codes', [], [code('info-needed', 'Other')]],
    [
      '2.2',
      'no parts of an earlier version',
      [],
      [{ url: 'response', valueReference: { reference: 'QuestionnaireResponse/1' } }],
    ],
    ['2.2', 'details have a category', ['detail'], [detail(code('category', 'limitation'))]],
    ['2.2', 'contacts are details', [], [{ url: 'contact', valueContactPoint: { value: 'x' } }]],
    [
      '2.2',
      'expiry-date 0..1',
      [],
      [1, 2].map((n) => ({ url: 'expiry-date', valueDate: `2025-12-3${n - 1}` })),
    ],
  ];

  test.each(damages)('%s: %s, without %j and with %j', (version, name, taken, added) => {
    const extension = sound[version].coverageInformation(assertion(withDocuments), 'id-1', '2025-10-01');
    expect(brokenInvariants(extension, version)).toEqual([]);
    const kept = (extension.extension ?? []).filter(({ url }) => !taken.includes(url));
    const damaged = { ...extension, extension: [...kept, ...added] };
    expect(brokenInvariants(damaged, version)).toContain(name);
  });

  test('no invariant is without such a case', () => {
    const broken = new Set(damages.map(([version, name]) => `${version} ${name}`));
    const shared = new Set(damages.map(([, name]) => name));
    const all = (['2.0', '2.2'] as const).flatMap((version) =>
      Object.keys(INVARIANTS[version]).filter(
        (name) => !broken.has(`${version} ${name}`) && !(name in INVARIANTS['2.0'] && shared.has(name)),
      ),
    );
    expect(all).toEqual([]);
  });
});
