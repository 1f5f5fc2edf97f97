/** INIT: a first dose or a restart, short, with continuation elsewhere (readings A4, A5 and A7). */
import { describe, expect, test } from '@jest/globals';
import type { FhirResource, MedicationAdministration, MedicationRequest } from 'fhir/r4.js';
import type { CriterionStatus } from '../../../src/core/decision.js';
import { ask, statusOf, type Situation } from '../../support/decide.js';
import { given } from '../../support/scenarios/chart.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { homeContinuation, hospitalService, infusionOrder, planned } from '../../support/scenarios/orders.js';
import { infusionSuite } from '../../support/scenarios/places.js';
import { billed, dispensed, form, listed, stated, visit } from './support.js';

const { infliximab, rituximab } = drugs;
const dose = given(infliximab, '2025-08-13');
const fourWeeks = { dosageInstruction: planned('2025-10-08', '2025-11-04') };
const withPlan = { order: fourWeeks, services: [hospitalService(), homeContinuation()] };
const note = (text: string): Partial<MedicationRequest> => ({ note: [{ text }] });

describe('a first dose', () => {
  test.each<[string, CriterionStatus, Situation]>([
    ['an empty chart', 'met', {}],
    ['a dose', 'not-met', { history: [dose] }],
    ['a dose that was begun and stopped', 'not-met', { history: [{ ...dose, status: 'stopped' }] }],
    ['a dose on hold', 'needs-documentation', { history: [{ ...dose, status: 'on-hold' }] }],
    ['a dose entered in error', 'met', { history: [{ ...dose, status: 'entered-in-error' }] }],
    ['a dose without a date', 'not-met', { history: [undated(dose)] }],
    ['a dose of another patient', 'met', { history: [{ ...dose, subject: { reference: 'Patient/p12' } }] }],
    ['a dose of another drug', 'met', { history: [given(drugs.vedolizumab, '2025-08-13')] }],
    ['a drug that cannot be read', 'needs-documentation', { history: [{ ...dose, medicationCodeableConcept: { text: 'biologic infusion' } }] }],
    ['a dose billed as a biosimilar', 'not-met', { history: [billed('Q5104', '2025-08-13')] }],
    ['a dispense of the spring', 'not-met', { history: [dispensed(infliximab, '2025-04-13')] }],
    ['a dispense a week ago, which can be this very dose', 'needs-documentation', { history: [dispensed(infliximab, '2025-10-01')] }],
    ['a dispense on the first of the thirty days', 'needs-documentation', { history: [dispensed(infliximab, '2025-09-08')] }],
    ['a dispense the day before', 'not-met', { history: [dispensed(infliximab, '2025-09-07')] }],
    ['a cancelled dispense', 'met', { history: [dispensed(infliximab, '2025-04-13', { status: 'cancelled' })] }],
    ['a statement', 'not-met', { history: [stated(infliximab)] }],
    ['a statement of what is intended', 'needs-documentation', { history: [stated(infliximab, { status: 'intended' })] }],
    ['a statement that it was not taken', 'met', { history: [stated(infliximab, { status: 'not-taken' })] }],
    ['an old order, which proves no dose', 'needs-documentation', { history: [infusionOrder(infliximab, { id: 'old', status: 'completed' })] }],
    ['an order that was stopped', 'needs-documentation', { history: [infusionOrder(infliximab, { id: 'old', status: 'stopped' })] }],
    ['an order that was not to be carried out', 'met', { history: [infusionOrder(infliximab, { id: 'old', status: 'active', doNotPerform: true })] }],
    ['a prior prescription', 'needs-documentation', { order: { priorPrescription: { reference: 'MedicationRequest/old' } } }],
    ['a first visit ninety days ago', 'met', { history: [visit('AMB', '2025-07-10')] }],
    ['a first visit eighty-nine days ago', 'needs-documentation', { history: [visit('AMB', '2025-07-11')] }],
  ])('given %s, then it is %s', (_what, status, situation) => {
    expect(statusOf('INIT.NEW', situation)).toBe(status);
  }); // prettier-ignore

  test.each<[string, CriterionStatus]>([
    ['maintenance infusion', 'needs-documentation'],
    ['week 14 of therapy', 'needs-documentation'],
    ['dose #3', 'needs-documentation'],
    ['continuing infliximab', 'needs-documentation'],
    ['weeks 0, 2 and week 6, then every 8 weeks', 'met'],
    ['induction: week 0, week 2, week 6', 'met'],
    ['first two doses here; continue at home from week 6', 'met'],
    ['dose 1', 'met'],
  ])('given the words "%s" in the order, then it is %s', (words, status) => {
    expect(statusOf('INIT.NEW', { order: note(words) })).toBe(status);
  });

  test.each<[string, CriterionStatus, Situation]>([
    ['administrations refused', 'needs-documentation', { unseen: { administrations: 'unavailable' } }],
    ['administrations cut short', 'needs-documentation', { unseen: { administrations: 'partial' } }],
    ['administrations refused, and procedures without drug codes', 'needs-documentation', { unseen: { administrations: 'unavailable' }, history: [billed('G0299', '2025-08-01')] }],
    ['administrations refused, and procedures that carry drug codes', 'met', { unseen: { administrations: 'unavailable' }, history: [billed('J3380', '2025-08-01')] }],
    ['administrations refused, and a dose among the procedures', 'not-met', { unseen: { administrations: 'unavailable' }, history: [billed('J1745', '2025-08-01')] }],
    ['administrations refused, and no dispense or statement', 'needs-documentation', { unseen: { administrations: 'unavailable', procedures: 'unavailable' } }],
    ['visits refused, so that the record may be new', 'needs-documentation', { unseen: { encounters: 'unavailable' } }],
    ['visits cut short, and an old one among them', 'met', { unseen: { encounters: 'partial' }, history: [visit('AMB', '2024-01-01')] }],
  ])('given %s, then it is %s', (_what, status, situation) => {
    expect(statusOf('INIT.NEW', situation)).toBe(status);
  }); // prettier-ignore
});

