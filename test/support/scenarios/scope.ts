/** What is outside the policy, or cannot be told (T16, T17, T18, T20, T21, T22). */
import type { Encounter } from 'fhir/r4.js';
import { chartOf, coded, coverage, given, patient, surroundings } from './chart.js';
import { certolizumabSyringe, drugs } from './drugs.js';
import { CATEGORY, hospitalService, infusionOrder, POS, service } from './orders.js';
import * as places from './places.js';
import type { Scenario } from './scenario.js';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const SUBCUTANEOUS = {
  coding: [{ system: 'http://snomed.info/sct', code: '34206005' }],
  text: 'subcutaneous',
};
const community = coded(CATEGORY, 'community');

export const selfInjection: Scenario = {
  id: 'T16',
  title: 'a certolizumab syringe the patient injects at home',
  trap: 'the list says that its certolizumab does not include self-administration; silence',
  draft: [
    infusionOrder(certolizumabSyringe, {
      category: [community],
      supportingInformation: [],
      performer: { reference: 'Patient/p1' },
      dispenseRequest: { performer: { reference: 'Organization/sp1' } },
      dosageInstruction: [{ patientInstruction: 'Inject yourself every 4 weeks.', route: SUBCUTANEOUS }],
    }),
  ],
  chart: chartOf(places.specialtyPharmacy),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-applicable',
      criteria: { 'S.ROUTE': 'not-met' },
      cards: [],
      coverageInformation: false,
    },
  },
};

export const unlistedDrug: Scenario = {
  id: 'T17',
  title: 'pembrolizumab, which is not on the list',
  trap: 'silence, never a denial',
  draft: [infusionOrder(drugs.pembrolizumab), hospitalService()],
  chart: chartOf(),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-applicable',
      criteria: { 'S.DRUG': 'not-met' },
      cards: [],
      coverageInformation: false,
    },
  },
};

export const alreadyAtHome: Scenario = {
  id: 'T18',
  title: 'immune globulin by a home infusion provider',
  trap: 'never "no authorization needed": the drug itself may need one',
  draft: [
    infusionOrder(drugs.immuneGlobulin, {
      category: [community, coded(ACT_CODE, 'HH')],
      dispenseRequest: { performer: { reference: 'Organization/hip1' } },
    }),
    service('s1', '96365', { locationCode: [coded(POS, '12')] }),
  ],
  chart: chartOf(places.homeInfusionPharmacy),
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-applicable',
      criteria: { 'S.SITE': 'not-met' },
      cards: [],
      coverageInformation: true,
    },
  },
};

export const noCoverage: Scenario = {
  id: 'T20',
  title: 'no Coverage in the chart',
  trap: 'no coverage-information is possible without a Coverage to refer to',
  draft: [infusionOrder(drugs.infliximab, { insurance: [] }), hospitalService()],
  chart: [patient(), ...surroundings],
  expected: {
    'MedicationRequest/m1': {
      determination: 'insufficient-context',
      criteria: { 'S.LOB': 'needs-documentation' },
      cards: [{ indicator: 'info', says: [/coverage/i] }],
      coverageInformation: false,
    },
  },
};

export const medicaid: Scenario = {
  id: 'T21',
  title: 'a member of a Georgia Medicaid plan',
  trap: 'the policy is for the marketplace line of business alone',
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: [
    patient(),
    coverage({
      type: coded('https://nahdo.org/sopt', '2'),
      payor: [{ reference: 'Organization/payer2' }],
      class: [
        { type: coded('http://terminology.hl7.org/CodeSystem/coverage-class', 'plan'), value: 'GA CMO' },
      ],
    }),
    places.medicaidPlan,
    ...surroundings,
  ],
  expected: {
    'MedicationRequest/m1': {
      determination: 'not-applicable',
      criteria: { 'S.LOB': 'not-met' },
      cards: [],
      coverageInformation: false,
    },
  },
};

const officeVisit: Encounter = {
  resourceType: 'Encounter',
  id: 'e1',
  status: 'in-progress',
  class: { system: ACT_CODE, code: 'AMB' },
  subject: { reference: 'Patient/p1' },
  period: { start: '2025-10-01T10:00:00-04:00' },
};

export const unknownPlace: Scenario = {
  id: 'T22',
  title: 'nothing says where the infusion will be given',
  trap: 'the visit in which the order is written is not the place of the infusion',
  draft: [
    infusionOrder(drugs.infliximab, { supportingInformation: [], encounter: { reference: 'Encounter/e1' } }),
  ],
  chart: chartOf(officeVisit, given(drugs.infliximab, '2025-08-13')),
  encounterId: 'e1',
  expected: {
    'MedicationRequest/m1': {
      determination: 'insufficient-context',
      criteria: { 'S.SITE': 'needs-documentation' },
      cards: [{ indicator: 'info', suggestions: 'some' }],
      coverageInformation: true,
    },
  },
};
