import { describe, expect, test } from '@jest/globals';
import { discoveryDocument } from '../../src/hooks/discovery.js';
import { fakeService } from '../support/hook-call.js';

const { definition } = fakeService();

test('only what CDS Hooks knows is published, and nothing empty', () => {
  const internal = { ...definition, prefetch: {}, extension: {}, secret: 'x' };
  const [service] = (JSON.parse(discoveryDocument([internal], '2.0')) as { services: object[] }).services;
  expect(Object.keys(service ?? {})).toEqual(['id', 'hook', 'title', 'description']);
});

test('prefetch keys keep their order', () => {
  const prefetch = {
    patient: 'Patient/{{context.patientId}}',
    coverage: 'Coverage?patient={{context.patientId}}',
    author: '{{context.userId}}',
  };
  const { services } = JSON.parse(discoveryDocument([{ ...definition, prefetch }], '2.0')) as {
    services: { prefetch: object }[];
  };
  expect(Object.keys(services[0]?.prefetch ?? {})).toEqual(['patient', 'coverage', 'author']);
});

test('without services the list is empty, and there', () => {
  expect(JSON.parse(discoveryDocument([], '2.2'))).toEqual({ services: [] });
});

describe('the service does not start', () => {
  const withPrefetch = (prefetch: Record<string, string>, version: '2.0' | '2.2') => () =>
    discoveryDocument([{ ...definition, prefetch }], version);

  test('with two services of one id', () => {
    expect(() => discoveryDocument([definition, definition], '2.0')).toThrow(/Two CDS services/);
  });

  test.each([
    '{{context.draftOrders.MedicationRequest.id}}',
    '{{context.patient.id}}',
    '{{today()}}',
    '{{%coverage.id}}',
    '{{userId}}',
  ])('with the prefetch token %s, which CDS Hooks 2.0 does not know', (token) => {
    expect(withPrefetch({ x: `Patient?_id=${token}` }, '2.0')).toThrow(/prefetch "x"/);
  });

  test.each([
    '{{context.draftOrders.entry.where(resource is MedicationRequest).id}}',
    '{{context.draftOrders.entry.resource.ofType().id}}',
    '{{%coverage.entry[0].id}}',
    '{{coverage.entry.id}}',
    '{{context.patientId|}}',
  ])('with the prefetch token %s, which is beyond the simpler FHIRPath', (token) => {
    const prefetch = { coverage: 'Coverage?patient={{context.patientId}}', x: `Patient?_id=${token}` };
    expect(withPrefetch(prefetch, '2.2')).toThrow(/prefetch "x"/);
  });

  test('with a template that builds on one that stands after it', () => {
    const coverage = 'Coverage?patient={{context.patientId}}';
    const payor = 'Organization?_id={{%coverage.entry.resource.payor.resolve().id}}';
    expect(withPrefetch({ payor, coverage }, '2.2')).toThrow(/%coverage, which does not stand before it/);
    expect(withPrefetch({ coverage, payor }, '2.2')).not.toThrow();
  });

  test.each<[string, RegExp]>([
    ['Patient/{{context.patientId}}/$everything', /neither a read nor a search/],
    ['{{context.patientId}}?x=y', /neither a read nor a search/],
    ['Coverage?patient={{context.patientId}}&_include=Coverage:payor', /_include/],
  ])('with the template %s, which a client need not know', (template, why) => {
    expect(withPrefetch({ x: template }, '2.0')).toThrow(why);
    expect(withPrefetch({ x: template }, '2.2')).toThrow(why);
  });
});
