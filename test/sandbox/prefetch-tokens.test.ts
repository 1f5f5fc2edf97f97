/** Prefetch templates are filled as CDS Hooks 2.0 and, for CRD 2.2, its simpler FHIRPath say. */
import { expect, test } from '@jest/globals';
import { filled, keysIn } from '../../src/sandbox/prefetch-tokens.js';

const order = {
  resourceType: 'MedicationRequest',
  id: 'm1',
  performerType: { coding: [{ code: 'no' }] },
  medicationReference: { reference: 'Medication/med1' },
  performer: { reference: 'https://ehr.example.org/fhir/PractitionerRole/role1' },
  extension: [{ url: 'https://example.org/x', valueString: 'extended' }],
};
const service = {
  resourceType: 'ServiceRequest',
  id: 's1',
  locationReference: [{ reference: 'Location/a' }, { reference: 'Location/b' }, { display: 'somewhere' }],
};
const context = {
  userId: 'Practitioner/dr1',
  patientId: 'p 1/2',
  draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }, { resource: service }] },
};
const coverage = {
  resourceType: 'Bundle',
  entry: [
    {
      resource: {
        resourceType: 'Coverage',
        payor: [{ reference: 'Organization/payer' }, { reference: 'Patient/p1' }],
      },
    },
  ],
};
const fetched = new Map<string, unknown>([['coverage', coverage]]);
const DRAFT = 'context.draftOrders.entry.resource';

test.each<[string, string | undefined]>([
  ['Patient/{{context.patientId}}', 'Patient/p%201/2'],
  ['Condition?patient={{context.patientId}}&category=a', 'Condition?patient=p%201/2&category=a'],
  ['Practitioner/{{userPractitionerId}}', 'Practitioner/dr1'],
  [`Medication?_id={{${DRAFT}.ofType(MedicationRequest).medication.resolve().id}}`, 'Medication?_id=med1'],
  [`Location?_id={{${DRAFT}.locationReference.resolve().id}}`, 'Location?_id=a,b'],
  [
    `PractitionerRole?_id={{${DRAFT}.performer.resolve().ofType(PractitionerRole).id}}`,
    'PractitionerRole?_id=role1',
  ],
  [
    'Organization?_id={{%coverage.entry.resource.payor.resolve().ofType(Organization).id}}',
    'Organization?_id=payer',
  ],
  [`X?a={{%none.entry.resource.id|${DRAFT}.ofType(ServiceRequest).id}}`, 'X?a=s1'],
  // performer is an element of its own here, and performerType is no choice of it.
  [`X?a={{${DRAFT}.performer.coding.code}}`, undefined],
  [`X?a={{${DRAFT}.extension('https://example.org/x').value}}`, 'X?a=extended'],
])('%s is filled', (template, url) => {
  expect(filled(template, { context, fetched })).toBe(url);
});

test.each([
  'Encounter/{{context.encounterId}}',
  'PractitionerRole/{{userPractitionerRoleId}}',
  `Location?_id={{${DRAFT}.ofType(Appointment).id}}`,
  'X?a={{%none.entry.resource.id}}',
  'X?a={{patient}}',
])('%s has no value here, so the key is left out (CH-27)', (template) => {
  expect(filled(template, { context, fetched })).toBeUndefined();
});

test('a template names the keys it builds on', () => {
  expect(keysIn('X?a={{%coverage.entry|%context.patientId|%roles.entry}}')).toEqual(['coverage', 'roles']);
});
