import { describe, expect, test } from '@jest/globals';
import { discoveryDocument } from '../../src/hooks/discovery.js';
import { fakeService } from '../support/hook-call.js';

const { definition } = fakeService();

test('only what CDS Hooks knows is published, and nothing empty', () => {
  const internal = { ...definition, prefetch: {}, secret: 'x' };
  const [service] = (JSON.parse(discoveryDocument([internal])) as { services: object[] }).services;
  expect(Object.keys(service ?? {})).toEqual(['id', 'hook', 'title', 'description']);
});

test('prefetch keys keep their order', () => {
  const prefetch = {
    patient: 'Patient/{{context.patientId}}',
    coverage: 'Coverage?patient={{context.patientId}}',
    author: '{{context.userId}}',
  };
  const { services } = JSON.parse(discoveryDocument([{ ...definition, prefetch }])) as {
    services: { prefetch: object }[];
  };
  expect(Object.keys(services[0]?.prefetch ?? {})).toEqual(['patient', 'coverage', 'author']);
});

describe('the service does not start', () => {
  test('with two services of one id', () => {
    expect(() => discoveryDocument([definition, definition])).toThrow(/Two CDS services/);
  });

  test.each([
    '{{context.draftOrders.MedicationRequest.id}}',
    '{{context.patient.id}}',
    '{{today()}}',
    '{{%coverage.id}}',
    '{{userId}}',
  ])('with the prefetch token %s, which CDS Hooks 2.0 does not know', (token) => {
    expect(() => discoveryDocument([{ ...definition, prefetch: { x: `Patient?_id=${token}` } }])).toThrow(
      /prefetch "x"/,
    );
  });
});
