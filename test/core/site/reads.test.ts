import { expect, test } from '@jest/globals';
import { siteReads } from '../../../src/core/site/reads.js';
import {
  chartOf,
  COMPLETE,
  medicationRequest,
  orderIn,
  serviceRequest,
  type Elements,
} from '../../support/draft.js';

function reads(
  order: Elements,
  service: Elements,
  stored: readonly Elements[] = [],
  keys = {},
): readonly string[] {
  const chart = chartOf(stored, keys);
  return siteReads(orderIn([medicationRequest(order), serviceRequest(service)], chart), chart).map(
    ({ key }) => key,
  );
}
const to = (reference: unknown) => ({ reference });

test('location, performers, dispenser and encounter of the order and its services', () => {
  const order = {
    performer: to('PractitionerRole/r'),
    dispenseRequest: { performer: to('Organization/d') },
    encounter: to('Encounter/e'),
  };
  const service = {
    locationReference: [to('https://ehr.example.org/fhir/Location/l')],
    performer: [to('Organization/o'), to('Practitioner/p')],
  };
  expect([...reads(order, service)].sort()).toEqual([
    'Encounter/e',
    'Location/l',
    'Organization/d',
    'Organization/o',
    'PractitionerRole/r',
  ]);
});

test('each resource that came names the next step', () => {
  const service = { locationReference: [to('Location/bed')], performer: [to('PractitionerRole/r')] };
  const stored = [
    { resourceType: 'Location', id: 'bed', partOf: to('Location/ward') },
    {
      resourceType: 'PractitionerRole',
      id: 'r',
      location: [to('Location/l')],
      organization: to('Organization/o'),
      healthcareService: [to('HealthcareService/s')],
    },
  ];
  expect([...reads({}, service, stored)].sort()).toEqual([
    'HealthcareService/s',
    'Location/l',
    'Location/ward',
    'Organization/o',
  ]);
  const more = [
    { resourceType: 'Location', id: 'ward', managingOrganization: to('Organization/h') },
    { resourceType: 'HealthcareService', id: 's', providedBy: to('Organization/p') },
    { resourceType: 'Organization', id: 'o', partOf: to('Organization/system') },
    { resourceType: 'Location', id: 'l' },
  ];
  expect([...reads({}, service, [...stored, ...more])].sort()).toEqual([
    'Organization/h',
    'Organization/p',
    'Organization/system',
  ]);
});

test('a service the order names is read, a drug or a note is not', () => {
  const order = {
    supportingInformation: [to('ServiceRequest/s9'), to('DocumentReference/d1')],
    basedOn: [to('ServiceRequest/s8')],
  };
  expect(reads(order, {})).toEqual(['ServiceRequest/s9', 'ServiceRequest/s8']);
});

test('what was asked for before, or cannot be asked for, is not asked for', () => {
  const service = {
    locationReference: [to('Location/l'), to('#l'), to('urn:uuid:1'), to('Location?name=x'), null],
  };
  expect(reads({}, service, [], { 'Location/l': { state: 'unavailable', reason: '404' } })).toEqual([]);
  expect(reads({ encounter: to('Encounter/e') }, {}, [], { encounter: COMPLETE })).toEqual([]);
});

test('a loop ends', () => {
  const stored = [
    { resourceType: 'Location', id: 'a', partOf: to('Location/b') },
    {
      resourceType: 'Location',
      id: 'b',
      partOf: to('Location/a'),
      managingOrganization: to('Organization/o'),
    },
  ];
  expect(reads({}, { locationReference: [to('Location/a')] }, stored)).toEqual(['Organization/o']);
});
