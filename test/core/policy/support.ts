/** Entries of a chart the policy's questions look at, beyond those of the scenarios; each takes what differs. */
import type {
  AdverseEvent,
  AllergyIntolerance,
  CodeableConcept,
  Encounter,
  MedicationDispense,
  MedicationStatement,
  Observation,
  Procedure,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  RelatedPerson,
  Task,
} from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import { coded, patient, severeReaction, given } from '../../support/scenarios/chart.js';
import { drugs, type Drug } from '../../support/scenarios/drugs.js';

const SUBJECT = { reference: 'Patient/p1' };
const THO = 'http://terminology.hl7.org/CodeSystem';

/** A patient by where they live; undefined: an address nobody knows. */
export const livingIn = (postalCode: string | undefined): ReturnType<typeof patient> =>
  patient({ address: [{ use: 'home', state: 'GA', ...(postalCode !== undefined && { postalCode }) }] });

/** No infusion center in 50 miles, no home infusion, no office. */
export const RURAL_ZIP = '31537';
/** An infusion suite and home infusion, but no office in 50 miles; neither is certified for natalizumab. */
export const MACON_ZIP = '31201';

/** A drug with a billing code alone, as an order names it. */
export function listed(code: string): Drug {
  const concept = coded(SYSTEM.hcpcs, code);
  return { name: code, ordered: concept, given: concept };
}

export const subcutaneous = {
  dosageInstruction: [
    {
      text: 'subcutaneous injection',
      timing: { repeat: { boundsPeriod: { start: '2025-10-08' } } },
      route: coded(SYSTEM.snomed, '34206005'),
    },
  ],
};

export function observation(loinc: string, date: string, rest: Partial<Observation>): Observation {
  return {
    resourceType: 'Observation',
    id: `obs-${loinc}-${date}`,
    status: 'final',
    code: coded(SYSTEM.loinc, loinc),
    subject: SUBJECT,
    effectiveDateTime: date,
    ...rest,
  };
}

export const quantity = (value: number, unit: string): Partial<Observation> => ({
  valueQuantity: { value, unit, code: unit },
});

/** The policy's form, completed; answers by linkId, a repeated answer as a list. */
export function form(
  answers: Readonly<Record<string, string | readonly string[]>>,
  rest: Partial<QuestionnaireResponse> = {},
): QuestionnaireResponse {
  return {
    resourceType: 'QuestionnaireResponse',
    id: 'form',
    status: 'completed',
    questionnaire: 'https://cds.example.org/fhir/Questionnaire/ga-pmn-34-site-of-care|2025-07',
    subject: SUBJECT,
    authored: '2025-09-28T10:00:00Z',
    item: Object.entries(answers).map(([linkId, values]): QuestionnaireResponseItem => ({
      linkId,
      answer: [values].flat().map((code) => ({ valueCoding: { code } })),
    })),
    ...rest,
  };
}

/** Why home and infusion center are a health risk: both are required by the form. */
export const WHY = { '6.12': 'no one there', '6.13': 'no one there either' } as const;

export function allergy(
  substance: CodeableConcept,
  manifestation: CodeableConcept | undefined,
  rest: Partial<AllergyIntolerance> = {},
): AllergyIntolerance {
  return {
    resourceType: 'AllergyIntolerance',
    id: 'allergy',
    clinicalStatus: coded(`${THO}/allergyintolerance-clinical`, 'active'),
    verificationStatus: coded(`${THO}/allergyintolerance-verification`, 'confirmed'),
    code: substance,
    patient: SUBJECT,
    recordedDate: '2025-06-12',
    ...(manifestation && { reaction: [{ manifestation: [manifestation] }] }),
    ...rest,
  };
}

export const INFLIXIMAB: CodeableConcept = { ...coded(SYSTEM.rxnorm, '191831'), text: 'infliximab' };
export const PEANUT: CodeableConcept = { text: 'Peanut' };
export const ANAPHYLAXIS = coded(SYSTEM.snomed, '39579001');

/** An infusion at nine in the morning. */
export const infusion = (date: string, rest: Parameters<typeof given>[2] = {}) =>
  given(drugs.infliximab, date, { effectiveDateTime: `${date}T09:00:00-04:00`, ...rest });

/** A severe reaction at 9:40 whose record names what caused it, or another event by its differences. */
export function reaction(date: string, rest: Partial<AdverseEvent> = {}): AdverseEvent {
  return { ...severeReaction(date, infusion(date)), ...rest };
}

export function visit(actClass: string, start: string, rest: Partial<Encounter> = {}): Encounter {
  return {
    resourceType: 'Encounter',
    id: `visit-${start.slice(0, 10)}`,
    status: 'finished',
    class: { system: `${THO}/v3-ActCode`, code: actClass },
    subject: SUBJECT,
    period: { start },
    ...rest,
  };
}

export function dispensed(
  drug: Drug,
  date: string,
  rest: Partial<MedicationDispense> = {},
): MedicationDispense {
  return {
    resourceType: 'MedicationDispense',
    id: `dispense-${date}`,
    status: 'completed',
    medicationCodeableConcept: drug.given,
    subject: SUBJECT,
    whenHandedOver: date,
    ...rest,
  };
}

export function stated(drug: Drug, rest: Partial<MedicationStatement> = {}): MedicationStatement {
  return {
    resourceType: 'MedicationStatement',
    id: 'statement',
    status: 'active',
    medicationCodeableConcept: drug.given,
    subject: SUBJECT,
    ...rest,
  };
}

export function billed(hcpcs: string, date: string, rest: Partial<Procedure> = {}): Procedure {
  return {
    resourceType: 'Procedure',
    id: `procedure-${date}`,
    status: 'completed',
    code: coded(SYSTEM.hcpcs, hcpcs),
    subject: SUBJECT,
    performedDateTime: date,
    ...rest,
  };
}

export function caregiver(rest: Partial<RelatedPerson> = {}): RelatedPerson {
  return {
    resourceType: 'RelatedPerson',
    id: 'caregiver',
    active: true,
    patient: SUBJECT,
    relationship: [coded(`${THO}/v3-RoleClass`, 'CAREGIVER')],
    ...rest,
  };
}

export function rejected(focus: string, rest: Partial<Task> = {}): Task {
  return {
    resourceType: 'Task',
    id: 'task',
    status: 'rejected',
    intent: 'order',
    for: SUBJECT,
    focus: { reference: focus },
    authoredOn: '2025-09-20',
    ...rest,
  };
}
