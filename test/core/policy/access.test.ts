/** ACC: no lower-cost site can give the drug, or no specialty pharmacy can supply it (readings A1 and A2). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { ask, statusOf, type Parameters, type Situation } from '../../support/decide.js';
import { coded, diagnosis, patient } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { homeContinuation, POS, service } from '../../support/scenarios/orders.js';
import { dispensed, listed, livingIn, MACON_ZIP, rejected, RURAL_ZIP } from './support.js';

const office = [service('s1', '96365', { performer: [{ reference: 'Organization/office' }] })];
const practice: FhirResource = {
  resourceType: 'Organization',
  id: 'office',
  type: [coded('http://nucc.org/provider-taxonomy', '207RR0500X')],
};

describe('a lower-cost site', () => {
  test.each<[string, CriterionStatus, Situation]>([
    ['in Atlanta, with an infusion suite two miles away', 'not-met', {}],
    ['where nothing is in reach', 'met', { history: [livingIn(RURAL_ZIP)] }],
    ['at a nine-digit ZIP code', 'met', { history: [livingIn(`${RURAL_ZIP}-1234`)] }],
    ['at an address without a ZIP code', 'needs-documentation', { history: [livingIn(undefined)] }],
    ['at a ZIP code that is none', 'needs-documentation', { history: [livingIn('unknown')] }],
    ['at a ZIP code the directory cannot place', 'needs-documentation', { history: [livingIn('31999')] }],
    ['with two homes', 'needs-documentation', { history: [patient({ address: [{ use: 'home', postalCode: '30303' }, { use: 'home', postalCode: RURAL_ZIP }] })] }],
    ['with an old address in reach', 'met', { history: [patient({ address: [{ use: 'old', postalCode: '30303' }, { use: 'home', postalCode: RURAL_ZIP }] })] }],
    ['whose record was refused', 'needs-documentation', { unseen: { patient: 'unavailable' } }],
  ])('given a patient %s, then "none" is %s', (_where, status, situation) => {
    expect(statusOf('ACC.SITE', situation)).toBe(status);
  }); // prettier-ignore

  test('given a radius of one mile, then the suite is out of reach, and home infusion still serves the patient', () => {
    const parameters = { 'access.radiusMiles': 1 };
    expect(ask({ parameters }).criterion('ACC.SITE')).toMatchObject({
      status: 'not-met',
      reason: expect.stringMatching(/^Example Home Infusion/),
    });
  });

  test('given a reading by which one missing kind of site is enough (A2), then a missing infusion suite is', () => {
    const parameters = { 'access.radiusMiles': 1, 'access.everyAlternative': false };
    expect(statusOf('ACC.SITE', { parameters })).toBe('met');
  });

  test('given an order for an office, then another office is no lower-cost site', () => {
    const parameters = { 'access.everyAlternative': false };
    const macon = livingIn(MACON_ZIP);
    // Macon has home infusion and a suite and no office: only against a hospital does the office count.
    expect(statusOf('ACC.SITE', { history: [macon], parameters })).toBe('met');
    expect(statusOf('ACC.SITE', { history: [macon, practice], services: office, parameters })).toBe(
      'not-met',
    );
  });

  test('given natalizumab where no site in reach is certified for it, then none can give it', () => {
    expect(statusOf('ACC.SITE', { drug: drugs.natalizumab, history: [livingIn(MACON_ZIP)] })).toBe('met');
    expect(statusOf('ACC.SITE', { drug: drugs.natalizumab })).toBe('not-met');
    expect(statusOf('ACC.SITE', { history: [livingIn(MACON_ZIP)] })).toBe('not-met');
  });
});

describe('home as the only lower-cost site', () => {
  const parameters = { 'access.radiusMiles': 1 };
  const referral = homeContinuation({ id: 'referral', status: 'active' });

  test.each<[string, CriterionStatus, Situation]>([
    ['services recorded as not available at home (Z75.0)', 'needs-documentation', { history: [diagnosis('Z75.0')] }],
    ['a home infusion agency that has declined', 'needs-documentation', { history: [referral, rejected('ServiceRequest/referral')] }],
    ['one that declined on the first day that counts', 'needs-documentation', { history: [referral, rejected('ServiceRequest/referral', { authoredOn: '2025-07-10' })] }],
    ['one that declined the day before', 'not-met', { history: [referral, rejected('ServiceRequest/referral', { authoredOn: '2025-07-09' })] }],
    ['a referral that was accepted', 'not-met', { history: [referral, rejected('ServiceRequest/referral', { status: 'accepted' })] }],
    ['a rejected task about something else', 'not-met', { history: [rejected('ServiceRequest/other')] }],
    ['tasks that were refused', 'needs-documentation', { unseen: { tasks: 'unavailable' } }],
  ])('given %s, then "none" is %s', (_what, status, situation) => {
    expect(statusOf('ACC.SITE', { ...situation, parameters })).toBe(status);
  }); // prettier-ignore

  test('given a home that is ruled out beside an infusion suite in reach, then the suite can serve the patient', () => {
    expect(statusOf('ACC.SITE', { history: [diagnosis('Z75.0')] })).toBe('not-met');
  });
});

describe('a supplier', () => {
  test.each<[string, CriterionStatus, Situation]>([
    ['the payer table supplies the drug', 'not-met', {}],
    ['a dispense of the drug was declined', 'needs-documentation', { history: [dispensed(drugs.infliximab, '2025-09-20', { status: 'declined' })] }],
    ['a dispense was stopped with a reason', 'needs-documentation', { history: [dispensed(drugs.infliximab, '2025-09-20', { status: 'stopped', statusReasonCodeableConcept: { text: 'backorder' } })] }],
    ['a dispense was declined on the first day that counts', 'needs-documentation', { history: [dispensed(drugs.infliximab, '2025-07-10', { status: 'declined' })] }],
    ['a dispense was declined the day before', 'not-met', { history: [dispensed(drugs.infliximab, '2025-07-09', { status: 'declined' })] }],
    ['a dispense of another drug was declined', 'not-met', { history: [dispensed(drugs.abatacept, '2025-09-20', { status: 'declined' })] }],
    ['the dispenses were refused', 'needs-documentation', { unseen: { dispenses: 'unavailable' } }],
  ])('given that %s, then "cannot supply" is %s', (_what, status, situation) => {
    expect(statusOf('ACC.SP', situation)).toBe(status);
  }); // prettier-ignore

  test('given a drug on the payer list of those no contracted pharmacy supplies, then it is met', () => {
    expect(statusOf('ACC.SP', { drug: listed('J1440') })).toBe('met');
  });
});

describe('"and/or" (A1)', () => {
  const rural = { history: [livingIn(RURAL_ZIP)] };
  const withReading = (andOr: string): Parameters => ({ 'access.andOr': andOr });

  test.each<[string, CriterionStatus]>([
    ['or', 'met'],
    ['and', 'not-met'],
  ])('given no site, and a supplier, then under "%s" access is %s', (andOr, status) => {
    const answer = ask({ ...rural, parameters: withReading(andOr) });
    expect([answer.status('ACC.SITE'), answer.status('ACC.SP'), answer.status('ACC')]).toEqual([
      'met',
      'not-met',
      status,
    ]);
  });

  test('given no site, and a supplier that may have declined, then under "and" it has to be documented', () => {
    const history = [livingIn(RURAL_ZIP), dispensed(drugs.infliximab, '2025-09-20', { status: 'declined' })];
    expect(statusOf('ACC', { history, parameters: withReading('and') })).toBe('needs-documentation');
  });

  test('given no site, then the criteria named as deciding are the group and the site', () => {
    expect(ask(rural).decision.deciding).toEqual(['INITIAL', 'ACC', 'ACC.SITE']);
  });
});

test('given place of service 24, then an order for a surgical center needs no criterion', () => {
  const services = [service('s1', '96365', { locationCode: [coded(POS, '24')] })];
  expect(ask({ services }).decision).toMatchObject({
    determination: 'not-applicable',
    cause: 'preferred-site',
  });
});
