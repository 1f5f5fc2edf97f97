/** Discovery of either version, as a client reads it (CH-01 to CH-06, CH-20, CR-20, CR-50). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServiceDefinition } from '../../src/hooks/service.js';
import { startApp, type TestApp } from '../support/app.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
const listed: Record<string, readonly ServiceDefinition[]> = {};

beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
  for (const base of ['', '/crd/2.2']) {
    const response = await fetch(`${app.url}${base}/cds-services`);
    expect(response.status).toBe(200);
    listed[base] = ((await response.json()) as { services: ServiceDefinition[] }).services;
  }
});
afterAll(() => app.close());

const tokensOf = ({ prefetch = {} }: ServiceDefinition): string[] =>
  Object.values(prefetch).flatMap((template) => template.match(/\{\{.*?\}\}/g) ?? []);

test('both versions list the same services for the same hooks', () => {
  const names = (base: string) => listed[base]?.map(({ id, hook }) => `${id} ${hook}`);
  expect(names('')).toContain('site-of-care-order-sign order-sign');
  expect(names('/crd/2.2')).toEqual(names(''));
});

test('given CRD 2.0, then plain tokens only, and no version extension, which its clients do not know', () => {
  for (const service of listed[''] ?? []) {
    for (const token of tokensOf(service)) expect(token).toMatch(/^\{\{context\.[A-Za-z]+\}\}$/);
    expect(service.extension).not.toHaveProperty('davinci-crd.version');
  }
});

describe('given CRD 2.2', () => {
  test('then every service says so, and names no other version (VR-2)', () => {
    for (const { extension } of listed['/crd/2.2'] ?? []) {
      expect(extension).toMatchObject({ 'davinci-crd.version': ['2.2'] });
    }
  });

  test('then order-sign asks for the standard keys, the payor, and its own searches after them', () => {
    const { prefetch = {} } =
      listed['/crd/2.2']?.find(({ hook }) => hook === 'order-sign') ?? ({} as Partial<ServiceDefinition>);
    expect(Object.keys(prefetch).slice(0, 9)).toEqual([
      'patient',
      'encounter',
      'coverage',
      'payor',
      'medications',
      'practitionerRoles',
      'locations',
      'organizations',
      'conditions',
    ]);
    expect(prefetch).toMatchObject({
      patient: 'Patient/{{context.patientId}}',
      encounter: 'Encounter/{{context.encounterId}}',
      coverage: 'Coverage?patient={{context.patientId}}&status=active',
      payor: 'Organization?_id={{%coverage.entry.resource.payor.resolve().ofType(Organization).id}}',
      medications:
        'Medication?_id={{context.draftOrders.entry.resource.ofType(MedicationRequest).medication.resolve().id}}',
    });
  });

  test('then each %key stands after the key it names (CH-06)', () => {
    for (const { prefetch = {} } of listed['/crd/2.2'] ?? []) {
      const keys = Object.keys(prefetch);
      for (const [index, template] of Object.values(prefetch).entries()) {
        for (const [, name = ''] of template.matchAll(/%([A-Za-z]+)/g)) {
          expect(keys.indexOf(name)).toBeGreaterThanOrEqual(0);
          expect(keys.indexOf(name)).toBeLessThan(index);
        }
      }
    }
  });
});

test('discovery is there without any service (CH-01)', async () => {
  const empty: TestApp = await startApp([]);
  for (const base of ['', '/crd/2.2']) {
    const response = await fetch(`${empty.url}${base}/cds-services`);
    expect([response.status, await response.json()]).toEqual([200, { services: [] }]);
  }
  await empty.close();
});
