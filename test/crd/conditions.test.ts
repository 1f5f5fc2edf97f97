/** What an assertion says of the conditions it holds under (CI-06), before any version puts it into words. */
import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../src/core/decision.js';
import { viewOf } from '../../src/cards/view.js';
import { assertionOf, type CoverageAssertion } from '../../src/crd/coverage-assertion.js';
import { answerKnowledge } from '../support/answers.js';
import {
  companion,
  criterion,
  decision,
  medicationRequest,
  order,
  payer,
  samples,
  serviceRequest,
  silent,
  site,
} from '../support/decisions.js';
import { without } from './support.js';

const knowledge = answerKnowledge.assertions.get('GA.PMN.34');
if (!knowledge) throw new Error('no answers for the policy');

function assertedBy(given: Decision, policyUrl?: string): CoverageAssertion {
  const view = viewOf(given, answerKnowledge.cards.templates.words);
  const made = knowledge && assertionOf(given, { ...knowledge, ...(policyUrl && { policyUrl }) }, view);
  if (!made) throw new Error('nothing is asserted');
  return made;
}

const detail = (given: Decision, name: string) => assertedBy(given).details.find((one) => one.name === name);

describe('the site', () => {
  test('given a site, then its name and place of service', () => {
    expect(detail(samples['not-met'], 'Site of care')).toEqual({
      name: 'Site of care',
      value: { valueString: 'Atlanta Example General Hospital' },
      qualification: 'place of service 22',
    });
  });

  test('given only the kind of site, then the kind', () => {
    const unnamed = without(site(), 'name', 'posCode');
    expect(detail(decision({ site: unnamed }), 'Site of care')).toEqual({
      name: 'Site of care',
      value: { valueString: 'the outpatient hospital' },
    });
  });

  test('given the site is not known, then it limits nothing', () => {
    expect(detail(samples['site-unknown'], 'Site of care')).toBeUndefined();
  });
});

describe('the period', () => {
  const met = decision({ ...samples.met, durationDays: 182 });

  test('given a duration, then it runs from the planned date, both end days counted', () => {
    expect(detail(met, 'Allowed period')).toEqual({
      code: 'allowed-period',
      name: 'Allowed period',
      value: { valuePeriod: { start: '2025-10-08', end: '2026-04-07' } },
      qualification: 'The longest period an authorization for this site can cover',
    });
  });

  test('given nobody planned a date, then no period: it would be another one tomorrow (CI-03)', () => {
    const planned = { ...met.order.planned, path: 'evaluation date' };
    expect(detail({ ...met, order: { ...met.order, planned } }, 'Allowed period')).toBeUndefined();
  });

  test('given nothing could be authorized yet, then no period', () => {
    expect(detail(samples['not-met'], 'Allowed period')).toBeUndefined();
  });
});

describe('the requests it rests on', () => {
  const withService = (changes: Partial<Decision> = {}, service = serviceRequest()): Decision =>
    decision({
      order: order(medicationRequest(), [companion(service)]),
      site: site({ writtenAt: 'ServiceRequest/s1' }),
      ...changes,
    });

  test('given the site was read from a service order, then that order', () => {
    expect(assertedBy(withService()).dependencies).toEqual(['ServiceRequest/s1']);
  });

  test('given a deciding criterion rests on a planned continuation, then that order', () => {
    const plan = criterion('INIT.PLAN', 'met', 1, 'Continuation', 'planned', {
      evidence: [{ reference: 'ServiceRequest/s2' }],
    });
    const s2 = companion(serviceRequest({ id: 's2' }));
    const given = decision({
      ...samples.met,
      order: order(medicationRequest(), [s2]),
      criteria: [plan],
      deciding: ['INIT.PLAN'],
      site: site({ evidence: [{ reference: 'MedicationRequest/m1' }] }),
    });
    expect(assertedBy(given).dependencies).toEqual(['ServiceRequest/s2']);
    expect(assertedBy({ ...given, deciding: [] }).dependencies).toEqual([]);
  });

  test('given a service order that nothing was read from, then nothing', () => {
    const elsewhere = site({ writtenAt: 'MedicationRequest/m1', evidence: [] });
    expect(assertedBy(withService({ site: elsewhere })).dependencies).toEqual([]);
  });

  test('given a service order without an id, then nothing: nobody could follow it', () => {
    const nameless = without(serviceRequest(), 'id');
    const reference = 'urn:uuid:5a2f7c10-0000-4000-8000-000000000001';
    const given = withService({ site: site({ writtenAt: reference, evidence: [{ reference }] }) });
    const unnamed = { ...companion(), reference, request: nameless };
    expect(assertedBy({ ...given, order: { ...given.order, companions: [unnamed] } }).dependencies).toEqual(
      [],
    );
  });

  test('given another request carries the assertion, then the drug order; never the carrier itself', () => {
    const given = withService();
    const carrier = companion().obtained;
    expect(assertedBy({ ...given, order: { ...given.order, carrier } }).dependencies).toEqual([
      'MedicationRequest/m1',
    ]);
  });
});

