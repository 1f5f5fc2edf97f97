/** Criterion d: severe events in spite of what was done against them (T08, T19, T23). */
import type { AllergyIntolerance } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import {
  chartOf,
  coded,
  diagnosis,
  given,
  infusionRecord,
  premedicated,
  severeReaction,
  verification,
} from './chart.js';
import { drugs } from './drugs.js';
import { hospitalService, infusionOrder } from './orders.js';
import type { Scenario } from './scenario.js';

/** Infliximab anaphylaxis on the allergy list, later refuted by an allergist. */
const refutedAllergy: AllergyIntolerance = {
  resourceType: 'AllergyIntolerance',
  id: 'allergy-infliximab',
  clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'resolved'),
  verificationStatus: coded(
    'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
    'refuted',
  ),
  code: coded(SYSTEM.rxnorm, '191831'),
  patient: { reference: 'Patient/p1' },
  recordedDate: '2024-05-02',
  reaction: [{ manifestation: [coded(SYSTEM.snomed, '39579001')], severity: 'severe' }],
};

export const refutedAnaphylaxis: Scenario = {
  id: 'T08',
  title: 'an anaphylaxis to infliximab that was refuted',
  trap: 'refuted and entered-in-error never count',
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(
    refutedAllergy,
    diagnosis('T88.6XXA', {
      verificationStatus: verification('entered-in-error'),
      onsetDateTime: '2024-05-02',
    }),
    given(drugs.infliximab, '2025-08-13'),
  ),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-met',
      criteria: { D: 'not-met', C: 'not-met', INIT: 'not-met' },
      cards: [{ indicator: 'warning', suggestions: 'some' }],
      coverageInformation: true,
    },
  },
};

const april = given(drugs.infliximab, '2025-04-16', {
  effectiveDateTime: '2025-04-16T09:00:00-04:00',
  dosage: { rateRatio: { numerator: { value: 250, unit: 'mL' }, denominator: { value: 2, unit: 'h' } } },
});

/** The infusion that was slowed down and broken off. */
const june = given(drugs.infliximab, '2025-06-11', {
  status: 'stopped',
  statusReason: [{ text: 'infusion reaction' }],
  effectiveDateTime: '2025-06-11T09:00:00-04:00',
  dosage: { rateRatio: { numerator: { value: 250, unit: 'mL' }, denominator: { value: 4, unit: 'h' } } },
});

const juneCompleted = given(drugs.infliximab, '2025-06-11', {
  effectiveDateTime: '2025-06-11T09:00:00-04:00',
});

export const twoOrders: Scenario = {
  id: 'T19',
  title: 'infliximab after a severe reaction, and iron sucrose, both at the hospital',
  trap: 'criterion d is about one drug; every card names and references its own order',
  draft: [
    infusionOrder(drugs.infliximab),
    hospitalService(),
    infusionOrder(drugs.ironSucrose, {
      id: 'm2',
      supportingInformation: [{ reference: 'ServiceRequest/s2' }],
    }),
    hospitalService({ id: 's2' }),
  ],
  chart: chartOf(
    ...premedicated('2025-06-11'),
    juneCompleted,
    severeReaction('2025-06-11', juneCompleted),
    given(drugs.ironSucrose, '2025-09-10'),
  ),
  expected: {
    'MedicationRequest/m1': {
      determination: 'met',
      criteria: { D: 'met' },
      cards: [{ indicator: 'info', says: [/infliximab/i] }],
      coverageInformation: true,
    },
    'MedicationRequest/m2': {
      determination: 'not-met',
      criteria: { D: 'not-met', C: 'not-met' },
      cards: [{ indicator: 'warning', says: [/iron sucrose/i], suggestions: 'some' }],
      coverageInformation: true,
    },
  },
};

export const reactionInSpiteOfPremedication: Scenario = {
  id: 'T23',
  title: 'a grade 3 reaction to infliximab, twice, in spite of pre-medication',
  trap: 'the event is no anaphylaxis, so that no other therapy has to be ruled out',
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(
    ...premedicated('2025-04-16'),
    april,
    severeReaction('2025-04-16', april),
    ...premedicated('2025-06-11'),
    june,
    severeReaction('2025-06-11', june),
    infusionRecord('2025-04-16', '34746-8'),
    infusionRecord('2025-06-11', '34746-8'),
  ),
  expected: {
    'MedicationRequest/m1': {
      determination: 'met',
      criteria: { 'D.EVT': 'met', 'D.LINK': 'met', 'D.SEV': 'met', 'D.RESP': 'met', D: 'met' },
      cards: [{ indicator: 'info', suggestions: 'none' }],
      coverageInformation: true,
    },
  },
};
