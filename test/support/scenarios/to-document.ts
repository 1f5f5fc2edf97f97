/**
 * Orders for which something has to be documented: for each criterion of the policy a chart that leaves just it open, what the card asks to
 * attach, and how the form settles it.
 */
import type {
  AllergyIntolerance,
  ClaimResponse,
  FhirResource,
  MedicationDispense,
  MedicationRequest,
  ServiceRequest,
} from 'fhir/r4.js';
import type { Determination } from '../../../src/core/decision.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import { without } from '../../crd/support.js';
import { coded, day, letter, WHY, words, yes, type Answers } from '../complete-form.js';
import * as chart from './chart.js';
import { drugs, type Drug } from './drugs.js';
import { continuation } from './facility.js';
import { firstDoseWithoutPlan } from './first-dose.js';
import { homeContinuation, hospitalService, infusionOrder, planned, POS } from './orders.js';

export interface ToDocument {
  readonly id: string;
  readonly title: string;
  readonly draft: readonly (MedicationRequest | ServiceRequest)[];
  readonly chart: readonly FhirResource[];
  /** The criterion that is open. */
  readonly open: string;
  /** What the card says to attach: one document for each, and no other. */
  readonly attach: readonly RegExp[];
  /** Answers that meet the criterion; the determination is then `met`. */
  readonly meets: Answers;
  /** Answers that do not, and the determination then: `needs-documentation` unless said. Absent where the form demands whatever meets it. */
  readonly fails?: { readonly why: string; readonly answers: Answers; readonly then?: Determination };
}

const { diagnosis, given } = chart;
const STATEMENT = /physician statement why home and an ambulatory infusion center are a health risk/;
const hospital = hospitalService();
const maintenance = given(drugs.infliximab, '2025-08-13');
const fourWeeks = { dosageInstruction: planned('2025-10-08', '2025-11-04') };

/** Infliximab at the hospital, as so far. */
function infliximab(...history: readonly FhirResource[]): Pick<ToDocument, 'draft' | 'chart'> {
  return {
    draft: [infusionOrder(drugs.infliximab), hospital],
    chart: chart.chartOf(maintenance, ...history),
  };
}

/** An impairment that is recorded, and nothing of how severe it is. */
function impaired(
  id: string,
  open: string,
  [what, ...history]: readonly [string, ...FhirResource[]],
  attach: readonly RegExp[],
  more: Answers = {},
  fails: ToDocument['fails'] = {
    why: 'another reason is given',
    answers: { '2': coded('other'), '8': words('it is better so') },
  },
): ToDocument {
  return {
    id,
    title: what,
    ...infliximab(...history),
    open,
    attach: [STATEMENT, ...attach],
    meets: { ...WHY, ...more },
    fails,
  };
}

/** A drug that an order names by its billing code alone. */
function billed(hcpcs: string, name: string): Drug {
  const concept = { ...chart.coded(SYSTEM.hcpcs, hcpcs), text: name };
  return { name, ordered: concept, given: concept };
}

const agalsidase = billed('J0180', 'agalsidase beta');
const elsewhere = without(chart.patient(), 'address');

const declinedDispense: MedicationDispense = {
  resourceType: 'MedicationDispense',
  id: 'declined',
  status: 'declined',
  medicationCodeableConcept: drugs.infliximab.given,
  subject: { reference: 'Patient/p1' },
  whenHandedOver: '2025-09-20',
};

const peanut: AllergyIntolerance = {
  resourceType: 'AllergyIntolerance',
  id: 'peanut',
  clinicalStatus: chart.coded('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', 'active'),
  verificationStatus: chart.coded(
    'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
    'confirmed',
  ),
  code: { text: 'Peanut' },
  patient: { reference: 'Patient/p1' },
  recordedDate: '2025-06-12',
  reaction: [{ manifestation: [chart.coded(SYSTEM.snomed, '39579001')] }],
};

const dose = given(drugs.infliximab, '2025-06-11', { effectiveDateTime: '2025-06-11T09:00:00-04:00' });
const reaction = chart.severeReaction('2025-06-11', dose);
/** Its record says neither how severe it was nor what was tried. */
const bareReaction = without(reaction, 'extension', 'severity');
const anaphylaxis = { ...reaction, event: chart.coded(SYSTEM.icd10cm, 'T88.6XXA') };

