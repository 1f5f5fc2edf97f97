/** order-dispatch: signed orders are sent to somebody, and who that is decides where the drug is given. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource, Organization, PractitionerRole } from 'fhir/r4.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { without } from '../crd/support.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { dispatching, readingFrom, TOKEN, type Dispatch } from '../support/other-hooks.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { readingSteps } from '../support/reading-steps.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { CATEGORY, hospitalService, infusionOrder, service } from '../support/scenarios/orders.js';
import * as places from '../support/scenarios/places.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  ehr = await startFhirServer({ token: TOKEN });
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterEach(() => ehr.reset());
afterAll(() => Promise.all([app.close(), ehr.close()]));

const M1 = 'MedicationRequest/m1';
const S1 = 'ServiceRequest/s1';

/** Signed, with nothing that says where. */
const signed = infusionOrder(drugs.infliximab, { status: 'active', supportingInformation: [] });
/** Signed, for the hospital. */
const visit = hospitalService({ status: 'active' });
const forTheHospital = { ...signed, supportingInformation: [{ reference: S1 }] };
/** The infusion ordered without a place. */
const somewhere = service('s1', '96365', { status: 'active', basedOn: [{ reference: M1 }] });
const therapy = chartOf(
  given(drugs.infliximab, '2025-08-13'),
  places.infusionSuite,
  places.homeInfusionPharmacy,
  places.specialtyPharmacy,
);

async function answerTo(request: HookRequest, base?: '' | '/crd/2.2') {
  const { status, body } = await app.call(request, base);
  expect([status, status === 200 ? '' : body]).toEqual([200, '']);
  const decisions = await app.decisions(request.hookInstance);
  return { cards: body.cards, actions: body.systemActions ?? [], decisions, decision: decisions.get(M1) };
}
const dispatch = (given: Partial<Dispatch>, base?: '' | '/crd/2.2') =>
  answerTo(dispatching({ orders: [signed], chart: therapy, ...given }), base);
const written = (actions: readonly { readonly resource?: FhirResource }[]) =>
  actions.map(({ resource }) => `${resource?.resourceType}/${resource?.id}`);

