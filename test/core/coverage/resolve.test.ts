import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Availability } from '../../../src/core/chart/chart.js';
import { coverageReads, resolveCoverage } from '../../../src/core/coverage/resolve.js';
import type { CoverageResult, PayerKnowledge } from '../../../src/core/coverage/types.js';
import {
  chartOf,
  COMPLETE,
  concept,
  medicationRequest,
  orderIn,
  type Elements,
} from '../../support/draft.js';

const NAIC = 'urn:oid:2.16.840.1.113883.6.300';
const SOPT = 'https://nahdo.org/sopt';
const CLASS = 'http://terminology.hl7.org/CodeSystem/coverage-class';

const ours: PayerKnowledge = {
  id: 'demo',
  name: 'Demo Plan',
  identifiers: [{ system: NAIC, value: '99999' }],
  lineOfBusiness: 'HIM',
  state: 'GA',
  planIds: ['99999GA0010001-01'],
  policyId: 'GA.PMN.34',
  network: 'Organization/network',
  maxDistanceMiles: 50,
  facilityCertifications: {},
  specialtyPharmacyCannotSupply: [],
  zipCentroids: {},
};

const plan = (value: unknown): Elements => ({ type: concept(CLASS, 'plan'), value });
const listed = { class: [plan('99999GA0010001-01')] };
const coverage = (elements: Elements = {}): Elements => ({
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  beneficiary: { reference: 'Patient/p1' },
  period: { start: '2025-01-01', end: '2025-12-31' },
  payor: [{ reference: 'Organization/payer1' }],
  ...elements,
});
const payer = (value: string, system = NAIC): Elements => ({
  resourceType: 'Organization',
  id: 'payer1',
  identifier: [{ system, value }],
});

interface Given {
  readonly resources?: readonly Elements[];
  readonly order?: Elements;
  readonly availability?: Availability | undefined;
  readonly assumeCoverage?: boolean;
}

function resolve({
  resources = [],
  order = {},
  availability = COMPLETE,
  assumeCoverage = false,
}: Given): CoverageResult {
  const chart = chartOf(resources, { coverage: availability });
  // Planned for 8 October.
  const planned = { dosageInstruction: [{ timing: { event: ['2025-10-08'] } }] };
  return resolveCoverage(orderIn([medicationRequest({ ...planned, ...order })], chart), 'p1', chart, [ours], {
    assumeCoverage,
  });
}
const status = (...resources: readonly Elements[]) => resolve({ resources }).status;

describe('whose coverage it is, in this order', () => {
  test('the type decides first: Medicaid with a listed plan is another line of business (T21)', () => {
    const result = resolve({
      resources: [coverage({ type: concept(SOPT, '2'), ...listed }), payer('99999')],
    });
    expect(result).toMatchObject({
      status: 'other-line-of-business',
      truth: 'not-met',
      reference: 'Coverage/c1',
    });
    expect(result.evidence).toEqual([expect.objectContaining({ path: 'type', code: `${SOPT}|2` })]);
  });

  test.each([
    [concept(SOPT, '121'), 'other-line-of-business'],
    [{ text: 'Medicaid' }, 'other-line-of-business'],
    [{ text: 'Georgia PeachCare' }, 'other-line-of-business'],
    [concept('https://x12.org/codes/claim-filing-indicator-codes', 'MC'), 'other-line-of-business'],
    [concept(SOPT, '512'), 'applies'],
    [concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'HIP'), 'applies'],
    [{ text: 'Commercial (non-Medicare)' }, 'applies'],
    [undefined, 'applies'],
  ])('type %j with a listed plan: %s', (type, expected) => {
    expect(status(coverage({ type, ...listed }))).toBe(expected);
  });

  test('a listed plan id identifies the payer, even when the payor is somebody else', () => {
    const result = resolve({ resources: [coverage(listed), payer('11111')] });
    expect(result).toMatchObject({ status: 'applies', truth: 'met', payer: { id: 'demo' }, assumptions: [] });
  });

  test('then the identifier of the payor: in the chart, contained, or logical', () => {
    expect(status(coverage(), payer('99999'))).toBe('applies');
    const contained = [{ ...payer('99999'), id: 'p' }];
    expect(status(coverage({ contained, payor: [{ reference: '#p' }] }))).toBe('applies');
    expect(status(coverage({ payor: [{ identifier: { system: NAIC, value: '99999' } }] }))).toBe('applies');
  });

  test('a payor with another identifier is another payer, whatever the plan id looks like', () => {
    const result = resolve({ resources: [coverage({ class: [plan('12345GA0010001-01')] }), payer('12345')] });
    expect(result).toMatchObject({ status: 'other-payer', truth: 'not-met' });
    expect(status(coverage(), payer('99999', 'urn:other'))).toBe('other-payer');
  });

  test('the form of the plan id counts with an unreadable payor, and is an assumption', () => {
    const result = resolve({ resources: [coverage({ class: [plan('12345GA0010001')] })] });
    expect(result).toMatchObject({ status: 'applies', payer: { id: 'demo' } });
    expect(result.assumptions).toEqual([expect.stringContaining('not readable')]);
  });

  test('a Marketplace plan of another state is not ours, with our payor or an unreadable one', () => {
    const florida = { class: [plan('99999FL0010001-01')] };
    expect(status(coverage(florida), payer('99999'))).toBe('other-line-of-business');
    expect(status(coverage(florida))).toBe('other-line-of-business');
  });

  test('neither plan nor payor readable: unknown, with the Coverage at hand', () => {
    for (const resources of [
      [coverage()],
      [coverage({ payor: [{ display: 'Demo Plan' }] })],
      [
        coverage({ class: [plan('GOLD')] }),
        { resourceType: 'Organization', id: 'payer1', name: 'Demo Plan' },
      ],
    ]) {
      expect(resolve({ resources })).toMatchObject({
        status: 'unknown',
        truth: 'needs-documentation',
        reference: 'Coverage/c1',
      });
    }
  });
});

