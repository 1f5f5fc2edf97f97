/** Who the patient is, who pays, and where drugs are given: the demo payer's world, nobody real. */
import { day } from './days.mjs';
import { SYSTEM, coded, hl7 } from './systems.mjs';

export const PATIENT = { reference: 'Patient/p1', display: 'Leonora Featherstone' };

export const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: 'urn:oid:2.16.840.1.113883.19.5', value: 'MRN-4471-X' }],
  active: true,
  name: [{ use: 'official', family: 'Featherstone', given: ['Leonora'] }],
  telecom: [{ system: 'phone', value: '+1-555-0142', use: 'home' }],
  gender: 'female',
  birthDate: '1980-05-05',
  address: [{ use: 'home', city: 'Atlanta', state: 'GA', postalCode: '30303', country: 'US' }],
};

export const coverage = {
  resourceType: 'Coverage',
  id: 'c1',
  status: 'active',
  subscriberId: '123456789',
  beneficiary: PATIENT,
  period: { start: day(-300), end: day(300) },
  payor: [{ reference: 'Organization/payer1' }],
  class: [{ type: coded(hl7('coverage-class'), 'plan'), value: '99999GA0010001-01' }],
};

const hospital = organization('h', '1900000013', '282N00000X', 'Atlanta Example General Hospital');
const homeInfusion = organization('hi1', '1900000088', '251F00000X', 'Example Home Infusion');
export const homePharmacy = organization(
  'hip1',
  '1900000096',
  '3336H0001X',
  'Example Home Infusion Pharmacy',
);
const payer = {
  resourceType: 'Organization',
  id: 'payer1',
  identifier: [{ system: SYSTEM.payer, value: '99999' }],
  name: 'Example Georgia Marketplace Plan (fictional)',
};
const hospitalInfusion = {
  resourceType: 'Location',
  id: 'h1',
  status: 'active',
  name: 'Atlanta Example General Hospital, Outpatient Infusion',
  type: [coded(SYSTEM.roleCode, 'HOSP')],
  address: { state: 'GA', postalCode: '30303' },
  managingOrganization: { reference: 'Organization/h' },
};

/** What orders refer to. */
export const surroundings = [payer, hospital, hospitalInfusion, homeInfusion, homePharmacy];

function organization(id, npi, taxonomy, name) {
  return {
    resourceType: 'Organization',
    id,
    identifier: [{ system: SYSTEM.npi, value: npi }],
    active: true,
    type: [coded(SYSTEM.nucc, taxonomy)],
    name,
  };
}
