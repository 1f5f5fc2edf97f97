/** Home infusion takes three orders, each authorized on its own: one short card offers nursing and supplies beside the drug. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import type { Card, CdsResponse } from '../../src/cards/types.js';
import type { DraftRequest } from '../../src/hooks/types.js';
import { afterAccepting } from '../support/accepting.js';
import { answerTo, goodCall, goodCallBeside, lastDose, M1 } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder, planned, service } from '../support/scenarios/orders.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const NURSING = /^Home infusion nursing/;
const SUPPLIES = /^Home infusion supplies/;
const HOME = /^Home infusion: /;

/** The companion card, if there is one. */
function companionOf({ cards }: CdsResponse): Card | undefined {
  return cards.find(({ source }) => source.topic.code === 'clinical-reminder');
}

function ordersOf(response: CdsResponse): readonly ServiceRequest[] {
  return (companionOf(response)?.suggestions ?? []).flatMap(({ actions = [] }) =>
    actions.map(({ resource }) => resource as ServiceRequest),
  );
}

describe('given infliximab at the hospital that could be given at home', () => {
  test('then the last card, for information, offers nursing and supplies, and any of them can be chosen', async () => {
    const { response } = await answerTo(app, goodCall());
    const card = companionOf(response);
    expect(response.cards.at(-1)).toBe(card);
    expect(card).toMatchObject({
      indicator: 'info',
      summary: 'If home infusion is chosen for infliximab: order nursing and supplies as well.',
      selectionBehavior: 'any',
      extension: { 'davinci-crd.associated-resource': [M1] },
    });
    expect(card?.detail?.split('\n').length).toBeLessThanOrEqual(2);
    expect(card?.suggestions?.map(({ label }) => label)).toEqual([
      expect.stringMatching(NURSING),
      expect.stringMatching(SUPPLIES),
    ]);
  });

  test('then it is an Additional Orders card: creates only, no link, no reason to override', async () => {
    const { response } = await answerTo(app, goodCall());
    const card = companionOf(response);
    const actions = (card?.suggestions ?? []).flatMap((one) => one.actions ?? []);
    expect(actions.map(({ type }) => type)).toEqual(['create', 'create']);
    for (const action of actions) expect(action).not.toHaveProperty('resourceId');
    expect(card).not.toHaveProperty('links');
    expect(card).not.toHaveProperty('overrideReasons');
  });

  test('then each order is a draft for the patient by the agency, and says which drug it goes with', async () => {
    const { response } = await answerTo(app, goodCall());
    const orders = ordersOf(response);
    expect(orders.map(({ code }) => code?.coding?.[0]?.code)).toEqual(['99601', 'S9379']);
    for (const order of orders) {
      expect(order).toMatchObject({
        status: 'draft',
        intent: 'order',
        subject: { reference: 'Patient/p1' },
        requester: { reference: 'Practitioner/dr1' },
        authoredOn: '2025-10-01',
        occurrencePeriod: { start: '2025-10-08' },
        performer: [{ display: 'Example Home Infusion' }],
        insurance: [{ reference: 'Coverage/c1' }],
        supportingInfo: [{ reference: M1 }],
      });
      // A descriptor of CPT is the property of the American Medical Association.
      expect(order.code?.coding?.[0]).not.toHaveProperty('display');
    }
  });

  test('then accepting an order twice creates it once: each has its own identifier and asks for none of that (CR-61)', async () => {
    const { response } = await answerTo(app, goodCall());
    const identifiers = ordersOf(response).map(({ identifier }) => identifier?.[0]);
    const suggestions = companionOf(response)?.suggestions ?? [];
    expect(identifiers.map((one) => one?.value)).toEqual(suggestions.map(({ uuid }) => `urn:uuid:${uuid}`));
    expect(suggestions.map(({ actions }) => actions?.[0]?.extension)).toEqual(
      identifiers.map((one) => ({
        'davinci-crd.if-none-exist': `identifier=${one?.system}|${one?.value}`,
      })),
    );
  });

  test.each([
    ['nursing by CPT', '99601', [SUPPLIES]],
    ['nursing by HCPCS', 'G0299', [SUPPLIES]],
    ['supplies of a drug class', 'S9359', [NURSING]],
    ['physiotherapy', '97110', [NURSING, SUPPLIES]],
  ])('given %s in the draft already, then only what is missing is offered', async (_what, code, offered) => {
    const there = { ...service('n1', code, {}), basedOn: [{ reference: 'MedicationRequest/other' }] };
    const { response } = await answerTo(app, goodCallBeside({ resource: there }));
    const labels = companionOf(response)?.suggestions?.map(({ label }) => label);
    expect(labels).toEqual(offered.map((label) => expect.stringMatching(label)));
  });

  test('given both in the draft already, then there is no such card', async () => {
    const there = ['99602', 'S9379'].map((code, index) => ({ resource: service(`n${index}`, code, {}) }));
    const { response } = await answerTo(app, goodCallBeside(...there));
    expect(companionOf(response)).toBeUndefined();
    expect(response.cards.length).toBeGreaterThan(0);
  });
});

