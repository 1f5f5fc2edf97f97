/** What a call may look like and still has to be answered: optional data left out, more than is asked for, older and newer spellings. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, FhirResource, MedicationRequest } from 'fhir/r4.js';
import type { CdsResponse } from '../../src/cards/types.js';
import { SYSTEM } from '../../src/core/terminology/systems.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { drugs } from '../support/scenarios/drugs.js';
import { infusionOrder } from '../support/scenarios/orders.js';
import { asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';
import {
  callOf,
  HOOKS,
  nameOf,
  post,
  PRIMARY,
  scenarios,
  VERSIONS,
  without,
  type Call,
  type Hook,
} from './calls.js';

const TOKEN = 'requests-token';
const notMet = scenarios.find(({ id }) => id === 'T04') as Scenario;

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));

/** What an answer asserts, by what it is about, and how it says it, without the ids that differ from call to call. */
function gist({ cards, systemActions = [] }: CdsResponse): unknown {
  return {
    cards: cards.map(({ summary, source }) => [source.topic.code, summary]),
    actions: systemActions.map(({ resource }) => resource && nameOf(resource)),
  };
}

async function answered(version: '2.0' | '2.2', call: Call): Promise<CdsResponse> {
  // The same words are not said twice to one user, so every call comes from another one.
  const context =
    call.context['userId'] === undefined
      ? call.context
      : { ...call.context, userId: `Practitioner/${crypto.randomUUID()}` };
  const { status, body } = await post(app, version, { ...call, context, hookInstance: crypto.randomUUID() });
  expect([status, status === 200 ? '' : body]).toEqual([200, '']);
  return body;
}

function ordering(changes: Partial<MedicationRequest>, hook: Hook = 'order-sign'): Call {
  const [, ...services] = notMet.draft;
  return callOf(hook, { ...notMet, draft: [infusionOrder(drugs.infliximab, changes), ...services] });
}

