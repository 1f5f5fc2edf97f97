import { expect, test } from '@jest/globals';
import type { Card } from '../../src/cards/types.js';
import { CardsTold, type Listener } from '../../src/hooks/told.js';

const DOCTOR: Listener = {
  fhirServer: 'https://ehr.example.org/fhir',
  patientId: 'p1',
  userId: 'Practitioner/dr1',
  client: 'clinic',
};
const ORDERS = ['MedicationRequest/m1', 'MedicationRequest/m2'];

const card = (differences: Partial<Card> = {}): Card => ({
  uuid: crypto.randomUUID(),
  summary: 'infliximab: site criteria not met',
  detail: '- why',
  indicator: 'warning',
  source: { label: 'Payer', topic: { system: 'x', code: 'network' } },
  ...differences,
});

function told(now = () => 0): CardsTold {
  const memory = new CardsTold(now);
  memory.to(DOCTOR)?.add(card(), ORDERS);
  return memory;
}

test('the same card about the same orders, in any order of them and under a new uuid', () => {
  expect(
    told()
      .to({ ...DOCTOR })
      ?.has(card(), [...ORDERS].reverse()),
  ).toBe(true);
});

test.each<[string, Partial<Listener>]>([
  ['another server', { fhirServer: 'https://other.example.org/fhir' }],
  ['another patient', { patientId: 'p2' }],
  ['another user', { userId: 'Practitioner/dr2' }],
  ['another client', { client: undefined }],
])('not for %s', (_who, differences) => {
  expect(
    told()
      .to({ ...DOCTOR, ...differences })
      ?.has(card(), ORDERS),
  ).toBe(false);
});

test.each<[string, Partial<Card>]>([
  ['summary', { summary: 'infliximab: needs documentation' }],
  ['detail', { detail: '- another why' }],
  ['urgency', { indicator: 'info' }],
  ['offer', { suggestions: [{ label: 'Home infusion', uuid: 'u' }] }],
  ['link', { links: [{ label: 'Policy', url: 'https://payer.example.org', type: 'absolute' }] }],
])('not with another %s', (_what, differences) => {
  expect(told().to(DOCTOR)?.has(card(differences), ORDERS)).toBe(false);
});

test('not about fewer orders', () => {
  expect(told().to(DOCTOR)?.has(card(), ['MedicationRequest/m1'])).toBe(false);
});

test('not for a call without a user', () => {
  expect(told().to({ ...DOCTOR, userId: undefined })).toBeUndefined();
});

test('not half an hour later', () => {
  let time = 0;
  const memory = told(() => time);
  time = 30 * 60_000;
  expect(memory.to(DOCTOR)?.has(card(), ORDERS)).toBe(false);
});