describe('a restart', () => {
  test.each<[string, CriterionStatus, readonly FhirResource[]]>([
    ['nothing before', 'not-met', []],
    ['the last dose seven months ago', 'met', [given(infliximab, '2025-03-03')]],
    ['a dose without a date beside it', 'needs-documentation', [given(infliximab, '2025-03-03'), undated(dose)]],
    ['a dose that is not certain after it', 'needs-documentation', [given(infliximab, '2025-03-03'), { ...dose, status: 'unknown' }]],
    ['a later dose that was not done', 'met', [given(infliximab, '2025-03-03'), { ...dose, status: 'not-done' }]],
    ['a later dose of another drug', 'met', [given(infliximab, '2025-03-03'), given(drugs.vedolizumab, '2025-08-13')]],
    ['a last dose some day in April', 'needs-documentation', [given(infliximab, '2025-04')]],
    ['a last dose some day in March', 'met', [given(infliximab, '2025-03')]],
    ['a last dose some day in May', 'not-met', [given(infliximab, '2025-05')]],
    ['a last dose some day of the year', 'needs-documentation', [given(infliximab, '2025')]],
    ['a supply for the restart itself', 'needs-documentation', [given(infliximab, '2025-03-03'), dispensed(infliximab, '2025-10-01')]],
    ['a statement that it is going on', 'needs-documentation', [stated(infliximab, { effectivePeriod: { start: '2024-01-01' } })]],
    ['a statement that it is going on, on a day', 'needs-documentation', [stated(infliximab, { effectiveDateTime: '2024-01-01' })]],
    ['a statement that it ended in March', 'met', [stated(infliximab, { status: 'completed', effectivePeriod: { start: '2024-01-01', end: '2025-03-03' } })]],
    ['a statement without a date', 'needs-documentation', [stated(infliximab, { status: 'completed' })]],
    ['an old order alone', 'needs-documentation', [infusionOrder(infliximab, { id: 'old', status: 'completed', authoredOn: '2024-01-01' })]],
  ])('given %s, then it is %s', (_what, status, history) => {
    expect(statusOf('INIT.RESTART', { history })).toBe(status);
  }); // prettier-ignore

  test('given a long pause and administrations that were cut short, then a later dose may be hidden', () => {
    const history = [given(infliximab, '2025-03-03')];
    expect(statusOf('INIT.RESTART', { history, unseen: { administrations: 'partial' } })).toBe(
      'needs-documentation',
    );
  });

  test('given a recent dose and administrations that were cut short, then it is no restart whatever else there is', () => {
    expect(statusOf('INIT.RESTART', { history: [dose], unseen: { administrations: 'partial' } })).toBe(
      'not-met',
    );
  });

  test.each<[string, CriterionStatus, string]>([
    ['252 days, one and a half intervals', 'met', '2025-01-29'],
    ['251 days', 'not-met', '2025-01-30'],
  ])('given ocrelizumab, twice a year, after %s, then it is %s', (_gap, status, last) => {
    const drug = listed('J2350');
    expect(statusOf('INIT.RESTART', { drug, history: [given(drug, last)] })).toBe(status);
  });

  test('given an order every 26 weeks, then its own interval counts where it is longer than the table', () => {
    const every26Weeks = {
      dosageInstruction: [
        {
          timing: {
            repeat: {
              boundsPeriod: { start: '2025-10-08' },
              frequency: 1,
              period: 26,
              periodUnit: 'wk' as const,
            },
          },
        },
      ],
    };
    const history = [given(infliximab, '2025-02-08')];
    expect(statusOf('INIT.RESTART', { history })).toBe('met');
    expect(statusOf('INIT.RESTART', { history, order: every26Weeks })).toBe('not-met');
  });

  test('given a planned month, then a pause that ends within it is open', () => {
    const inOctober = {
      order: { dosageInstruction: planned('2025-10') },
      services: [hospitalService({ occurrenceDateTime: '2025-10' })],
    };
    const after = (last: string) =>
      statusOf('INIT.RESTART', { ...inOctober, history: [given(infliximab, last)] });
    expect(['2025-04-01', '2025-04-15', '2025-05-01'].map(after)).toEqual([
      'met',
      'needs-documentation',
      'not-met',
    ]);
  });

  test('given readings of five months and one interval (A5), then they decide', () => {
    const history = [given(infliximab, '2025-05-08')];
    expect(statusOf('INIT.RESTART', { history, parameters: { 'init.restartMonths': 5 } })).toBe('met');
    const drug = listed('J2350');
    const onSchedule = { drug, history: [given(drug, '2025-04-01')] };
    expect(statusOf('INIT.RESTART', onSchedule)).toBe('not-met');
    expect(statusOf('INIT.RESTART', { ...onSchedule, parameters: { 'init.intervalFactor': 1 } })).toBe('met');
  });
});