describe('how long it holds', () => {
  const until = (end: string | undefined, changes: Partial<Decision> = {}): string | undefined => {
    const { coverage } = decision();
    if (!coverage) throw new Error('no coverage');
    const resource = {
      resourceType: 'Coverage' as const,
      status: 'active' as const,
      beneficiary: {},
      payor: [],
      period: end === undefined ? {} : { end },
    };
    return assertedBy(decision({ coverage: { ...coverage, coverage: resource }, ...changes })).expires;
  };

  test.each([
    ['2025-12-31', '2025-12-31'],
    ['2025-12', '2025-12-31'],
    ['2025', '2025-12-31'],
    [undefined, undefined],
    ['soon', undefined],
  ])('given a coverage until %s, then until %s', (end, expected) => {
    expect(until(end)).toBe(expected);
  });

  test('given the coverage is not active, then nothing holds any longer or shorter', () => {
    expect(assertedBy(samples['coverage-inactive']).expires).toBeUndefined();
  });
});

describe('whom to ask, where to read', () => {
  test('given the payer names a contact for such cases, then it; else none', () => {
    const contact = { name: 'Infusion desk', telecom: [{ system: 'phone', value: '+1-555-0101' }] } as const;
    expect(assertedBy(decision({ payer: { ...payer, contact } })).contact).toEqual(contact);
    expect(assertedBy(decision()).contact).toBeUndefined();
  });

  test('given the policy has an address, then a link to it', () => {
    const { details } = assertedBy(decision(), 'https://payer.example.org/p');
    expect(details.at(-1)).toEqual({
      code: 'policy-link',
      name: 'Policy',
      value: { valueUrl: 'https://payer.example.org/p' },
    });
  });

  test('given nothing is covered, then nothing is limited but the subject', () => {
    const { details, dependencies } = assertedBy(samples['coverage-inactive']);
    expect(details.map(({ name }) => name)).toEqual(['Limitation']);
    expect(dependencies).toEqual([]);
  });
});

describe('a coverage that leads to no plan', () => {
  const unmatched = (unavailable: readonly string[]): Decision => {
    const { coverage } = decision();
    if (!coverage) throw new Error('no coverage');
    return decision({
      determination: 'insufficient-context',
      cause: 'coverage-unknown',
      coverage: { ...coverage, status: 'unknown', truth: 'needs-documentation' },
      unavailable,
    });
  };

  test('given everything was read, then not covered: the coverage was not found (CRD 2.2 resp-45)', () => {
    expect(assertedBy(unmatched([])).codes).toMatchObject({
      covered: 'not-covered',
      reasonCode: 'coverage-not-found',
    });
  });

  test.each(['Organization/payer1: 403', 'Coverage: incomplete, further pages not read'])(
    'given %s, then a technical reason: nobody is told "not covered" because a read failed',
    (unread) => {
      expect(assertedBy(unmatched([unread])).codes).toMatchObject({
        covered: 'indeterminate',
        reasonCode: 'technical',
      });
    },
  );
});

test.each(Object.entries({ ...samples, ...silent }))(
  'given %s, then a reason is given wherever something is asserted',
  (_, given) => {
    const view = viewOf(given, answerKnowledge.cards.templates.words);
    const made = knowledge && assertionOf(given, knowledge, view);
    if (made) expect(made.reason).not.toBe('');
  },
);
