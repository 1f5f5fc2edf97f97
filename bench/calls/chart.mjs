/**
 * An ordinary chart, as wordy as EHRs write it (1.4 kB for a condition), in which nothing decides: doses of the drug, and problems,
 * measurements, medicines and visits that no criterion asks for.
 */
import { day, instant } from './days.mjs';
import { PATIENT } from './people-and-places.mjs';
import { SYSTEM, coded, hl7 } from './systems.mjs';

const DOCTOR = { reference: 'Practitioner/dr1', type: 'Practitioner', display: 'Sample, Ada, MD' };
const ICD = 'urn:oid:2.16.840.1.113883.6.90';
const PROBLEMS = [
  ['I10', '59621000', 'Essential (primary) hypertension'],
  ['E78.5', '55822004', 'Hyperlipidemia, unspecified'],
  ['K21.9', '235595009', 'Gastro-esophageal reflux disease without esophagitis'],
  ['M17.11', '239873007', 'Unilateral primary osteoarthritis, right knee'],
  ['G43.909', '37796009', 'Migraine, unspecified, not intractable, without status migrainosus'],
  ['E55.9', '34713006', 'Vitamin D deficiency, unspecified'],
  ['J30.2', '367498001', 'Other seasonal allergic rhinitis'],
  ['K51.90', '64766004', 'Ulcerative colitis, unspecified, without complications'],
  ['L40.0', '200965009', 'Psoriasis vulgaris'],
  ['M54.50', '279039007', 'Low back pain, unspecified'],
];
const MEASURES = [
  ['718-7', 'Hemoglobin [Mass/volume] in Blood', 12.9, 'g/dL'],
  ['2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 0.84, 'mg/dL'],
  ['1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma', 3.1, 'mg/L'],
  ['1742-6', 'Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma', 24, 'U/L'],
  ['6690-2', 'Leukocytes [#/volume] in Blood by Automated count', 6.8, '10*3/uL'],
  ['777-3', 'Platelets [#/volume] in Blood by Automated count', 243, '10*3/uL'],
];
const MEDICINES = [
  ['314076', 'lisinopril 10 MG Oral Tablet'],
  ['617310', 'atorvastatin 20 MG Oral Tablet'],
  ['402014', 'omeprazole 20 MG Delayed Release Oral Capsule'],
];

/** Doses of a drug every eight weeks, the last one seven weeks ago: in the middle of a therapy. */
export function doses({ given, name }, count) {
  return list(count, (at) => ({
    resourceType: 'MedicationAdministration',
    id: `${name.replaceAll(' ', '-')}-${at}`,
    status: 'completed',
    medicationCodeableConcept: given,
    subject: PATIENT,
    effectiveDateTime: day(-49 - 56 * at),
    performer: [{ actor: DOCTOR }],
  }));
}

export function conditions(count) {
  return list(count, (at) => {
    const [code, snomed, display] = PROBLEMS[at % PROBLEMS.length];
    return {
      resourceType: 'Condition',
      id: `problem-${String(at).padStart(6, '0')}`,
      meta: { versionId: '3', lastUpdated: instant(-30 - (at % 300)) },
      clinicalStatus: coded(hl7('condition-clinical'), 'active', 'Active', 'Active'),
      verificationStatus: coded(hl7('condition-ver-status'), 'confirmed', 'Confirmed', 'Confirmed'),
      category: [
        coded(hl7('condition-category'), 'problem-list-item', 'Problem List Item', 'Problem List Item'),
      ],
      code: {
        coding: [
          { system: SYSTEM.icd10cm, code, display },
          { system: ICD, code, display },
          { system: SYSTEM.snomed, code: snomed, display },
        ],
        text: display,
      },
      subject: PATIENT,
      encounter: { reference: `Encounter/visit-${at % 20}`, display: 'Office Visit' },
      onsetDateTime: day(-400 - (at % 1000)),
      recordedDate: day(-390 - (at % 1000)),
      recorder: DOCTOR,
    };
  });
}

export function observations(count) {
  return list(count, (at) => {
    const [code, display, value, unit] = MEASURES[at % MEASURES.length];
    return {
      resourceType: 'Observation',
      id: `lab-${at}`,
      status: 'final',
      category: [coded(hl7('observation-category'), 'laboratory', 'Laboratory', 'Laboratory')],
      code: coded(SYSTEM.loinc, code, display, display),
      subject: PATIENT,
      encounter: { reference: `Encounter/visit-${at % 20}`, display: 'Office Visit' },
      effectiveDateTime: instant(-20 - at),
      issued: instant(-20 - at, '14:02:11'),
      performer: [DOCTOR],
      valueQuantity: { value, unit, system: SYSTEM.ucum, code: unit },
    };
  });
}

export function medicines(count) {
  return list(count, (at) => {
    const [code, display] = MEDICINES[at % MEDICINES.length];
    return {
      resourceType: 'MedicationRequest',
      id: `medicine-${at}`,
      status: 'active',
      intent: 'order',
      category: [coded(hl7('medicationrequest-category'), 'community', 'Community', 'Community')],
      medicationCodeableConcept: coded(SYSTEM.rxnorm, code, display, display),
      subject: PATIENT,
      authoredOn: day(-200 - at),
      requester: DOCTOR,
      dosageInstruction: [
        { text: 'Take 1 by mouth daily', route: coded(SYSTEM.snomed, '26643006', 'Oral route') },
      ],
    };
  });
}

export function visits(count) {
  return list(count, (at) => ({
    resourceType: 'Encounter',
    id: `visit-${at}`,
    status: 'finished',
    class: { system: SYSTEM.actCode, code: 'AMB', display: 'ambulatory' },
    type: [coded(SYSTEM.cpt, '99213', 'Office visit', 'Office Visit')],
    subject: PATIENT,
    participant: [{ individual: DOCTOR }],
    period: { start: instant(-35 - 30 * at), end: instant(-35 - 30 * at, '09:45:00') },
  }));
}

export function procedures(count) {
  return list(count, (at) => ({
    resourceType: 'Procedure',
    id: `procedure-${at}`,
    status: 'completed',
    code: coded(SYSTEM.snomed, '73761001', 'Colonoscopy', 'Colonoscopy'),
    subject: PATIENT,
    performedDateTime: day(-500 - 365 * at),
    performer: [{ actor: DOCTOR }],
  }));
}

export function allergies(count) {
  return list(count, (at) => ({
    resourceType: 'AllergyIntolerance',
    id: `allergy-${at}`,
    clinicalStatus: coded(hl7('allergyintolerance-clinical'), 'active', 'Active'),
    verificationStatus: coded(hl7('allergyintolerance-verification'), 'confirmed', 'Confirmed'),
    category: ['medication'],
    code: coded(SYSTEM.rxnorm, '7980', 'penicillin', 'penicillin'),
    patient: PATIENT,
    recordedDate: day(-900 - at),
    reaction: [{ manifestation: [coded(SYSTEM.snomed, '271807003', 'Eruption of skin')], severity: 'mild' }],
  }));
}

function list(count, make) {
  return Array.from({ length: count }, (_, at) => make(at));
}