describe('which coverages count', () => {
  test('another beneficiary, and a Coverage that is a draft or a mistake, are ignored', () => {
    expect(status(coverage({ ...listed, beneficiary: { reference: 'Patient/p12' } }))).toBe('none');
    expect(status(coverage({ ...listed, status: 'draft' }))).toBe('none');
    expect(status(coverage({ ...listed, status: 'entered-in-error' }))).toBe('none');
    expect(status(coverage({ ...listed, beneficiary: undefined, status: undefined }))).toBe('applies');
  });

  test('the patient who pays is not insured, and no other payer stands in', () => {
    for (const self of [
      { payor: [{ display: 'SELF PAY' }] },
      { payor: [{ reference: 'Patient/p1' }] },
      { type: concept('http://terminology.hl7.org/CodeSystem/coverage-selfpay', 'pay') },
    ]) {
      const result = resolve({ resources: [coverage(self)], assumeCoverage: true });
      expect(result).toMatchObject({ status: 'none', truth: 'needs-documentation' });
      expect(result.reference).toBeUndefined();
    }
    expect(status(coverage({ payor: [{ display: 'SELF PAY' }] }), coverage({ id: 'c2', ...listed }))).toBe(
      'applies',
    );
  });

  test('several active coverages that disagree: unknown', () => {
    const other = coverage({ id: 'c2', type: concept(SOPT, '1') });
    const result = resolve({ resources: [coverage(listed), other] });
    expect(result).toMatchObject({ status: 'unknown', truth: 'needs-documentation' });
    expect(result.reference).toBeUndefined();
    expect(result.evidence.map(({ reference }) => reference)).toEqual(['Coverage/c1', 'Coverage/c2']);
  });

  test('the order says which one applies', () => {
    const resources = [coverage(listed), coverage({ id: 'c2', type: concept(SOPT, '1') })];
    const insured = (reference: string) =>
      resolve({ resources, order: { insurance: [{ reference }] } }).status;
    expect(insured('Coverage/c1')).toBe('applies');
    expect(insured('Coverage/c2')).toBe('other-line-of-business');
    expect(insured('Coverage/c3')).toBe('unknown');
  });

  test('a contained Coverage the order names counts', () => {
    const contained = [{ ...coverage(listed), id: 'c' }];
    const result = resolve({ order: { contained, insurance: [{ reference: '#c' }] } });
    expect(result).toMatchObject({ status: 'applies', reference: 'MedicationRequest/m1#c' });
  });

  test('several that agree: the primary one', () => {
    const resources = [coverage({ ...listed, order: 2 }), coverage({ id: 'c2', ...listed, order: 1 })];
    expect(resolve({ resources })).toMatchObject({ status: 'applies', reference: 'Coverage/c2' });
  });

  test('a dental coverage beside the medical one is no candidate', () => {
    expect(status(coverage(listed), coverage({ id: 'c2', type: { text: 'Dental PPO' } }))).toBe('applies');
  });
});

describe('in force on the planned date', () => {
  test('a cancelled coverage is not in force, and nothing is assumed in its place', () => {
    const resources = [coverage({ ...listed, status: 'cancelled' })];
    expect(resolve({ resources, assumeCoverage: true }).status).toBe('ended');
  });

  test('a cancelled coverage does not contradict the one in force', () => {
    expect(status(coverage({ ...listed, id: 'c0', status: 'cancelled' }), coverage(listed))).toBe('applies');
  });

  test.each([
    [{ end: '2025-10-07' }, 'ended', 'not-met'],
    [{ end: '2025-10-08' }, 'applies', 'met'],
    [{ end: '2025-10' }, 'applies', 'met'],
    [{ end: '2025-09' }, 'ended', 'not-met'],
    [{ start: '2025-10-09' }, 'not-started', 'not-met'],
    [{ start: '2025-10-08' }, 'applies', 'met'],
    [{ start: '2025-12-01', end: '2025-01-01' }, 'applies', 'met'],
    [{ start: 'never', end: 7 }, 'applies', 'met'],
    [null, 'applies', 'met'],
  ])('%j: %s', (period, expected, truth) => {
    const result = resolve({ resources: [coverage({ ...listed, period })] });
    expect(result).toMatchObject({ status: expected, truth, reference: 'Coverage/c1' });
  });

  test('a coverage that ended does not contradict the one that follows', () => {
    const resources = [
      coverage({ ...listed, period: { end: '2025-09-30' } }),
      coverage({ id: 'c2', ...listed }),
    ];
    expect(resolve({ resources })).toMatchObject({ status: 'applies', reference: 'Coverage/c2' });
  });

  test('another line of business stays that, also when it has ended', () => {
    expect(status(coverage({ type: concept(SOPT, '2'), period: { end: '2024-12-31' } }))).toBe(
      'other-line-of-business',
    );
  });
});

