/** Organisations and places as the EHR knows them. Nothing here is a real provider; the NPIs are those of the demo directory. */
import type { Location, Organization } from 'fhir/r4.js';

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const NUCC = 'http://nucc.org/provider-taxonomy';
const PAYER_IDENTIFIER = 'urn:oid:2.16.840.1.113883.6.300';

export const payer: Organization = {
  resourceType: 'Organization',
  id: 'payer1',
  identifier: [{ system: PAYER_IDENTIFIER, value: '99999' }],
  name: 'Example Georgia Marketplace Plan (fictional)',
};

export const medicaidPlan: Organization = {
  resourceType: 'Organization',
  id: 'payer2',
  identifier: [{ system: PAYER_IDENTIFIER, value: '88888' }],
  name: 'Example Georgia Medicaid CMO (fictional)',
};

export const hospital = provider('h', '1900000013', '282N00000X', 'Atlanta Example General Hospital');
export const ruralHospital = provider(
  'h2',
  '1900000021',
  '282N00000X',
  'Folkston Example Community Hospital',
);
export const infusionSuite = provider(
  'aic1',
  '1900000039',
  '261QI0500X',
  'Midtown Example Ambulatory Infusion Suite',
);
export const homeInfusion = provider('hi1', '1900000088', '251F00000X', 'Example Home Infusion');
export const homeInfusionPharmacy = provider(
  'hip1',
  '1900000096',
  '3336H0001X',
  'Example Home Infusion Pharmacy',
);
export const specialtyPharmacy = provider('sp1', '1900000104', '3336S0011X', 'Example Specialty Pharmacy');

export const hospitalInfusion = hospitalLocation('h1', hospital, '30303');
export const ruralHospitalInfusion = hospitalLocation('h2-infusion', ruralHospital, '31537');

function provider(id: string, npi: string, taxonomy: string, name: string): Organization {
  return {
    resourceType: 'Organization',
    id,
    identifier: [{ system: NPI, value: npi }],
    active: true,
    type: [{ coding: [{ system: NUCC, code: taxonomy }] }],
    name,
  };
}

function hospitalLocation(id: string, owner: Organization, postalCode: string): Location {
  return {
    resourceType: 'Location',
    id,
    status: 'active',
    name: `${owner.name}, Outpatient Infusion`,
    type: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'HOSP' }] }],
    address: { state: 'GA', postalCode },
    managingOrganization: { reference: `Organization/${owner.id}` },
  };
}