test('given two drugs that could be given at home, then one card serves both', async () => {
  const second = infusionOrder(drugs.ironSucrose, { id: 'm2' });
  const request = asPrefetch({
    draft: [infusionOrder(drugs.infliximab), second, hospitalService()],
    chart: chartOf(lastDose, given(drugs.ironSucrose, '2025-08-20')),
  });
  const { response } = await answerTo(app, request);
  const offered = response.cards.filter(({ suggestions = [] }) =>
    suggestions.some(({ label }) => HOME.test(label)),
  );
  expect(offered).toHaveLength(2);
  expect(companionOf(response)?.summary).toContain('infliximab and iron sucrose');
  expect(ordersOf(response)[0]?.supportingInfo).toEqual([
    { reference: M1 },
    { reference: 'MedicationRequest/m2' },
  ]);
});

const loose = { supportingInformation: [] };
const hospital: Partial<MedicationRequest> = {
  ...loose,
  performer: { reference: 'Organization/hospital-1' },
  performerType: { coding: [{ system: 'http://nucc.org/provider-taxonomy', code: '282N00000X' }] },
};
const call = (order: Partial<MedicationRequest>, ...services: readonly ServiceRequest[]): DraftRequest =>
  asPrefetch({ draft: [infusionOrder(drugs.infliximab, order), ...services], chart: chartOf(lastDose) });

describe.each([
  ['with a service linked from the order', call({}, hospitalService())],
  ['with a service linked from the service', call(loose, hospitalService({ basedOn: [{ reference: M1 }] }))],
  ['with the only service of the draft', call(loose, hospitalService())],
  ['performed by the hospital, without a service', call(hospital)],
])('given an order %s', (_how, request) => {
  test('when home infusion and its orders are chosen, then the next call has nothing to say', async () => {
    const first = await answerTo(app, request);
    const again = await answerTo(app, afterAccepting(request, first.response, HOME, NURSING, SUPPLIES));
    expect(again.decision).toMatchObject({ determination: 'not-applicable', cause: 'preferred-site' });
    expect(again.response.cards).toEqual([]);
  });
});

test('when its orders are chosen without home infusion, then the hospital is still the site, and they are not offered again', async () => {
  const request = goodCall();
  const first = await answerTo(app, request);
  const again = await answerTo(app, afterAccepting(request, first.response, NURSING, SUPPLIES));
  expect(again.decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
  expect(companionOf(again.response)).toBeUndefined();
});

describe('nobody is bothered in vain', () => {
  const atHome = hospitalService({
    locationReference: [],
    locationCode: [
      {
        coding: [
          {
            system: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
            code: '12',
          },
        ],
      },
    ],
  });
  const reaction = {
    resourceType: 'AllergyIntolerance' as const,
    id: 'al1',
    patient: { reference: 'Patient/p1' },
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
    code: drugs.infliximab.ordered,
    criticality: 'high' as const,
    reaction: [
      {
        manifestation: [{ coding: [{ system: 'http://snomed.info/sct', code: '39579001' }] }],
        severity: 'severe' as const,
      },
    ],
  };

  test.each<[string, DraftRequest]>([
    ['the order is for the home already', call({}, atHome)],
    ['the site is not known', call(loose)],
    ['the chart records anaphylaxis to the drug', goodCall(reaction)],
    [
      'a first course may begin here',
      asPrefetch({
        draft: [
          infusionOrder(drugs.infliximab, { dosageInstruction: planned('2025-10-08', '2026-10-07') }),
          hospitalService(),
        ],
        chart: chartOf(),
      }),
    ],
  ])('given %s, then there is no such card', async (_why, request) => {
    const { response, decision } = await answerTo(app, request);
    expect(decision.drug.outcome).toBe('RESOLVED');
    expect(companionOf(response)).toBeUndefined();
  });

  test('given cards on other sites are switched off, then nothing goes with them either', async () => {
    const extension = { 'davinci-crd.configuration': { network: false } };
    const { response } = await answerTo(app, { ...goodCall(), extension });
    expect(response.cards).toEqual([]);
  });

  test('given a limit of one card, then this is the one that is left out', async () => {
    const extension = { 'davinci-crd.configuration': { 'max-cards': 1 } };
    const { response } = await answerTo(app, { ...goodCall(), extension });
    expect(response.cards.map(({ indicator }) => indicator)).toEqual(['warning']);
  });
});