describe('the performer decides the site', () => {
  test('given a hospital, then the order is not met there, and the evidence names the performer', async () => {
    const { decision, cards, actions } = await dispatch({ performer: 'Organization/h' });
    expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
    expect(decision?.site?.evidence).toContainEqual(
      expect.objectContaining({ reference: 'Organization/h', path: 'context.performer' }),
    );
    expect(cards).toHaveLength(1);
    expect(written(actions)).toEqual([M1]);
  });

  test.each([
    ['a home infusion agency', 'Organization/hi1', 'HOME'],
    ['an infusion suite', 'Organization/aic1', 'ASC_AIC'],
    ['a home infusion pharmacy', 'Organization/hip1', 'HOME'],
  ])('given %s, then the order is silent but for its coverage information', async (_who, performer, site) => {
    const { decision, cards, actions } = await dispatch({ performer });
    expect(decision).toMatchObject({
      determination: 'not-applicable',
      cause: 'preferred-site',
      site: { class: site },
    });
    expect(cards).toEqual([]);
    expect(written(actions)).toEqual([M1]);
  });

  test('given an order for the hospital that is dispatched to an infusion suite, then the suite counts', async () => {
    const { decision } = await dispatch({
      orders: [forTheHospital],
      chart: [...therapy, visit],
      performer: 'Organization/aic1',
    });
    expect(decision).toMatchObject({ cause: 'preferred-site', site: { class: 'ASC_AIC' } });
    expect(decision?.site?.posCode).toBeUndefined();
    const hint = decision?.site?.hints?.find(({ reference }) => reference === S1);
    expect(hint?.note).toMatch(/a stronger source decides/);
  });

  test.each<[string, FhirResource, string]>([
    [
      'a role at the hospital',
      {
        resourceType: 'PractitionerRole',
        id: 'r1',
        organization: { reference: 'Organization/h' },
      } satisfies PractitionerRole,
      'PractitionerRole/r1',
    ],
    [
      "the hospital's infusion service",
      {
        resourceType: 'HealthcareService',
        id: 'hs1',
        location: [{ reference: 'Location/h1' }],
      },
      'HealthcareService/hs1',
    ],
    [
      'a team of the hospital',
      {
        resourceType: 'CareTeam',
        id: 't1',
        managingOrganization: [{ reference: 'Organization/h' }],
      },
      'CareTeam/t1',
    ],
  ])('given %s, then its place counts', async (_who, resource, performer) => {
    const { decision } = await dispatch({ chart: [...therapy, resource], performer });
    expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
  });

  test('given a practitioner, who may work anywhere, then the order itself is asked', async () => {
    const hospital = await dispatch({
      orders: [forTheHospital],
      chart: [...therapy, visit],
      performer: 'Practitioner/dr1',
    });
    expect(hospital.decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
    const nowhere = await dispatch({ performer: 'Practitioner/dr1' });
    expect(nowhere.decision).toMatchObject({ cause: 'site-unknown', site: { class: 'UNRESOLVED' } });
  });

  test('given a specialty pharmacy, which may ship the drug anywhere, then the site stays open', async () => {
    const { decision } = await dispatch({ performer: 'Organization/sp1' });
    expect(decision).toMatchObject({ determination: 'insufficient-context', cause: 'site-unknown' });
  });

  test('given a performer nobody can read, then the site is open and the reason says what could not be seen', async () => {
    const { decision } = await dispatch({ performer: 'Organization/elsewhere' });
    expect(decision).toMatchObject({ cause: 'site-unknown' });
    expect(decision?.site?.reason).toContain('Organization/elsewhere');
  });

  test.each([
    ['at home', service('s1', '99601', { status: 'active', performer: [{ reference: 'Organization/hi1' }] })],
    ['at the hospital', visit],
  ])(
    'given an order to give it %s, sent to somebody nobody can read, then the site is open',
    async (_at, at) => {
      const orders = [forTheHospital, at];
      const { decision } = await dispatch({ orders, dispatched: [M1], performer: 'Organization/elsewhere' });
      expect(decision).toMatchObject({ cause: 'site-unknown', site: { class: 'UNRESOLVED' } });
      expect(decision?.site?.reason).toContain('Organization/elsewhere');
    },
  );

  test('given an inpatient order, then it is outside the policy, whoever it is sent to', async () => {
    const inpatient = { ...signed, category: [{ coding: [{ system: CATEGORY, code: 'inpatient' }] }] };
    const { decision } = await dispatch({ orders: [inpatient], performer: 'Organization/elsewhere' });
    expect(decision).toMatchObject({ cause: 'out-of-scope-setting', site: { class: 'OUT_OF_SCOPE' } });
  });

  test('given a performer nobody can read that the order names itself, then what the order says of it holds', async () => {
    const named = { ...visit, performer: [{ reference: 'Organization/elsewhere' }] };
    const orders = [forTheHospital, named];
    const { decision } = await dispatch({ orders, dispatched: [M1], performer: 'Organization/elsewhere' });
    expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
  });
});

describe('the order in hand is no history', () => {
  test('given a first dose whose order stands in the chart, then it is not taken for an earlier one', async () => {
    const { decision } = await dispatch({ chart: chartOf(), performer: 'Organization/h' });
    const first = decision?.criteria.find(({ id }) => id === 'INIT.NEW');
    expect(first?.status).toBe('met');
  });

  test('given another order of the drug beside it, then that one is', async () => {
    const earlier = { ...signed, id: 'm0', authoredOn: '2025-01-10' };
    const { decision } = await dispatch({ chart: [...chartOf(), earlier], performer: 'Organization/h' });
    const first = decision?.criteria.find(({ id }) => id === 'INIT.NEW');
    expect(first?.status).toBe('needs-documentation');
  });
});

describe('a dispatched service stands for its drug', () => {
  test.each([
    ['the service is based on the order', [signed, somewhere]],
    [
      'the order names the service',
      [{ ...signed, supportingInformation: [{ reference: S1 }] }, service('s1', '96365', {})],
    ],
    [
      'both were ordered together',
      [
        { ...signed, groupIdentifier: { value: 'g1' } },
        service('s1', '96365', { requisition: { value: 'g1' } }),
      ],
    ],
  ])('given that %s, then the answer is written on the service', async (_how, [order, visit]) => {
    const { decision, actions } = await dispatch({
      orders: [visit as typeof somewhere],
      chart: [...therapy, order as typeof signed],
    });
    expect(decision).toMatchObject({ order: M1, carrier: S1, determination: 'not-met' });
    expect(written(actions)).toEqual([S1]);
  });

  test('given that drug and service are dispatched together, then the drug order takes the answer', async () => {
    const { decisions, actions } = await dispatch({ orders: [signed, somewhere] });
    expect([...decisions.keys()]).toEqual([M1]);
    expect(written(actions)).toEqual([M1]);
  });

  test('given one service for two listed drugs, then one action carries both answers', async () => {
    const second = {
      ...infusionOrder(drugs.vedolizumab),
      id: 'm2',
      supportingInformation: [{ reference: S1 }],
    };
    const { decisions, actions } = await dispatch({
      orders: [somewhere],
      chart: [...therapy, signed, second],
    });
    expect([...decisions.keys()].sort()).toEqual([M1, 'MedicationRequest/m2']);
    expect(written(actions)).toEqual([S1]);
    const extensions = (actions[0]?.resource as { extension?: readonly object[] }).extension ?? [];
    expect(extensions).toHaveLength(2);
  });

  test('given a drug ordered by its billing code alone, then the service is the drug order', async () => {
    const coded = service('s1', '96365', { code: drugs.infliximab.ordered });
    const { decisions, actions } = await dispatch({ orders: [coded] });
    expect(decisions.get(S1)).toMatchObject({ drug: { hcpcs: ['J1745'] }, determination: 'not-met' });
    expect(written(actions)).toEqual([S1]);
  });

  test('given a blood test the drug order refers to, then the test says nothing of the drug', async () => {
    const test = service('t1', '86480', {});
    const order = { ...signed, supportingInformation: [{ reference: 'ServiceRequest/t1' }] };
    const { cards, actions, decisions } = await dispatch({ orders: [test], chart: [...therapy, order] });
    expect([cards, actions]).toEqual([[], []]);
    expect([...decisions.values()].map(({ cause }) => cause)).toEqual(['no-drug-order']);
  });

  test('given an infusion of which no drug order is known, then nothing is said and the record tells why', async () => {
    const { cards, actions, decisions } = await dispatch({ orders: [service('s1', '96365', {})] });
    expect([cards, actions]).toEqual([[], []]);
    expect(decisions.get(S1)).toMatchObject({
      cause: 'unusable-order',
      unavailable: ['No drug order that goes with ServiceRequest/s1 could be seen.'],
    });
  });
});

describe('the names of the context', () => {
  const { context: named, ...call } = dispatching({ orders: [signed], chart: therapy });
  const rest = without(named, 'dispatchedOrders');
  const task = {
    resourceType: 'Task',
    focus: { reference: M1 },
    owner: { reference: 'Organization/h' },
  };
  const sent = (context: object): HookRequest => ({
    ...call,
    hookInstance: crypto.randomUUID(),
    context: { ...rest, ...context },
  });

  test.each([
    ['order and task, version 1.0', { order: M1, task }],
    [
      'dispatchedOrders and fulfillmentTasks, version 1.1',
      { dispatchedOrders: [M1], fulfillmentTasks: [task] },
    ],
    ['with hyphens', { 'dispatched-orders': [M1], 'fulfillment-tasks': [task] }],
    ['all of them', { order: M1, dispatchedOrders: [M1], 'dispatched-orders': [M1], task }],
    ['only the task names the order', { task }],
    ['the task names order and performer', { performer: undefined, task }],
    ['a version of the order', { order: `${M1}/_history/3` }],
    ['other orders beside it', { dispatchedOrders: ['DeviceRequest/d1', M1, 'no reference'] }],
  ])('%s', async (_how, context) => {
    const { decision, actions } = await answerTo(sent(context));
    expect(decision?.determination).toBe('not-met');
    expect(written(actions)).toEqual([M1]);
  });

  test('two orders under two names are both answered', async () => {
    const second = { ...infusionOrder(drugs.vedolizumab), id: 'm2', supportingInformation: [] };
    const request = dispatching({ orders: [signed, second], chart: therapy });
    const context = { ...rest, order: M1, dispatchedOrders: ['MedicationRequest/m2'] };
    const { actions } = await answerTo({ ...request, context });
    expect(written(actions).sort()).toEqual([M1, 'MedicationRequest/m2']);
  });
});

describe('the answer', () => {
  test('changes nothing that is no draft: no suggestion updates an order', async () => {
    const { cards } = await dispatch({ performer: 'Organization/h' });
    const actions = cards.flatMap(({ suggestions = [] }) => suggestions.flatMap((one) => one.actions ?? []));
    expect(actions.filter(({ type }) => type === 'update')).toEqual([]);
  });

  test('is silent when the order carries it already', async () => {
    const first = await dispatch({ performer: 'Organization/h' });
    const answered = first.actions[0]?.resource as typeof signed;
    const again = await dispatch({ orders: [answered], performer: 'Organization/h' });
    expect([again.cards, again.actions]).toEqual([[], []]);
    expect(again.decision?.silent).toBe(true);
  });

  test('in CRD 2.2 names the orders it is about and leaves out what is empty', async () => {
    const { cards } = await dispatch({ performer: 'Organization/h' }, '/crd/2.2');
    expect(cards[0]?.extension?.['davinci-crd.associated-resource']).toEqual([{ reference: M1 }]);
    const quiet = await app.call(
      dispatching({ orders: [service('s1', '99213', {})], chart: therapy }),
      '/crd/2.2',
    );
    expect(quiet.body).toEqual({ cards: [] });
  });

  test('keeps the numbers of a prefetched order as they were written', async () => {
    const order = { ...signed, dispenseRequest: { quantity: { value: 12345.5 } } };
    const request = dispatching({ orders: [order], chart: therapy, performer: 'Organization/h' });
    const text = JSON.stringify(request).replaceAll('12345.5', '10.00');
    const answer = await app.call({ hook: 'order-dispatch', text });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"quantity":{"value":10.00}');
  });
});

describe('orders that have to be read first', () => {
  const bare = (given: Partial<Dispatch>, stored: readonly FhirResource[]): HookRequest =>
    readingFrom(ehr, dispatching({ orders: [signed], chart: [], ...given }), stored);
  const paths = () => ehr.requests.map(({ path }) => path);

  test('given nothing prefetched, then order, context and performer are read together, then the chart', async () => {
    const request = bare({ performer: 'Organization/h' }, [signed, ...therapy]);
    const { decision } = await answerTo(request);
    expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD' } });
    const first = paths().slice(0, 4).sort();
    expect(first).toEqual(['Coverage', M1, 'Organization/h', 'Patient/p1'].sort());
  });

  test('given a service, then its drug order is read in a second step', async () => {
    const request = bare({ orders: [somewhere], performer: 'Organization/h' }, [
      signed,
      somewhere,
      ...therapy,
    ]);
    const { decision, actions } = await answerTo(request);
    expect(decision).toMatchObject({ carrier: S1, determination: 'not-met' });
    expect(written(actions)).toEqual([S1]);
  });

  test('given a service that only its drug order names, then the drug orders are searched', async () => {
    const order = { ...signed, supportingInformation: [{ reference: S1 }] };
    const visit = service('s1', '96365', { status: 'active' });
    const request = bare({ orders: [visit], performer: 'Organization/h' }, [order, visit, ...therapy]);
    const { decision } = await answerTo(request);
    expect(decision).toMatchObject({ carrier: S1, determination: 'not-met' });
  });

  test('given an unlisted drug, then nothing of the chart is read', async () => {
    const order = { ...signed, medicationCodeableConcept: drugs.pembrolizumab.ordered };
    const { cards, actions } = await answerTo(bare({}, [order, ...therapy]));
    expect([cards, actions]).toEqual([[], []]);
    expect(paths().sort()).toEqual(['Coverage', M1, 'Organization/h', 'Patient/p1'].sort());
  });

  test('given orders for no drug at all, then nothing is read', async () => {
    await answerTo(bare({ dispatched: ['DeviceRequest/d1', 'NutritionOrder/n1'] }, therapy));
    expect(paths()).toEqual([]);
  });

  test.each<[string, HookRequest['prefetch'], number]>([
    [
      'the orders prefetched and nothing else',
      { order: { ...somewhere, basedOn: undefined }, drug: forTheHospital },
      2,
    ],
    ['nothing prefetched', {}, 3],
  ])('given %s, then at most so many steps', async (_what, prefetch, most) => {
    const stored = [forTheHospital, { ...somewhere, basedOn: [{ reference: M1 }] }, ...therapy];
    const request = bare({ orders: [somewhere], performer: 'Organization/h' }, stored);
    const steps = readingSteps(ehr);
    const wide = await startPolicyApp({ now: EVALUATED_AT, environment: { EHR_MAX_IN_FLIGHT: '50' } });
    try {
      expect((await wide.call({ ...request, ...(prefetch && { prefetch }) })).status).toBe(200);
      const record = (await wide.decisions(request.hookInstance)).get(M1);
      expect(record).toMatchObject({ determination: 'not-met', carrier: S1 });
    } finally {
      await wide.close();
    }
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(most);
  });

  test('given absolute references, then only those of the own server are read', async () => {
    const order = `${ehr.url}/${M1}`;
    const { decision } = await answerTo(bare({ dispatched: [order] }, [signed, ...therapy]));
    expect(decision?.determination).toBe('not-met');
    const foreign = await answerTo(
      bare({ dispatched: [`https://other.example.org/fhir/${M1}`, 'MedicationRequest/m9'] }, therapy),
    );
    expect([...foreign.decisions.values()].map(({ cause }) => cause)).toEqual([
      'unusable-order',
      'unusable-order',
    ]);
  });

  test("given another patient's order, then it is not used", async () => {
    const order = { ...signed, subject: { reference: 'Patient/p2' } };
    const { cards, actions, decision } = await answerTo(bare({}, [order, ...therapy]));
    expect([cards, actions]).toEqual([[], []]);
    expect(decision?.unavailable[0]).toContain('of another patient');
  });

  test('keeps the numbers of an order that was read as they were written', async () => {
    const order = { ...signed, dispenseRequest: { quantity: { value: 12345.5 } } };
    const request = bare({ performer: 'Organization/h' }, [order, ...therapy]);
    ehr.fail(M1, { body: JSON.stringify(order).replace('12345.5', '10.00') });
    const { status, text } = await app.call(request);
    expect(status).toBe(200);
    expect(text).toContain('"quantity":{"value":10.00}');
  });

  test('given a server that has no such order, then that is no failure', async () => {
    const { decision } = await answerTo(bare({}, therapy));
    expect(decision).toMatchObject({
      cause: 'unusable-order',
      unavailable: [`${M1} could not be read: 404.`],
    });
  });

  test.each([
    ['refuses it', 403],
    ['is down', 500],
  ])('given a server that %s, then 412', async (_how, status) => {
    const request = bare({}, [signed, ...therapy]);
    ehr.fail(M1, { status });
    const answer = await app.call(request);
    expect(answer.status).toBe(412);
    expect(answer.text).toContain('orders-unreachable');
  });

  test('given neither prefetch nor a server, then 412', async () => {
    const request = without(dispatching({ orders: [signed], chart: [] }), 'prefetch');
    const answer = await app.call(request);
    expect(answer.status).toBe(412);
    expect(answer.text).toContain('nothing-to-look-at');
  });
});

test('an organisation of an unknown kind leaves the order to say where', async () => {
  const clinic: Organization = { resourceType: 'Organization', id: 'x1', name: 'Somewhere' };
  const { decision } = await dispatch({
    orders: [forTheHospital],
    chart: [...therapy, visit, clinic],
    performer: 'Organization/x1',
  });
  expect(decision).toMatchObject({ determination: 'not-met', site: { class: 'HOPD', posCode: '22' } });
});