describe('no coverage', () => {
  test('looked and found none (T20)', () => {
    expect(resolve({})).toMatchObject({ status: 'none', truth: 'needs-documentation' });
  });

  test('ASSUME_COVERAGE stands in after such a look, and says so', () => {
    const result = resolve({ assumeCoverage: true });
    expect(result).toMatchObject({ status: 'assumed', truth: 'met', payer: { id: 'demo' } });
    expect(result.assumptions).toEqual([expect.stringContaining('Demo Plan')]);
    expect(result.coverage).toBeUndefined();
  });

  test.each<Availability>([
    { state: 'unavailable', reason: '403' },
    { state: 'partial', reason: 'first page only' },
  ])('nothing is assumed when the look was %j', (availability) => {
    expect(resolve({ availability, assumeCoverage: true })).toMatchObject({
      status: 'unavailable',
      truth: 'needs-documentation',
    });
  });

  test('nor when the order names a coverage that could not be read', () => {
    const order = { insurance: [{ reference: 'Coverage/elsewhere' }] };
    expect(resolve({ order, assumeCoverage: true })).toMatchObject({
      status: 'unknown',
      truth: 'needs-documentation',
    });
  });

  test('nor when nobody looked', () => {
    const chart = chartOf();
    const result = resolveCoverage(orderIn([medicationRequest()]), 'p1', chart, [ours], {
      assumeCoverage: true,
    });
    expect(result.status).toBe('unavailable');
  });
});

describe('what is still to be read', () => {
  const reads = (resources: readonly Elements[], order: Elements = {}, keys = {}) => {
    const chart = chartOf(resources, { coverage: COMPLETE, ...keys });
    return coverageReads(orderIn([medicationRequest(order)], chart), chart, [ours]).map(({ key }) => key);
  };

  test('the Organization behind the payor, relative or absolute', () => {
    expect(reads([coverage()])).toEqual(['Organization/payer1']);
    expect(
      reads([coverage({ payor: [{ reference: 'https://ehr.example.org/fhir/Organization/9' }] })]),
    ).toEqual(['Organization/9']);
  });

  test('not when type or plan decide without it, when it is known, or when it was asked for', () => {
    expect(reads([coverage(listed)])).toEqual([]);
    expect(reads([coverage({ type: concept(SOPT, '2') })])).toEqual([]);
    expect(reads([coverage(), payer('1')])).toEqual([]);
    expect(
      reads([coverage()], {}, { 'Organization/payer1': { state: 'unavailable', reason: '404' } }),
    ).toEqual([]);
  });

  test('never a contained, conditional or urn reference, nor a person', () => {
    for (const reference of ['#x', 'Organization?identifier=1', 'urn:uuid:1', 'Patient/p1', null]) {
      expect(reads([coverage({ payor: [{ reference }] })])).toEqual([]);
    }
  });

  test('the Coverage the order names', () => {
    expect(reads([], { insurance: [{ reference: 'Coverage/c9' }] })).toEqual(['Coverage/c9']);
  });
});

test('no Coverage can make it throw', () => {
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(
        null,
        0,
        '',
        'active',
        '#c',
        'Organization/payer1',
        'SELF PAY',
        '99999',
        '2025-10',
        true,
      ),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'reference',
          'identifier',
          'value',
          'system',
          'coding',
          'code',
          'text',
          'start',
          'end',
        ),
        tie('node'),
      ),
    ),
  })).node;
  const elements = fc.dictionary(
    fc.constantFrom('status', 'type', 'payor', 'class', 'period', 'beneficiary', 'order', 'contained'),
    value,
  );
  fc.assert(
    fc.property(elements, value, (broken, insurance) => {
      const chart = chartOf([{ ...broken, resourceType: 'Coverage', id: 'c1' }], { coverage: COMPLETE });
      const order = orderIn([medicationRequest({ insurance })], chart);
      coverageReads(order, chart, [ours]);
      expect(resolveCoverage(order, 'p1', chart, [ours], { assumeCoverage: true }).reason).not.toBe('');
    }),
  );
});
