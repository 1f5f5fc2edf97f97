/** The patient's chart: who they are, who pays, and what happened before. */
import type {
  AdverseEvent,
  CodeableConcept,
  Condition,
  Coverage,
  DocumentReference,
  Extension,
  FhirResource,
  MedicationAdministration,
  Observation,
  Patient,
} from 'fhir/r4.js';
import { SYSTEM } from '../../../src/core/terminology/systems.js';
import type { Drug } from './drugs.js';
import { premedications } from './drugs.js';
import * as places from './places.js';

const P1 = { reference: 'Patient/p1' };
const GRADE = 'http://hl7.org/fhir/uv/ae-research-ig/StructureDefinition/ae-grade';

export function patient(differences: Partial<Patient> = {}): Patient {
  return {
    resourceType: 'Patient',
    id: 'p1',
    // Names that stand nowhere else, so that one in a log would be noticed (test/support/output.ts).
    name: [{ family: 'Featherstone', given: ['Leonora'] }],
    identifier: [{ system: 'urn:oid:2.16.840.1.113883.19.5', value: 'MRN-4471-X' }],
    gender: 'female',
    birthDate: '1980-05-05',
    address: [{ use: 'home', city: 'Atlanta', state: 'GA', postalCode: '30303' }],
    ...differences,
  };
}

export const rural = patient({
  address: [{ use: 'home', city: 'Folkston', state: 'GA', postalCode: '31537' }],
});

export function coverage(differences: Partial<Coverage> = {}): Coverage {
  return {
    resourceType: 'Coverage',
    id: 'c1',
    status: 'active',
    subscriberId: '123456789',
    beneficiary: P1,
    period: { start: '2025-01-01', end: '2025-12-31' },
    payor: [{ reference: 'Organization/payer1' }],
    class: [
      {
        type: coded('http://terminology.hl7.org/CodeSystem/coverage-class', 'plan'),
        value: '99999GA0010001-01',
      },
    ],
    ...differences,
  };
}

/** The chart of an adult in Atlanta with the marketplace plan, and what else is given. */
export function chartOf(...history: readonly FhirResource[]): readonly FhirResource[] {
  return [patient(), coverage(), ...surroundings, ...history];
}

/** Places and organisations the orders refer to. */
export const surroundings: readonly FhirResource[] = [
  places.payer,
  places.hospital,
  places.hospitalInfusion,
  places.homeInfusion,
  { resourceType: 'Practitioner', id: 'dr1', name: [{ family: 'Sample' }] },
];

/** A dose that was given. */
export function given(
  drug: Drug,
  date: string,
  differences: Partial<MedicationAdministration> = {},
): MedicationAdministration {
  return {
    resourceType: 'MedicationAdministration',
    id: `${drug.name.replaceAll(' ', '-')}-${date}`,
    status: 'completed',
    medicationCodeableConcept: drug.given,
    subject: P1,
    effectiveDateTime: date,
    ...differences,
  };
}

/** Antihistamine, steroid and analgesic, an hour before an infusion that begins at nine. */
export function premedicated(date: string): MedicationAdministration[] {
  return Object.entries(premedications).map(([name, medicationCodeableConcept]) => ({
    resourceType: 'MedicationAdministration',
    id: `${name}-${date}`,
    status: 'completed',
    medicationCodeableConcept,
    subject: P1,
    effectiveDateTime: `${date}T08:00:00-04:00`,
  }));
}

/** A grade 3 reaction during the infusion that is referred to. */
export function severeReaction(date: string, cause: MedicationAdministration): AdverseEvent {
  return {
    resourceType: 'AdverseEvent',
    id: `reaction-${date}`,
    extension: [grade('C41340', 'Grade 3 Severe Adverse Event')],
    actuality: 'actual',
    event: {
      coding: [
        { system: SYSTEM.icd10cm, code: 'T80.89XA' },
        { system: SYSTEM.icd10cm, code: 'J98.01', display: 'Acute bronchospasm' },
      ],
      text: 'Infusion reaction with hypotension and bronchospasm',
    },
    subject: P1,
    date: `${date}T09:40:00-04:00`,
    severity: coded('http://terminology.hl7.org/CodeSystem/adverse-event-severity', 'severe'),
    suspectEntity: [{ instance: { reference: `MedicationAdministration/${cause.id}` } }],
  };
}

export function diagnosis(code: string, differences: Partial<Condition> = {}): Condition {
  return {
    resourceType: 'Condition',
    id: `dx-${code.replace('.', '-')}`,
    clinicalStatus: coded('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
    verificationStatus: verification('confirmed'),
    category: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
    code: coded(SYSTEM.icd10cm, code),
    subject: P1,
    recordedDate: '2025-03-02',
    ...differences,
  };
}

export function verification(code: string): CodeableConcept {
  return coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', code);
}

/** A left ventricular ejection fraction; in percent unless another quantity is given. */
export function ejectionFraction(
  value: number,
  date: string,
  quantity: Partial<NonNullable<Observation['valueQuantity']>> = {},
): Observation {
  return {
    resourceType: 'Observation',
    id: `lvef-${date}`,
    status: 'final',
    code: coded(SYSTEM.loinc, '10230-1'),
    subject: P1,
    effectiveDateTime: date,
    valueQuantity: { value, unit: '%', system: 'http://unitsofmeasure.org', code: '%', ...quantity },
  };
}

/** A record of an infusion, under the type a progress note has, or another. */
export function infusionRecord(date: string, loinc = '11506-3'): DocumentReference {
  return {
    resourceType: 'DocumentReference',
    id: `record-${date}`,
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: SYSTEM.loinc, code: loinc }], text: 'Infusion record' },
    subject: P1,
    date: `${date}T18:00:00Z`,
    content: [{ attachment: { contentType: 'application/pdf', title: 'Infusion record' } }],
  };
}

export function coded(system: string, code: string): CodeableConcept {
  return { coding: [{ system, code }] };
}

function grade(code: string, display: string): Extension {
  return { url: GRADE, valueCodeableConcept: { coding: [{ system: SYSTEM.ncit, code, display }] } };
}