describe.each(VERSIONS)('CRD %s', (version) => {
  test.each(HOOKS)('%s: members nobody knows are ignored at every level', async (hook) => {
    const call = callOf(hook, notMet);
    const strange = {
      ...call,
      'ehr.example.trace': { id: 7 },
      context: { ...call.context, 'ehr.example.screen': 'orders' },
      prefetch: { ...call.prefetch, surprise: { resourceType: 'Basic', id: 'b1' } },
      extension: { 'ehr.example.colour': 'red' },
    };
    expect(gist(await answered(version, strange))).toEqual(gist(await answered(version, call)));
  });

  test.each(HOOKS)('%s: sent again under the same hookInstance, it is answered again', async (hook) => {
    const call = callOf(hook, notMet);
    const first = await post(app, version, call);
    const second = await post(app, version, call);
    expect([first.status, second.status]).toEqual([200, 200]);
  });

  test.each(['order-sign', 'order-select', 'appointment-book'] as const)(
    '%s: without an encounter it is answered',
    async (hook) => {
      const call = callOf(hook, notMet);
      const context = without(call.context, 'encounterId');
      const prefetch = without(call.prefetch ?? {}, 'encounter');
      await answered(version, { ...call, context, prefetch });
    },
  );

  test('an order that is active already is answered like a draft', async () => {
    const draft = await answered(version, ordering({}));
    const active = await answered(version, ordering({ status: 'active' }));
    expect(gist(active)).toEqual(gist(draft));
  });

  test('a draft Bundle may have fullUrls, or lack them, its type and its ids’ persistence', async () => {
    const call = callOf('order-sign', notMet);
    const { entry = [], ...bundle } = call.context['draftOrders'] as Bundle;
    const urls = entry.map((one, index) => ({ ...one, fullUrl: `urn:uuid:${uuidOf(index)}` }));
    const withDraft = (draftOrders: object): Call => ({ ...call, context: { ...call.context, draftOrders } });
    const plain = gist(await answered(version, call));
    expect(gist(await answered(version, withDraft({ ...bundle, entry: urls })))).toEqual(plain);
    expect(gist(await answered(version, withDraft({ resourceType: 'Bundle', entry })))).toEqual(plain);
  });

  test('orders of other kinds in the draft are left alone', async () => {
    const others = ['NutritionOrder', 'DeviceRequest', 'CommunicationRequest', 'VisionPrescription'].map(
      (resourceType) => ({ resource: { resourceType, id: `x-${resourceType}`, status: 'draft' } }),
    );
    const call = callOf('order-sign', notMet);
    const draft = call.context['draftOrders'] as Bundle;
    const mixed = { ...draft, entry: [...others, ...(draft.entry ?? [])] };
    const answer = await answered(version, { ...call, context: { ...call.context, draftOrders: mixed } });
    expect(gist(answer)).toEqual(gist(await answered(version, call)));
  });

  test('an order with nothing but what FHIR demands is answered', async () => {
    const bare: MedicationRequest = {
      resourceType: 'MedicationRequest',
      id: 'm1',
      status: 'draft',
      intent: 'order',
      medicationCodeableConcept: drugs.infliximab.ordered,
      subject: { reference: 'Patient/p1' },
    };
    const answer = await answered(version, callOf('order-sign', { ...notMet, draft: [bare] }));
    expect((answer.systemActions ?? []).map(({ resource }) => resource && nameOf(resource))).toEqual([
      'MedicationRequest/m1',
    ]);
  });

  test.each<[string, Partial<MedicationRequest>]>([
    ['3.1.1', { category: [], reportedBoolean: false }],
    ['6.1.0', { reasonCode: [{ coding: [{ system: SYSTEM.icd10cm, code: 'K50.90' }] }] }],
    [
      '7.0.0',
      {
        category: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category',
                code: 'outpatient',
              },
            ],
          },
        ],
        extension: [
          {
            url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-medication-adherence',
            extension: [{ url: 'dateAsserted', valueDateTime: '2025-09-30' }],
          },
        ],
        reasonReference: [{ reference: 'Condition/dx' }],
      },
    ],
  ])('an order as US Core %s writes it is understood', async (_core, differences) => {
    const answer = await answered(version, ordering(differences));
    expect(answer.cards.map(({ source }) => source.topic.code)).toContain('network');
  });

  test('the drug is understood as a code, a contained Medication or a Medication of the prefetch', async () => {
    const medication = { resourceType: 'Medication' as const, id: 'drug', code: drugs.infliximab.ordered };
    const order = without(infusionOrder(drugs.infliximab), 'medicationCodeableConcept');
    const [, ...services] = notMet.draft;
    const contained = {
      ...order,
      contained: [medication],
      medicationReference: { reference: '#drug' },
    } as MedicationRequest;
    const referring = {
      ...order,
      medicationReference: { reference: 'Medication/drug' },
    } as MedicationRequest;
    const plain = gist(await answered(version, ordering({})));
    const inside = callOf('order-sign', { ...notMet, draft: [contained, ...services] });
    expect(gist(await answered(version, inside))).toEqual(plain);
    const outside = callOf('order-sign', { ...notMet, draft: [referring, ...services] });
    const prefetch = { ...outside.prefetch, medications: searchset(medication) };
    expect(gist(await answered(version, { ...outside, prefetch }))).toEqual(plain);
  });

  test('the payor is found in the prefetch, contained, or by its identifier alone', async () => {
    const plain = gist(await answered(version, ordering({})));
    const identifier = { system: 'urn:oid:2.16.840.1.113883.6.300', value: '99999' };
    const organization = {
      resourceType: 'Organization' as const,
      id: 'p',
      identifier: [identifier],
      name: 'x',
    };
    for (const change of [
      { payor: [{ reference: '#p' }], contained: [organization] },
      { payor: [{ identifier }] },
    ]) {
      const chart = notMet.chart.map((resource) =>
        resource.resourceType === 'Coverage' ? { ...resource, class: [], ...change } : resource,
      ) as readonly FhirResource[];
      expect(gist(await answered(version, callOf('order-sign', { ...notMet, chart })))).toEqual(plain);
    }
  });

  test('nothing is prefetched and there is a server: the answer is that of the prefetch', async () => {
    for (const hook of PRIMARY) {
      ehr.reset();
      const { transaction } = asServerLoad(notMet, ehr.url, TOKEN);
      const signed = notMet.draft.map((order) => ({ ...order, status: 'active' as const }));
      ehr.load([transaction, ...(hook === 'order-sign' ? [] : signed)]);
      const call = without(callOf(hook, notMet), 'prefetch');
      const fhirAuthorization = {
        access_token: TOKEN,
        token_type: 'Bearer',
        expires_in: 30,
        scope: 'user/*.rs patient/Patient.read',
        subject: 'cds',
      };
      const read = await answered(version, { ...call, fhirServer: ehr.url, fhirAuthorization });
      expect([hook, gist(read)]).toEqual([hook, gist(await answered(version, callOf(hook, notMet)))]);
      // Each read carried the call's token, and no batch or operation was tried.
      expect(new Set(ehr.requests.map(({ headers }) => headers.authorization))).toEqual(
        new Set([`Bearer ${TOKEN}`]),
      );
      expect(ehr.requests.every(({ method, path }) => method === 'GET' && !path.includes('$'))).toBe(true);
    }
  });

  test('order-dispatch is understood in every spelling of its context', async () => {
    const call = callOf('order-dispatch', notMet);
    const { dispatchedOrders, ...rest } = call.context;
    const [order] = dispatchedOrders as string[];
    const plain = gist(await answered(version, call));
    for (const spelling of [
      { order },
      { order, task: { resourceType: 'Task', status: 'draft', intent: 'order' } },
      { dispatchedOrders, fulfillmentTasks: [{ resourceType: 'Task', status: 'draft', intent: 'order' }] },
      { 'dispatched-orders': dispatchedOrders, 'fulfillment-tasks': [] },
    ]) {
      const spelt = { ...call, context: { ...rest, ...spelling } };
      expect([Object.keys(spelling), gist(await answered(version, spelt))]).toEqual([
        Object.keys(spelling),
        plain,
      ]);
    }
  });

  test('configuration that makes no sense is passed over, and the answer is that without it', async () => {
    const call = ordering({});
    const plain = gist(await answered(version, call));
    for (const configuration of [
      { 'max-cards': -1 },
      { 'max-cards': 'many' },
      { network: 'yes' },
      { 'no-such-option': true, '': false },
      'a text',
      [true],
      null,
    ]) {
      const answer = await answered(version, {
        ...call,
        extension: { 'davinci-crd.configuration': configuration },
      });
      expect([configuration, gist(answer)]).toEqual([configuration, plain]);
    }
  });

  test('a type of card that is switched off does not come, and max-cards cuts cards alone', async () => {
    const call = ordering({});
    const all = await answered(version, call);
    const off = await answered(version, {
      ...call,
      extension: { 'davinci-crd.configuration': { network: false } },
    });
    expect(all.cards.map(({ source }) => source.topic.code)).toContain('network');
    expect(off.cards.map(({ source }) => source.topic.code)).not.toContain('network');
    const none = await answered(version, {
      ...call,
      extension: { 'davinci-crd.configuration': { 'max-cards': 0 } },
    });
    expect(none.cards).toEqual([]);
    expect(none.systemActions?.length).toBe(all.systemActions?.length);
  });

  test('order-select speaks of what is selected, and looks at the other drafts', async () => {
    const draft = [
      infusionOrder(drugs.infliximab),
      infusionOrder(drugs.infliximab, { id: 'm2' }),
      ...notMet.draft.slice(1),
    ];
    const call = callOf('order-select', { ...notMet, draft });
    const chosen = { ...call, context: { ...call.context, selections: ['MedicationRequest/m2'] } };
    const { cards, systemActions = [] } = await answered(version, chosen);
    expect(cards.length).toBeGreaterThan(0);
    expect(systemActions.map(({ resource }) => resource && nameOf(resource))).toEqual([
      'MedicationRequest/m2',
    ]);
    for (const { extension } of cards)
      expect(JSON.stringify(extension)).not.toContain('MedicationRequest/m1');
  });
});

function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function searchset(resource: FhirResource): Bundle {
  return { resourceType: 'Bundle', type: 'searchset', entry: [{ resource, search: { mode: 'match' } }] };
}
