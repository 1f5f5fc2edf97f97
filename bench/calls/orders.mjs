/** What is ordered: drugs of the list and beside it, and the services that say where they are given. */
import { day } from './days.mjs';
import { PATIENT } from './people-and-places.mjs';
import { SYSTEM, coded, hl7 } from './systems.mjs';

export const DRUGS = {
  infliximab: drug('infliximab', '191831', 'J1745', '310994', 'infliximab 100 MG Injection'),
  vedolizumab: drug('vedolizumab', '1538097', 'J3380', '1538137', 'vedolizumab 300 MG Injection'),
  abatacept: drug('abatacept', '614391', 'J0129', '616018', 'abatacept 250 MG Injection [Orencia]'),
  ironSucrose: drug('iron sucrose', '24909', 'J1756', '1741261', '10 ML iron sucrose 20 MG/ML Injection'),
  natalizumab: drug('natalizumab', '354770', 'J2323', '477484', '15 ML natalizumab 20 MG/ML Injection'),
  immuneGlobulin: drug('immune globulin', '5666', 'J1569'),
  /** On no list. */
  pembrolizumab: drug('pembrolizumab', '1547545', 'J9271'),
};

/** An intravenous drug whose place stands in a service order. */
export function drugOrder(drug, id = 'm1', service = 's1', differences = {}) {
  return {
    resourceType: 'MedicationRequest',
    id,
    status: 'draft',
    intent: 'order',
    category: [coded(hl7('medicationrequest-category'), 'outpatient', 'Outpatient')],
    medicationCodeableConcept: drug.ordered,
    subject: PATIENT,
    authoredOn: day(-1),
    requester: { reference: 'Practitioner/dr1' },
    supportingInformation: [{ reference: `ServiceRequest/${service}` }],
    insurance: [{ reference: 'Coverage/c1' }],
    dosageInstruction: [
      {
        text: 'intravenous infusion every 8 weeks',
        timing: {
          repeat: { boundsPeriod: { start: day(6) }, frequency: 1, period: 8, periodUnit: 'wk' },
        },
        route: coded(SYSTEM.snomed, '47625008', 'Intravenous route', 'intravenous'),
        doseAndRate: [{ doseQuantity: { value: 400, unit: 'mg', system: SYSTEM.ucum, code: 'mg' } }],
      },
    ],
    ...differences,
  };
}

/** The infusion at the hospital's outpatient department. */
export function hospitalService(id = 's1') {
  return serviceOrder(id, '96365', {
    locationReference: [
      { reference: 'Location/h1', display: 'Atlanta Example General Hospital, Outpatient Infusion' },
    ],
    locationCode: [coded(SYSTEM.pos, '22')],
  });
}

/** The infusion at the patient's home. */
export function homeService(id = 's1') {
  return serviceOrder(id, '99601', { locationCode: [coded(SYSTEM.pos, '12')] });
}

function serviceOrder(id, cpt, place) {
  return {
    resourceType: 'ServiceRequest',
    id,
    status: 'draft',
    intent: 'order',
    code: coded(SYSTEM.cpt, cpt),
    subject: PATIENT,
    authoredOn: day(-1),
    occurrenceDateTime: day(6),
    ...place,
  };
}

function drug(name, ingredient, hcpcs, product, productName) {
  const ordered = {
    coding: [
      { system: SYSTEM.rxnorm, code: ingredient, display: name },
      { system: SYSTEM.hcpcs, code: hcpcs },
    ],
    text: name,
  };
  const given = product ? coded(SYSTEM.rxnorm, product, productName, productName) : ordered;
  return { name, ordered, given };
}
