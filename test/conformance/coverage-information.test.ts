/** Coverage information through the wire, at every primary hook and in both versions (CRD 2.2 "Coverage Information", CI-01 … CI-23). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, Extension, FhirResource, MedicationRequest } from 'fhir/r4.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { SYSTEM } from '../../src/core/terminology/systems.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';
import { baseOf, callOf, nameOf, post, PRIMARY, scenarios, VERSIONS, type Call } from './calls.js';
import { coverageInformation, part } from './kit-reader.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const notMet = scenarioOf('T04');
const siteUnknown = scenarioOf('T22');
/** What another payer said about the same order. */
const THEIRS: Extension = {
  url: COVERAGE_INFORMATION,
  extension: [
    { url: 'coverage', valueReference: { reference: 'Coverage/of-another-payer' } },
    { url: 'covered', valueCode: 'covered' },
    { url: 'pa-needed', valueCode: 'no-auth' },
    { url: 'date', valueDate: '2025-09-01' },
    { url: 'coverage-assertion-id', valueString: 'theirs' },
  ],
};
const FOREIGN: Extension = { url: 'https://ehr.example/internal', valueDecimal: 0.5 };

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const everywhere = VERSIONS.flatMap((version) => PRIMARY.map((hook) => [version, hook] as const));

describe.each(everywhere)('CRD %s, %s', (version, hook) => {
  async function updatesOf(call: Call): Promise<readonly FhirResource[]> {
    const { status, body } = await post(app, version, call);
    expect(status).toBe(200);
    return (body.systemActions ?? []).flatMap(({ resource }) => resource ?? []);
  }

  async function said(scenario: Scenario): Promise<Extension> {
    const [resource] = await updatesOf(callOf(hook, scenario));
    const [extension] = resource ? coverageInformation(resource) : [];
    if (!extension) throw new Error('nothing was said');
    return extension;
  }

  test('given three orders in scope, then three updates, one for each', async () => {
    const draft = ['m1', 'm2', 'm3'].map((id) => infusionOrder(drugs.infliximab, { id }));
    const updates = await updatesOf(callOf(hook, { ...notMet, draft }));
    expect(new Set(updates.map(nameOf)).size).toBe(3);
    for (const resource of updates) expect(coverageInformation(resource)).toHaveLength(1);
  });

  test('given our own answer comes back, then there is nothing to say', async () => {
    const call = callOf(hook, notMet);
    const updates = await updatesOf(call);
    expect(updates.length).toBeGreaterThan(0);
    const { status, body } = await post(app, version, withResources(call, updates));
    expect([status, body]).toEqual([
      200,
      version === '2.0' ? { cards: [], systemActions: [] } : { cards: [] },
    ]);
  });

  test('given assertions of another payer and a foreign extension, then they stay as they were', async () => {
    const call = callOf(hook, notMet);
    const [plain] = await updatesOf(call);
    if (!plain) throw new Error('nothing was updated');
    const laden = { ...withoutOurs(plain), extension: [FOREIGN, THEIRS] } as FhirResource;
    const [updated] = await updatesOf(withResources(call, [laden]));
    const { extension = [] } = updated as MedicationRequest;
    expect(extension.slice(0, 2)).toEqual([FOREIGN, THEIRS]);
    expect(extension).toHaveLength(3);
  });

  test('nothing but the extension is changed', async () => {
    const call = callOf(hook, notMet);
    const sent = JSON.stringify(call);
    const updates = await updatesOf(call);
    expect(updates.length).toBeGreaterThan(0);
    for (const resource of updates) expect(sent).toContain(JSON.stringify(withoutOurs(resource)));
  });

  test('a dose of 10.00 comes back as 10.00', async () => {
    const dose = { value: 777777, unit: 'mg' };
    const dosage = [
      { ...infusionOrder(drugs.infliximab).dosageInstruction?.[0], doseAndRate: [{ doseQuantity: dose }] },
    ];
    const draft = [infusionOrder(drugs.infliximab, { dosageInstruction: dosage })];
    const call = callOf(hook, { ...notMet, draft });
    // An appointment has no dose of its own; a number of another kind stands for it.
    const text = JSON.stringify(hook === 'appointment-book' ? withMinutes(call) : call);
    const response = await fetch(`${app.url}${baseOf(version)}/cds-services/site-of-care-${hook}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text.replaceAll('777777', '10.00'),
    });
    const answer = await response.text();
    const updates = answer.slice(answer.indexOf('"systemActions"'));
    expect(updates).toMatch(/:10\.00[,}]/);
  });

  test('the assertion id cannot be guessed, and leads to the decision', async () => {
    const extension = await said(notMet);
    const id = part(extension, 'coverage-assertion-id')?.valueString ?? '';
    expect(id).toMatch(UUID);
    const response = await fetch(`${app.url}/decisions/${id}`);
    expect((await response.json()) as DecisionRecord).toMatchObject({ id, hook, determination: 'not-met' });
    expect(part(await said(notMet), 'coverage-assertion-id')?.valueString).not.toBe(id);
  });

  test("the client's own Coverage and the day are named", async () => {
    const extension = await said(notMet);
    expect(part(extension, 'coverage')?.valueReference).toEqual({ reference: 'Coverage/c1' });
    expect(part(extension, 'date')?.valueDate).toBe('2025-10-01');
  });

  test('the conditions of the assertion are stated: billing code, limits, reason, form', async () => {
    const extension = await said(notMet);
    expect(part(extension, 'billingCode')?.valueCoding?.code).toMatch(/^J\d{4}$/);
    expect(part(extension, 'detail')?.extension?.length).toBeGreaterThan(1);
    expect(part(extension, 'reason')?.valueCodeableConcept?.text).toMatch(/\S/);
    expect(part(extension, 'doc-needed')?.valueCode).toBe('clinical');
    expect(part(extension, 'questionnaire')?.valueCanonical).toMatch(/^https:\/\/\S+\|\S+$/);
  });

  test('given coverage-info is switched off, then no update; switched on, then as without a word', async () => {
    const call = callOf(hook, notMet);
    const configured = (on: boolean): Call => ({
      ...call,
      extension: { 'davinci-crd.configuration': { 'coverage-info': on } },
    });
    expect(await updatesOf(configured(false))).toEqual([]);
    expect((await updatesOf(configured(true))).map(nameOf)).toEqual((await updatesOf(call)).map(nameOf));
  });

  test('a what-if call gets no determination', async () => {
    const { text } = await post(app, version, {
      ...callOf(hook, notMet),
      extension: { 'davinci-crd.configuration': { 'unsolicited-determ': false } },
    });
    expect(text).toContain(COVERAGE_INFORMATION);
    expect(text).not.toMatch(/satisfied/);
  });
});

describe.each(VERSIONS)('CRD %s', (version) => {
  test('given the site is not known, then it is asked for later, not through a form', async () => {
    const { body } = await post(app, version, callOf('order-sign', siteUnknown));
    const [extension] = coverageInformation(body.systemActions?.[0]?.resource as FhirResource);
    if (!extension) throw new Error('nothing was said');
    expect(part(extension, 'covered')?.valueCode).toBe('conditional');
    expect(part(extension, 'info-needed')?.valueCode).toBe('location');
    expect([part(extension, 'doc-needed'), part(extension, 'questionnaire')]).toEqual([undefined, undefined]);
  });

  test('on order-select nobody is asked for documents', async () => {
    const told = scenarios.map((scenario) => callOf('order-select', scenario));
    let assertions = 0;
    for (const call of told) {
      const { body } = await post(app, version, call);
      for (const { resource } of body.systemActions ?? []) {
        for (const extension of resource ? coverageInformation(resource) : []) {
          assertions += 1;
          for (const url of ['doc-needed', 'doc-purpose', 'questionnaire'])
            expect(part(extension, url)).toBeUndefined();
        }
      }
    }
    expect(assertions).toBeGreaterThan(0);
  });

  test('given several orders and one with nothing new, then only the others are updated', async () => {
    const draft = ['m1', 'm2'].map((id) => infusionOrder(drugs.infliximab, { id }));
    const call = callOf('order-sign', { ...notMet, draft });
    const { body } = await post(app, version, call);
    const [first] = (body.systemActions ?? []).flatMap(({ resource }) => resource ?? []);
    if (!first) throw new Error('nothing was updated');
    const again = await post(app, version, withResources(call, [first]));
    const names = (again.body.systemActions ?? []).map(({ resource }) => resource && nameOf(resource));
    expect(names).toEqual(['MedicationRequest/m2']);
  });

  test('an order that asks not to give the drug is understood: nothing is asserted', async () => {
    const draft = [infusionOrder(drugs.infliximab, { doNotPerform: true })];
    const { status, body } = await post(app, version, callOf('order-sign', { ...notMet, draft }));
    expect([status, body.cards, body.systemActions ?? []]).toEqual([200, [], []]);
  });

  test('RxNorm alone is enough: the billing code is inferred', async () => {
    const coding = [{ system: SYSTEM.rxnorm, code: '310994' }];
    const draft = [infusionOrder(drugs.infliximab, { medicationCodeableConcept: { coding } })];
    const { body } = await post(app, version, callOf('order-sign', { ...notMet, draft }));
    const [extension] = coverageInformation(body.systemActions?.[0]?.resource as FhirResource);
    expect(extension && part(extension, 'billingCode')?.valueCoding?.code).toBe('J1745');
  });
});

test('given one coverage and several drugs on one request, then the assertions share their id', async () => {
  // An appointment for two drugs at once is one request.
  const draft = ['m1', 'm2'].map((id) => infusionOrder(drugs.infliximab, { id }));
  const call = callOf('appointment-book', { ...notMet, draft, chart: chartOf(...notMet.chart) });
  const bundle = call.context['appointments'] as Bundle<FhirResource & { basedOn?: unknown[] }>;
  const [first, second] = (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
  const both = { ...first, basedOn: [...(first?.basedOn ?? []), ...(second?.basedOn ?? [])] };
  const appointments = { ...bundle, entry: [{ resource: both }] };
  const { body } = await post(app, '2.0', { ...call, context: { ...call.context, appointments } });
  const [update, ...others] = (body.systemActions ?? []).flatMap(({ resource }) => resource ?? []);
  if (!update) throw new Error('nothing was updated');
  expect(others).toEqual([]);
  const ids = coverageInformation(update).map((one) => part(one, 'coverage-assertion-id')?.valueString);
  expect(new Set(ids).size).toBe(1);
});

function scenarioOf(id: string): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`there is no scenario ${id}`);
  return found;
}

/** The resource as it was before this service wrote on it. */
function withoutOurs(resource: FhirResource): FhirResource {
  const { extension = [], ...rest } = resource as FhirResource & { extension?: Extension[] };
  const kept = extension.filter(({ url }) => url !== COVERAGE_INFORMATION);
  return (kept.length > 0 ? { ...rest, extension: kept } : rest) as FhirResource;
}

/** The call with these resources in place of those of the same name, in the context or the prefetch. */
function withResources(call: Call, resources: readonly FhirResource[]): Call {
  const byName = new Map(resources.map((resource) => [nameOf(resource), resource]));
  const replaced = (value: unknown): unknown => {
    const bundle = value as Bundle<FhirResource> | null | undefined;
    if (bundle?.resourceType !== 'Bundle') return value;
    const entry = bundle.entry?.map((one) => ({
      ...one,
      ...(one.resource && { resource: byName.get(nameOf(one.resource)) ?? one.resource }),
    }));
    return { ...bundle, ...(entry && { entry }) };
  };
  const all = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, replaced(value)]));
  return {
    ...call,
    hookInstance: crypto.randomUUID(),
    context: all(call.context),
    prefetch: all(call.prefetch ?? {}),
  };
}

function withMinutes(call: Call): Call {
  const bundle = call.context['appointments'] as Bundle;
  const entry = bundle.entry?.map(({ resource }) => ({ resource: { ...resource, minutesDuration: 777777 } }));
  return { ...call, context: { ...call.context, appointments: { ...bundle, entry } } };
}