describe('the plan to go on elsewhere', () => {
  const starting = (start: string): Situation => ({
    order: fourWeeks,
    services: [hospitalService(), homeContinuation({ occurrencePeriod: { start } })],
  });
  test.each<[string, CriterionStatus, Situation]>([
    ['no plan', 'needs-documentation', {}],
    ['home infusion on the last day that counts', 'met', starting('2026-01-03')],
    ['home infusion the day after', 'needs-documentation', starting('2026-01-04')],
    ['home infusion in the same draft without a date', 'met', { order: fourWeeks, services: [hospitalService(), homeContinuation({ occurrencePeriod: {} })] }],
    ['a plan in words', 'needs-documentation', { order: note('continue at home infusion') }],
    ['words that keep all doses here', 'not-met', { order: note('all infusions to be given at the hospital') }],
    ['an infusion suite', 'met', { order: fourWeeks, services: [hospitalService(), homeContinuation({ performer: [{ reference: 'Organization/aic1' }], code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '96365' }] } })], history: [infusionSuite] }],
  ])('given %s, then it is %s', (_what, status, situation) => {
    expect(statusOf('INIT.PLAN', situation)).toBe(status);
  }); // prettier-ignore

  test('given sixty days shortened to thirty, then a plan after forty is too late', () => {
    expect(
      statusOf('INIT.PLAN', { ...starting('2025-12-14'), parameters: { 'init.planWithinDays': 30 } }),
    ).toBe('needs-documentation');
  });
});

describe('the whole criterion', () => {
  test('given a first dose with plan that is short, then it is met for 28 days', () => {
    expect(ask(withPlan).decision).toMatchObject({ determination: 'met', durationDays: 28 });
  });

  test('given a running therapy, then a plan and a short order do not help', () => {
    expect(statusOf('INIT', { ...withPlan, history: [dose] })).toBe('not-met');
  });

  test('given an order without an end, then it is never failed for its length', () => {
    expect(statusOf('INIT.SHORT', {})).toBe('needs-documentation');
  });

  test('given a long order and a form that ends the course here in time, then the form is named, not the length of the order', () => {
    const year = { dosageInstruction: planned('2025-10-08', '2026-10-07') };
    const lastDay = [{ linkId: '5.4.2', answer: [{ valueDate: '2025-11-04' }] }];
    const answer = ask({ order: year, history: [form({}, { item: lastDay })] });
    expect(answer.status('INIT.SHORT')).toBe('met');
    expect(answer.reason('INIT.SHORT')).toBe('The completed form ends the course at this site in time.');
  });

  test('given a limit of 14 days (A4), then 28 are too many', () => {
    expect(statusOf('INIT.SHORT', { ...withPlan, parameters: { 'init.maxDays': 14 } })).toBe(
      'needs-documentation',
    );
  });
});

describe('rituximab (A7)', () => {
  const permissive = { rituximabFirstVisit: 'permissive' };
  const first = { ...withPlan, drug: rituximab };

  test.each<[string, CriterionStatus, Situation]>([
    ['a first visit at a hospital', 'not-met', first],
    ['a first visit at a hospital, read permissively', 'met', { ...first, parameters: permissive }],
    ['a biosimilar', 'not-met', { ...withPlan, drug: listed('Q5119') }],
    ['a first visit that cannot be proven', 'not-met', { ...first, unseen: { administrations: 'unavailable' }, history: [given(rituximab, '2025-08-13')] }],
    ['a restart after a year', 'met', { ...first, history: [given(rituximab, '2024-09-01')] }],
    ['a restart after seven months, on the way to twice a year', 'not-met', { ...first, history: [given(rituximab, '2025-03-03')] }],
    ['another drug', 'met', withPlan],
  ])('given %s, then a first dose or restart here is %s', (_what, status, situation) => {
    const hidden = situation.unseen !== undefined;
    // A hidden chart leaves the restart open, never the first visit.
    if (hidden) expect(statusOf('DRUG.RTX', situation)).toBe(status);
    else expect(statusOf('INIT', situation)).toBe(status);
  }); // prettier-ignore

  test('given a first visit whose site is unknown, then its rule is open', () => {
    expect(
      statusOf('DRUG.RTX', { ...first, services: [], order: { ...fourWeeks, supportingInformation: [] } }),
    ).toBe('needs-documentation');
  });
});

function undated(administration: MedicationAdministration): MedicationAdministration {
  const copy = { ...administration, id: 'undated' };
  delete copy.effectiveDateTime;
  return copy;
}
