/** What the facility and the region decide, and the renewal of an approval (T14, X03, X05). */
import type { ClaimResponse, Encounter } from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import {
  chartOf,
  coded,
  coverage,
  diagnosis,
  ejectionFraction,
  given,
  infusionRecord,
  rural,
  surroundings,
} from './chart.js';
import { drugs } from './drugs.js';
import { hospitalService, infusionOrder, POS } from './orders.js';
import * as places from './places.js';
import type { Scenario } from './scenario.js';

const P1 = { reference: 'Patient/p1' };
const atRuralHospital = hospitalService({ locationReference: [{ reference: 'Location/h2-infusion' }] });

export const uncertifiedFacility: Scenario = {
  id: 'T14',
  title: 'natalizumab at a hospital that is not certified',
  trap: 'a met criterion c does not cure the rule for the facility',
  draft: [infusionOrder(drugs.natalizumab), atRuralHospital],
  chart: chartOf(places.ruralHospital, places.ruralHospitalInfusion, ejectionFraction(25, '2025-07-01')),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-met',
      criteria: { 'DRUG.CERT': 'not-met', 'C.CARDIO': 'met', C: 'met' },
      // The home infusion agency is not certified either (reading A17).
      cards: [{ indicator: 'warning', says: [/certified/i], suggestions: 'some', neverOffers: /home/i }],
      coverageInformation: true,
    },
  },
};

export const noLowerCostSiteInReach: Scenario = {
  id: 'X03',
  title: 'no infusion center within 50 miles and no home infusion agency',
  trap: 'the 50 miles are a default a payer can change',
  draft: [infusionOrder(drugs.infliximab), atRuralHospital],
  chart: [
    rural,
    coverage(),
    ...surroundings,
    places.ruralHospital,
    places.ruralHospitalInfusion,
    given(drugs.infliximab, '2025-08-13'),
  ],
  expected: {
    'MedicationRequest/m1': {
      determination: 'met',
      criteria: { 'ACC.SITE': 'met' },
      cards: [{ indicator: 'info', suggestions: 'none' }],
      coverageInformation: true,
    },
  },
};

/** This payer's approval of the hospital, ending this month. */
const approval: ClaimResponse = {
  resourceType: 'ClaimResponse',
  id: 'approval-2024',
  status: 'active',
  type: coded('http://terminology.hl7.org/CodeSystem/claim-type', 'professional'),
  use: 'preauthorization',
  patient: P1,
  created: '2024-11-01',
  insurer: { reference: 'Organization/payer1' },
  outcome: 'complete',
  preAuthRef: 'PA-2024-0001',
  preAuthPeriod: { start: '2024-11-01', end: '2025-10-31' },
  addItem: [
    {
      productOrService: coded(SYSTEM.hcpcs, 'J1745'),
      servicedPeriod: { start: '2024-11-01', end: '2025-10-31' },
      locationCodeableConcept: coded(POS, '22'),
      adjudication: [{ category: coded('http://terminology.hl7.org/CodeSystem/adjudication', 'benefit') }],
    },
  ],
};

function infusionVisit(date: string): Encounter {
  return {
    resourceType: 'Encounter',
    id: `visit-${date}`,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: P1,
    period: { start: date, end: date },
    location: [{ location: { reference: 'Location/h1' } }],
  };
}

const doses = ['2025-07-10', '2025-08-14'].flatMap((date) => [
  infusionVisit(date),
  given(drugs.infliximab, date, { context: { reference: `Encounter/visit-${date}` } }),
  infusionRecord(date),
]);

export const continuation: Scenario = {
  id: 'X05',
  title: 'renewal for a member whose heart failure is still decompensated',
  trap: 'an approval of another plan would make this an initial request',
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(approval, diagnosis('I50.23', { onsetDateTime: '2025-08-20' }), ...doses),
  expected: {
    'MedicationRequest/m1': {
      determination: 'met',
      criteria: { 'CONT.REC': 'met', 'CONT.NEED': 'met' },
      cards: [{ indicator: 'info', suggestions: 'none' }],
      coverageInformation: true,
    },
  },
};
