import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { administrationService } from '../../../src/core/orders/administration-services.js';
import { siteCompanions } from '../../../src/core/orders/companions.js';
import type { ServiceRequest } from '../../../src/core/fhir.js';
import {
  chartOf,
  concept,
  CPT,
  medicationRequest,
  orderIn,
  ordersIn,
  serviceRequest,
} from '../../support/draft.js';

const unlinked = { supportingInformation: undefined };
const links = (resources: readonly unknown[]) =>
  orderIn(resources).companions.map(({ reference, link }) => `${reference} ${link}`);

describe('how a service belongs to a drug order', () => {
  test('supportingInformation', () => {
    expect(links([medicationRequest(), serviceRequest()])).toEqual([
      'ServiceRequest/s1 supportingInformation',
    ]);
  });

  test('the order is based on the service, or the service on the order', () => {
    const based = { ...unlinked, basedOn: [{ reference: 'ServiceRequest/s1' }] };
    expect(links([medicationRequest(based), serviceRequest()])).toEqual(['ServiceRequest/s1 basedOn']);
    const basedOnOrder = serviceRequest({
      basedOn: [{ reference: 'https://ehr.example.org/fhir/MedicationRequest/m1' }],
    });
    expect(links([medicationRequest(unlinked), basedOnOrder])).toEqual(['ServiceRequest/s1 basedOn']);
  });

  test('the same requisition, system and value', () => {
    const order = medicationRequest({ ...unlinked, groupIdentifier: { system: 'urn:x', value: '7' } });
    expect(links([order, serviceRequest({ requisition: { system: 'urn:x', value: '7' } })])).toEqual([
      'ServiceRequest/s1 group',
    ]);
    expect(links([order, serviceRequest({ requisition: { system: 'urn:y', value: '7' } })])).toEqual([
      'ServiceRequest/s1 only-one',
    ]);
  });

  test('an administration service beside the only drug of the draft', () => {
    expect(links([medicationRequest(unlinked), serviceRequest()])).toEqual(['ServiceRequest/s1 only-one']);
  });

  test('any other service beside the only drug is merely there', () => {
    const physio = serviceRequest({ code: concept(CPT, '97110') });
    expect(links([medicationRequest(unlinked), physio])).toEqual(['ServiceRequest/s1 same-draft']);
  });

  test('beside two drugs an unlinked service belongs to neither', () => {
    const orders = ordersIn([
      medicationRequest(unlinked),
      medicationRequest({ ...unlinked, id: 'm2' }),
      serviceRequest(),
    ]);
    expect(orders.map((order) => order.companions)).toEqual([[], []]);
  });

  test('two drugs linked to one service: it is the companion of both', () => {
    const orders = ordersIn([medicationRequest(), medicationRequest({ id: 'm2' }), serviceRequest()]);
    expect(orders.map((order) => order.companions.map(({ link }) => link))).toEqual([
      ['supportingInformation'],
      ['supportingInformation'],
    ]);
  });

  test('T01: beside an explicit link the home service is reachable, but no evidence of the site', () => {
    const home = serviceRequest({ id: 's2', code: concept(CPT, '99601'), occurrenceDateTime: '2025-11-19' });
    const order = orderIn([medicationRequest(), home, serviceRequest()]);
    expect(order.companions.map(({ reference, link }) => `${reference} ${link}`)).toEqual([
      'ServiceRequest/s1 supportingInformation',
      'ServiceRequest/s2 same-draft',
    ]);
    expect(siteCompanions(order.companions).map(({ reference }) => reference)).toEqual(['ServiceRequest/s1']);
  });

  test('a service based on another drug order is left to that order', () => {
    const service = serviceRequest({ basedOn: [{ reference: 'MedicationRequest/m10' }] });
    expect(links([medicationRequest(unlinked), service])).toEqual([]);
  });

  test.each([
    ['of another patient', { subject: { reference: 'Patient/p12' } }],
    ['not to be done', { doNotPerform: true }],
    ['revoked', { status: 'revoked' }],
    ['entered in error', { status: 'entered-in-error' }],
  ])('a service %s is no companion', (_name, elements) => {
    expect(links([medicationRequest(), serviceRequest(elements)])).toEqual([]);
  });

  test('an explicit link is followed into the chart, and the draft has the newer copy', () => {
    const stored = { ...serviceRequest({ status: 'active', occurrenceDateTime: '2025-01-01' }) };
    const chart = chartOf([stored]);
    const fromChart = orderIn([medicationRequest()], chart).companions[0];
    expect(fromChart?.obtained.source).toBe('prefetch');
    const fromDraft = orderIn([medicationRequest(), serviceRequest()], chart).companions[0];
    expect(fromDraft?.request.occurrenceDateTime).toBe('2025-10-08');
  });

  test('a reference that only begins alike is no link', () => {
    const order = medicationRequest({ supportingInformation: [{ reference: 'ServiceRequest/s12' }] });
    expect(links([order, serviceRequest()])).toEqual(['ServiceRequest/s1 only-one']);
  });
});

describe('administration services', () => {
  const kind = (code: unknown) => administrationService({ code } as ServiceRequest)?.kind;

  test('home infusion wins over the infusion itself', () => {
    expect(kind({ coding: [...concept(CPT, '96365').coding, ...concept('HCPCS', 'S9338').coding] })).toBe(
      'home',
    );
    expect(kind(concept(CPT, '96365'))).toBe('any-site');
    expect(kind(concept('http://snomed.info/sct', '14152002'))).toBe('any-site');
  });

  test('a billing option of CRD 2.2 counts', () => {
    expect(
      kind({ text: 'Infusion', extension: [{ url: 'x', valueCodeableConcept: concept(CPT, '96413') }] }),
    ).toBe('any-site');
  });

  test('other codes, codes of unknown systems and words alone do not', () => {
    for (const code of [
      concept(CPT, '97110'),
      concept('urn:local', '96413'),
      { text: 'Infusion' },
      undefined,
      null,
      'x',
    ]) {
      expect(kind(code)).toBeUndefined();
    }
  });

  const facts = join(import.meta.dirname, '../../../../shared/facts/valuesets.json');
  const withFacts = existsSync(facts) ? test : test.skip;
  withFacts('every reviewed code is recognised (skipped without ../shared)', () => {
    const { valueSets } = JSON.parse(readFileSync(facts, 'utf8')) as {
      valueSets: { id: string; codes: { system: string; code: string }[] }[];
    };
    const codes = valueSets.find(({ id }) => id === 'vs-admin-procedure')?.codes ?? [];
    const missed = codes.filter(({ system, code }) => {
      const uri = system === 'SNOMED' ? 'http://snomed.info/sct' : system;
      return kind(concept(uri, code)) !== (/^(9960|S9|G0)/.test(code) ? 'home' : 'any-site');
    });
    expect(missed).toEqual([]);
    expect(codes.length).toBeGreaterThan(10);
  });
});