const approval = continuation.chart.find((one): one is ClaimResponse => one.resourceType === 'ClaimResponse');
if (!approval) throw new Error('X05 has no approval');

const EVENT_RECORD = /infusion record of each event/;

export const toDocument: readonly ToDocument[] = [
  {
    id: 'ACC.SITE',
    title: 'nobody knows where the patient lives',
    draft: [infusionOrder(drugs.infliximab), hospital],
    chart: [elsewhere, chart.coverage(), ...chart.surroundings, maintenance],
    open: 'ACC.SITE',
    attach: [/letters of refusal or call log of home infusion, infusion center/, /directory printout/],
    meets: {
      '2': coded('access-site'),
      '3.1': coded('declined'),
      '3.2': coded('no-coverage-of-area'),
      '3.9': letter,
    },
    fails: {
      why: 'the infusion center can give the drug',
      then: 'not-met',
      answers: {
        '2': coded('access-site'),
        '3.1': coded('declined'),
        '3.2': coded('available'),
        '3.9': letter,
      },
    },
  },
  {
    id: 'ACC.SP',
    title: 'the pharmacy declined to dispense',
    ...infliximab(declinedDispense),
    open: 'ACC.SP',
    attach: [/statement of the specialty pharmacy/],
    meets: { '3.5': words('Example Pharmacy, out of stock'), '3.9': letter },
    fails: {
      why: 'no letter is attached',
      answers: { '3.5': words('out of stock') },
    },
  },
  {
    id: 'FDA',
    title: 'a label that asks for medical support',
    draft: [infusionOrder(agalsidase), hospital],
    chart: chart.chartOf(given(agalsidase, '2025-09-20')),
    open: 'FDA',
    attach: [/label section or REMS page/],
    meets: { '4.1': words('Appropriate medical support has to be at hand.') },
    fails: { why: 'the label is not quoted', answers: { '4.1': [] } },
  },
  {
    id: 'DRUG.CERT',
    title: 'natalizumab at a hospital nobody knows',
    draft: [
      infusionOrder(drugs.natalizumab),
      { ...hospital, locationReference: [], locationCode: [chart.coded(POS, '22')] },
    ],
    chart: chart.chartOf(given(drugs.natalizumab, '2025-09-10')),
    open: 'DRUG.CERT',
    attach: [/site authorization number/, /label section or REMS page/],
    meets: { '2': coded('fda'), '4.1': words('TOUCH'), '4.2': yes, '4.3': words('A-123') },
    fails: {
      why: 'the facility is not certified',
      then: 'not-met',
      answers: { '2': coded('fda'), '4.1': words('TOUCH'), '4.2': [{ valueBoolean: false }] },
    },
  },
  {
    id: 'T02',
    title: firstDoseWithoutPlan.title,
    draft: firstDoseWithoutPlan.draft,
    chart: firstDoseWithoutPlan.chart,
    open: 'INIT.SHORT',
    attach: [
      /dose plan of at most four weeks/,
      /order or referral for continuation/,
      /statement that this is the first dose/,
    ],
    meets: { '5.4.2': day('2025-11-04'), '5.5': coded('home-infusion'), '5.6.2': letter },
    fails: {
      why: 'the course is six weeks long',
      answers: { '5.4.2': day('2025-11-19'), '5.5': coded('home-infusion'), '5.6.2': letter },
    },
  },
  {
    id: 'INIT.NEW',
    title: 'a first dose, and a note that speaks of maintenance',
    draft: [
      infusionOrder(drugs.infliximab, { ...fourWeeks, note: [{ text: 'maintenance infusion' }] }),
      hospital,
      homeContinuation(),
    ],
    chart: chart.chartOf(),
    open: 'INIT.NEW',
    attach: [/statement that this is the first dose/, /order or referral for continuation/, /dose plan/],
    meets: { '2': coded('initial-dose'), '5.2': yes, '5.5': coded('home-infusion') },
    fails: {
      why: 'there were doses before',
      then: 'not-met',
      answers: {
        '2': coded('initial-dose'),
        '5.2': [{ valueBoolean: false }],
        '5.5': coded('home-infusion'),
      },
    },
  },
  {
    id: 'INIT.RESTART',
    title: 'a dose seven months ago, and one nobody is sure of',
    draft: [infusionOrder(drugs.infliximab, fourWeeks), hospital, homeContinuation()],
    chart: chart.chartOf(
      given(drugs.infliximab, '2025-03-03'),
      given(drugs.infliximab, '2025-08-13', { status: 'unknown' }),
    ),
    open: 'INIT.RESTART',
    attach: [/date of the last dose and the reason/, /order or referral for continuation/, /dose plan/],
    meets: { '5.1': day('2025-03-03'), '5.3': words('pregnancy') },
    fails: {
      why: 'the last dose was in August',
      then: 'not-met',
      answers: { '5.1': day('2025-08-13'), '5.3': words('pregnancy') },
    },
  },
  impaired(
    'C.VEN',
    'C.VEN',
    ['a disorder of veins', diagnosis('I87.8')],
    [/access history/, /no vein finder/],
    { '6.3': coded('no') },
    { why: 'a vein finder is available', answers: { ...WHY, '6.3': coded('yes') }, then: 'not-met' },
  ),
  impaired('C.CARE', 'C.CARE', ['nobody at home to help', diagnosis('Z74.2')], [/home situation/]),
  impaired(
    'C.CARDIO',
    'C.CARDIO',
    ['coronary disease', diagnosis('I25.2')],
    [/echo or LVEF/, /hospital notes/],
  ),
  impaired('C.FLUID', 'C.FLUID', ['kidney disease of stage 4', diagnosis('N18.4')], [/volume per infusion/]),
  impaired('C.COG', 'C.COG', ['mild cognitive impairment', diagnosis('G31.84')], [/test score/]),
  impaired('C.BEH', 'C.BEH', ['schizophrenia', diagnosis('F20.0')], [/safety events/]),
  impaired('SUP.ANAPH', 'SUP.ANAPH', ['anaphylaxis to peanut', peanut], []),
  impaired('SUP.HOME', 'SUP.HOME', ['no home', diagnosis('Z59.00')], []),
  {
    id: 'D',
    title: 'a reaction whose record says neither grade nor measures',
    ...infliximab(dose, bareReaction),
    open: 'D.RESP',
    attach: [EVENT_RECORD],
    meets: {
      '7.4': coded('grade-3'),
      '7.5': coded('steroid', 'rate-reduction'),
      '7.6': coded('non-responsive'),
      '7.9': letter,
    },
    fails: {
      why: 'it resolved',
      then: 'not-met',
      answers: { '7.4': coded('grade-3'), '7.5': coded('steroid'), '7.6': coded('resolved'), '7.9': letter },
    },
  },
  {
    id: 'D.NOALT',
    title: 'an anaphylaxis in spite of premedication',
    ...infliximab(...chart.premedicated('2025-06-11'), dose, anaphylaxis),
    open: 'D.NOALT',
    attach: [/statement why there is no other therapy/, EVENT_RECORD],
    meets: { '7.8': words('all others failed'), '7.9': letter },
    fails: {
      why: 'another reason is given',
      answers: { '2': coded('other'), '8': words('it is better so') },
    },
  },
  {
    id: 'CONT.NEED',
    title: 'a renewal, and a heart disease of unknown severity',
    draft: continuation.draft,
    chart: [
      ...continuation.chart.filter(({ resourceType }) => resourceType !== 'Condition'),
      diagnosis('I25.2'),
    ],
    open: 'C.CARDIO',
    attach: [/echo or LVEF/, /hospital notes/, STATEMENT, /why monitoring .* is still needed/],
    meets: { '2': coded('monitoring'), '9.1': words('telemetry'), '9.2': letter },
  },
  {
    id: 'CONT.REC',
    title: 'a renewal without infusion records',
    draft: continuation.draft,
    chart: [...chart.chartOf(approval, maintenance), diagnosis('I50.23', { onsetDateTime: '2025-08-20' })],
    open: 'CONT.REC',
    attach: [/infusion records since/, /why monitoring .* is still needed/],
    meets: { ...WHY, '9.1': words('telemetry'), '9.2': letter },
  },
];
