/**
 * Orders that leave this service still conform to the CRD profile of their version (CI-05): every action of every scenario, in system
 * actions and suggestions, under both versions. An EHR's own faults are not ours to mend, so what it sent wrong may come back wrong.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Extension, FhirResource } from 'fhir/r4.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import type { CrdVersion } from '../../src/crd/dialect.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { drugs } from '../support/scenarios/drugs.js';
import { infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { faultsAsOrder, faultsOfCoverageInformation, faultsOfResource } from '../support/validate-fhir.js';
import { actionsOf, callsOf, nameOf, post, resourcesOf, scenarios, VERSIONS } from './calls.js';

describe.each(VERSIONS)('CRD %s', (version) => {
  // One for each version: an answer given at order-select is not repeated when the same order is signed.
  let app: PolicyApp;
  beforeAll(async () => {
    app = await startPolicyApp({ now: EVALUATED_AT });
  });
  afterAll(() => app.close());

  /** What was looked at, so that an answer without actions proves nothing by itself. */
  const seen = new Set<string>();

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s: every resource handed back conforms to its profile',
    async (_id, scenario) => {
      for (const request of callsOf(scenario)) {
        const { status, body } = await post(app, version, request);
        expect([request.hook, status]).toEqual([request.hook, 200]);
        const sent = new Map(resourcesOf(request).map((resource) => [nameOf(resource), resource]));
        for (const { resource, type } of actionsOf(body)) {
          if (!resource) continue;
          seen.add(`${request.hook} ${type} ${resource.resourceType}`);
          const before = sent.get(nameOf(resource));
          const inherited = before ? faultsAsOrder(before, version) : [];
          const faults = faultsAsOrder(resource, version).filter((fault) => !inherited.includes(fault));
          expect([request.hook, nameOf(resource), faults]).toEqual([request.hook, nameOf(resource), []]);
        }
      }
    },
    30_000,
  );

  test('among them were orders of every hook, updated and created', () => {
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'order-sign update MedicationRequest',
        'order-sign update ServiceRequest',
        'order-sign create ServiceRequest',
        'order-select update MedicationRequest',
        'order-dispatch update MedicationRequest',
        'appointment-book update Appointment',
      ]),
    );
  });

  test('an order without fault comes back without fault', async () => {
    const order = infusionOrder(drugs.infliximab, { supportingInformation: [] });
    expect(faultsAsOrder(order, version)).toEqual([]);
    const [scenario] = scenarios;
    if (!scenario) throw new Error('there is no scenario');
    const [request] = callsOf({ ...scenario, draft: [order] });
    const { body } = await post(app, version, request);
    const updated = (body.systemActions ?? []).map(({ resource }) => resource as FhirResource);
    expect(updated.map(nameOf)).toEqual(['MedicationRequest/m1']);
    expect(updated.flatMap((resource) => faultsAsOrder(resource, version))).toEqual([]);
  });
});

describe('a damaged resource is found', () => {
  const good = infusionOrder(drugs.infliximab);
  const information = (...parts: Extension[]): Extension => ({
    url: COVERAGE_INFORMATION,
    extension: [
      { url: 'coverage', valueReference: { reference: 'Coverage/c1' } },
      { url: 'covered', valueCode: 'covered' },
      { url: 'date', valueDate: '2025-10-01' },
      { url: 'coverage-assertion-id', valueString: 'a1' },
      ...parts,
    ],
  });

  test('the resource the damage is done to is sound', () => {
    for (const version of VERSIONS) {
      expect(faultsAsOrder(good, version)).toEqual([]);
      expect(faultsOfCoverageInformation(information(), version)).toEqual([]);
    }
  });

  test.each<[string, object, RegExp]>([
    ['an element of the base that is missing', { intent: undefined }, /intent/],
    ['an element of the profile that is missing', { authoredOn: undefined }, /authoredOn/],
    ['an unknown element', { colour: 'red' }, /colour/],
    ['a date that is none', { authoredOn: 'yesterday' }, /authoredOn/],
    ['a requester of the wrong type', { requester: { reference: 'Patient/p1' } }, /requester/],
    ['doNotPerform', { doNotPerform: true }, /doNotPerform/],
  ])('%s', (_title, damage, where) => {
    for (const version of VERSIONS) {
      expect(faultsAsOrder({ ...good, ...damage }, version)).toContainEqual(expect.stringMatching(where));
    }
  });

  test('CRD 2.0 has drafts only, 2.2 any status', () => {
    const active = { ...good, status: 'active' as const };
    expect(faultsAsOrder(active, '2.0')).toContainEqual(expect.stringMatching(/status/));
    expect(faultsAsOrder(active, '2.2')).toEqual([]);
  });

  test.each<[string, Extension, readonly CrdVersion[]]>([
    ['a code of the other version', { url: 'info-needed', valueCode: 'detail-code' }, ['2.0']],
    ['a code of neither version', { url: 'pa-needed', valueCode: 'perhaps' }, VERSIONS],
    ['both, which only 2.0 has', { url: 'doc-needed', valueCode: 'both' }, ['2.2']],
    ['a second covered', { url: 'covered', valueCode: 'covered' }, VERSIONS],
    ['a part nobody knows', { url: 'colour', valueCode: 'red' }, VERSIONS],
    ['a part of 2.2', { url: 'expiry-date', valueDate: '2026-01-01' }, ['2.0']],
    ['a part of 2.0', { url: 'response', valueReference: { reference: 'QuestionnaireResponse/q' } }, ['2.2']],
    ['a value of the wrong type', { url: 'questionnaire', valueString: 'https://x.example/q' }, VERSIONS],
    [
      'a contact as a point, which only 2.0 has',
      { url: 'contact', valueContactPoint: { system: 'phone', value: '1' } },
      ['2.2'],
    ],
    ['a detail without code', { url: 'detail', extension: [{ url: 'value', valueBoolean: true }] }, VERSIONS],
    [
      'a detail without category, which only 2.2 has',
      {
        url: 'detail',
        extension: [
          { url: 'code', valueCodeableConcept: { text: 'x' } },
          { url: 'value', valueBoolean: true },
        ],
      },
      ['2.2'],
    ],
  ])('coverage information with %s', (_title, part, wrongIn) => {
    for (const version of VERSIONS) {
      const faults = faultsOfCoverageInformation(information(part), version);
      expect([version, faults.length > 0]).toEqual([version, wrongIn.includes(version)]);
    }
  });

  test('coverage information without an assertion id', () => {
    const { extension = [], url } = information();
    const without = { url, extension: extension.filter((part) => part.url !== 'coverage-assertion-id') };
    for (const version of VERSIONS) expect(faultsOfCoverageInformation(without, version)).not.toEqual([]);
  });

  test('a profile that does not keep to FHIR itself', () => {
    const profile = { resourceType: 'StructureDefinition', id: 'x', url: 'https://x.example/x' };
    expect(faultsOfResource(profile as FhirResource)).not.toEqual([]);
  });
});
