/** Criterion b: the first doses of a treatment, and the return to it after a long pause (T01-T04, T12). */
import { chartOf, given } from './chart.js';
import { drugs } from './drugs.js';
import { homeContinuation, hospitalService, infusionOrder, planned } from './orders.js';
import * as places from './places.js';
import type { Scenario } from './scenario.js';

const fourWeeks = { dosageInstruction: planned('2025-10-08', '2025-11-04') };

export const firstDoseWithPlan: Scenario = {
  id: 'T01',
  title: 'first infliximab dose at the hospital, to be continued at home',
  trap: 'the approval is for 28 days, not for a year',
  draft: [infusionOrder(drugs.infliximab, fourWeeks), hospitalService(), homeContinuation()],
  chart: chartOf(),
  expected: {
    'MedicationRequest/m1': {
      determination: 'met',
      criteria: {
        'INIT.NEW': 'met',
        'INIT.PLAN': 'met',
        'INIT.SHORT': 'met',
        INIT: 'met',
        C: 'not-met',
        D: 'not-met',
      },
      cards: [{ indicator: 'info', says: [/28 days|4 weeks/], suggestions: 'none' }],
      coverageInformation: true,
    },
  },
};

export const firstDoseWithoutPlan: Scenario = {
  id: 'T02',
  title: 'first infliximab dose at the hospital, a year ordered and no plan to continue elsewhere',
  trap: 'the plan to continue elsewhere is a duty, not a hint',
  draft: [
    infusionOrder(drugs.infliximab, { dosageInstruction: planned('2025-10-08', '2026-10-07') }),
    hospitalService(),
  ],
  chart: chartOf(),
  expected: {
    'MedicationRequest/m1': {
      determination: 'needs-documentation',
      criteria: {
        'INIT.NEW': 'met',
        'INIT.PLAN': 'needs-documentation',
        'INIT.SHORT': 'needs-documentation',
        INIT: 'needs-documentation',
        C: 'not-met',
        D: 'not-met',
      },
      cards: [{ indicator: 'warning', says: [/\b28\b/, /continuation/i], suggestions: 'some' }],
      coverageInformation: true,
    },
  },
};

export const restartAfterSevenMonths: Scenario = {
  id: 'T03',
  title: 'restart of infliximab 7 months after the last dose',
  trap: 'calendar months from the last dose given to the planned day, not to today',
  draft: [infusionOrder(drugs.infliximab, fourWeeks), hospitalService(), homeContinuation()],
  chart: chartOf(given(drugs.infliximab, '2025-01-06'), given(drugs.infliximab, '2025-03-03')),
  expected: {
    'MedicationRequest/m1': {
      determination: 'met',
      criteria: {
        'INIT.NEW': 'not-met',
        'INIT.RESTART': 'met',
        'INIT.PLAN': 'met',
        'INIT.SHORT': 'met',
        INIT: 'met',
      },
      cards: [{ indicator: 'info', suggestions: 'none' }],
      coverageInformation: true,
    },
  },
};

export const restartAfterFiveMonths: Scenario = {
  id: 'T04',
  title: 'infliximab 5 months after the last dose',
  trap: 'five months are less than six',
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(given(drugs.infliximab, '2025-05-05')),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-met',
      criteria: {
        'INIT.RESTART': 'not-met',
        INIT: 'not-met',
        C: 'not-met',
        D: 'not-met',
        'ACC.SITE': 'not-met',
        'ACC.SP': 'not-met',
        FDA: 'not-met',
      },
      cards: [
        {
          indicator: 'warning',
          says: [/Example Home Infusion/, /Midtown Example Ambulatory Infusion Suite/],
          suggestions: 'some',
        },
      ],
      coverageInformation: true,
    },
  },
};

export const rituximabFirstVisit: Scenario = {
  id: 'T12',
  title: 'first rituximab infusion at the hospital',
  trap: 'the note on rituximab narrows criterion b: the first visit belongs to an infusion suite',
  draft: [infusionOrder(drugs.rituximab, fourWeeks), hospitalService(), homeContinuation()],
  chart: chartOf(places.infusionSuite),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-met',
      criteria: { 'INIT.NEW': 'met', INIT: 'not-met', C: 'not-met' },
      // The first visit is not for the home either (reading A7).
      cards: [{ indicator: 'warning', says: [/infusion suite/i], suggestions: 'some', neverOffers: /home/i }],
      coverageInformation: true,
    },
  },
};
