/** Criterion c: a physical impairment, and what looks like a reason but is none (T06, T10, T11). */
import {
  chartOf,
  coded,
  coverage,
  diagnosis,
  ejectionFraction,
  given,
  patient,
  surroundings,
} from './chart.js';
import { drugs } from './drugs.js';
import { hospitalService, infusionOrder } from './orders.js';
import type { Scenario } from './scenario.js';

export const severeCardiomyopathy: Scenario = {
  id: 'T06',
  title: 'vedolizumab for a patient with an ejection fraction of 25 %',
  trap: 'I50.22 alone would need documentation; the ejection fraction carries the criterion',
  draft: [infusionOrder(drugs.vedolizumab), hospitalService()],
  chart: chartOf(
    ejectionFraction(25, '2025-06-10'),
    diagnosis('I50.22'),
    ...['2025-04-16', '2025-06-11', '2025-08-13'].map((date) => given(drugs.vedolizumab, date)),
  ),
  expected: {
    'MedicationRequest/m1': {
      determination: 'met',
      criteria: { 'C.CARDIO': 'met', C: 'met', D: 'not-met', INIT: 'not-met' },
      cards: [{ indicator: 'info', says: [/25 ?%/], suggestions: 'none' }],
      coverageInformation: true,
    },
  },
};

export const fearOfNeedles: Scenario = {
  id: 'T10',
  title: 'fear of needles and a wish for the hospital team',
  trap: 'the word "prefers" in a note raises no criterion',
  draft: [
    infusionOrder(drugs.abatacept, {
      note: [{ text: 'patient prefers hospital infusion center, convenient to work' }],
    }),
    hospitalService(),
  ],
  chart: chartOf(diagnosis('F40.231'), given(drugs.abatacept, '2025-09-10')),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-met',
      criteria: { C: 'not-met' },
      nonQualifying: ['NQ.TRYP', 'NQ.PREF'],
      cards: [{ indicator: 'warning', says: [/needles/i, /preference/i], suggestions: 'some' }],
      coverageInformation: true,
    },
  },
};

export const child: Scenario = {
  id: 'T11',
  title: 'a child of nine years',
  trap: 'age neither qualifies nor disqualifies',
  draft: [
    infusionOrder(drugs.infliximab, {
      reasonCode: [
        { ...coded('http://hl7.org/fhir/sid/icd-10-cm', 'M08.00'), text: 'juvenile idiopathic arthritis' },
      ],
    }),
    hospitalService(),
  ],
  chart: [
    patient({ birthDate: '2016-03-03' }),
    coverage(),
    ...surroundings,
    given(drugs.infliximab, '2025-08-13'),
  ],
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-met',
      criteria: { C: 'not-met', INIT: 'not-met' },
      nonQualifying: ['NQ.PED'],
      cards: [{ indicator: 'warning', says: [/pediatric|under 18/i], suggestions: 'some' }],
      coverageInformation: true,
    },
  },
};
