/** The form comes back: it settles what the chart leaves open and nothing else, whichever way it comes and at whichever hook it is asked for. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource, MedicationRequest, Observation, QuestionnaireResponse } from 'fhir/r4.js';
import {
  coded,
  complete,
  day,
  documented,
  letter,
  returned,
  signedAgain,
  WHY,
  words,
} from '../support/complete-form.js';
import { packageFor, sign, signOne } from '../support/dtr.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { appointment, booking, dispatching, readingFrom, TOKEN } from '../support/other-hooks.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf, diagnosis, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asServerLoad, type Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
});
afterEach(() => ehr.reset());
afterAll(() => Promise.all([app.close(), ehr.close()]));

/** A heart failure of unknown severity. */
const open: Situation = {
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(given(drugs.infliximab, '2025-08-13'), diagnosis('I50.9')),
};
/** What T02 lacks. */
const CONTINUED_AT_HOME = {
  '5.4.2': day('2025-11-04'),
  '5.5': coded('home-infusion'),
  '5.6.2': letter,
};
const scenario = (id: string): Situation => {
  const found = scenarios.find((one) => one.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
};
const statuses = (criteria: readonly { id: string; status: string }[], ...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, criteria.find((one) => one.id === id)?.status]));

test('a renewal still asks for the impairment and the adverse events it rests on', async () => {
  const { record } = await signOne(app, scenario('X05'));
  expect(record.documentation?.answers.map(({ linkId }) => linkId)).toEqual(
    expect.arrayContaining(['2', '6.1']),
  );
});

test('given a refuted anaphylaxis, then no answer of the form brings it back', async () => {
  const { before, after } = await documented(app, scenario('T08'), {
    '2': coded('adverse-event'),
    '7.1': day('2024-05-02'),
    '7.2': words('infliximab'),
    '7.3': coded('anaphylaxis'),
    '7.4': coded('grade-4'),
    '7.5': coded('steroid'),
    '7.6': coded('non-responsive'),
    '7.8': words('nothing else works'),
    '7.9': letter,
  });
  expect(before.determination).toBe('not-met');
  expect(after.determination).toBe('not-met');
  expect(statuses(after.criteria, 'D')).toEqual({ D: 'not-met' });
});

test('given the form as it was filled in, without more, then nothing moves', async () => {
  for (const one of scenarios) {
    for (const { order, record } of await sign(app, one)) {
      if (!record.documentation) continue;
      const { draft } = await packageFor(app, order);
      const form: QuestionnaireResponse = { ...draft, id: 'form', status: 'completed' };
      const again = await sign(app, { ...one, chart: [...one.chart, form] });
      const same = again.find((signed) => signed.record.order === record.order)?.record;
      expect([one.id, same?.determination]).toEqual([one.id, record.determination]);
    }
  }
});

test('given the completed form in the chart instead, then it counts as well', async () => {
  const situation = scenario('T02');
  const { order } = await signOne(app, situation);
  const form = { ...(await complete(app, order, CONTINUED_AT_HOME)), id: 'form' };
  const { record } = await signOne(app, { ...situation, chart: [...situation.chart, form] });
  expect(record.determination).toBe('met');
});

test.each(['in-progress', 'stopped', 'entered-in-error'] as const)(
  'given a form in the chart that is %s, then it counts for nothing',
  async (status) => {
    const situation = scenario('T02');
    const { order } = await signOne(app, situation);
    const form = { ...(await complete(app, order, CONTINUED_AT_HOME)), id: 'form', status };
    const { record } = await signOne(app, { ...situation, chart: [...situation.chart, form] });
    expect(record.determination).toBe('needs-documentation');
  },
);

test('given a completed form that only the order names, where forms cannot be searched, then it is read', async () => {
  const situation = scenario('T02');
  const { order } = await signOne(app, situation);
  const form = { ...(await complete(app, order, CONTINUED_AT_HOME)), id: 'form' };
  const [drug, ...services] = situation.draft;
  const naming = {
    ...(drug as MedicationRequest),
    supportingInformation: [
      ...((drug as MedicationRequest).supportingInformation ?? []),
      { reference: 'QuestionnaireResponse/form' },
    ],
  };
  const { transaction, request } = asServerLoad(
    { draft: [naming, ...services], chart: [...situation.chart, form] },
    ehr.url,
    TOKEN,
  );
  ehr.load(transaction);
  ehr.fail('QuestionnaireResponse', { status: 403, when: ({ path }) => !path.includes('/') });
  await app.orderSign(request);
  const record = (await app.decisions(request.hookInstance)).get('MedicationRequest/m1');
  expect(record?.determination).toBe('met');
});

test('the form of one drug does not speak for another order of the draft', async () => {
  const other = infusionOrder(drugs.vedolizumab, {
    id: 'm2',
    supportingInformation: [{ reference: 'ServiceRequest/s2' }],
  });
  const situation: Situation = {
    draft: [...open.draft, other, hospitalService({ id: 's2' })],
    chart: [...open.chart, given(drugs.vedolizumab, '2025-08-13')],
  };
  const [first] = await sign(app, situation);
  if (!first) throw new Error('nothing was decided');
  const form = { ...(await complete(app, first.order, WHY)), id: 'form' };
  const again = await sign(app, { ...situation, chart: [...situation.chart, form] });
  expect(again.map(({ record }) => [record.order, record.determination])).toEqual([
    ['MedicationRequest/m1', 'met'],
    ['MedicationRequest/m2', 'needs-documentation'],
  ]);
});

test('a decision that used the form keeps it for the next time the order is signed', async () => {
  const { order, again } = await documented(app, open, WHY);
  const third = await signOne(app, signedAgain(again, order));
  expect(third.record.determination).toBe('met');
});

test('what is kept holds no words of the prescriber, no document and no patient', async () => {
  const { after } = await documented(app, open, WHY);
  const kept = JSON.stringify(after.documentation?.completed);
  expect(kept).toContain('6.12');
  expect(kept).not.toMatch(/no one there|cGRm|Sample|Patient\/p1/);
});

test('given the form of another patient for this order, then signing finds nothing', async () => {
  const { order } = await signOne(app, open);
  await returned(app, order, await complete(app, order, WHY));
  const stranger = JSON.parse(
    JSON.stringify(signedAgain(open, order))
      .replaceAll('Patient/p1', 'Patient/p9')
      .replaceAll('"id":"p1"', '"id":"p9"'),
  ) as Situation;
  const signed = await sign(app, stranger);
  expect(signed.map(({ record }) => record.determination)).not.toContain('met');
});

test('given a form and newer data that says more, then the data decides as before', async () => {
  const { again } = await documented(app, open, WHY);
  const echo: Observation = {
    resourceType: 'Observation',
    id: 'echo',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '10230-1' }] },
    subject: { reference: 'Patient/p1' },
    effectiveDateTime: '2025-09-20',
    valueQuantity: { value: 20, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  };
  const { record } = await signOne(app, { ...again, chart: [...again.chart, echo] });
  expect(statuses(record.criteria, 'C.CARDIO')).toEqual({ 'C.CARDIO': 'met' });
  const evidence = record.criteria.find(({ id }) => id === 'C.CARDIO')?.evidence;
  expect(evidence?.map(({ reference }) => reference)).toContain('Observation/echo');
});

describe('at a later hook, where the signed order stands in the EHR with its coverage information', () => {
  const M1 = 'MedicationRequest/m1';
  const visit = hospitalService({ status: 'active', basedOn: [{ reference: M1 }] });

  /** Signed, its form returned, and then in the EHR. */
  async function returnedFor(answers: typeof WHY | undefined): Promise<MedicationRequest> {
    const { order } = await signOne(app, open);
    if (answers) await returned(app, order, await complete(app, order, answers));
    return { ...(order as MedicationRequest), status: 'active' };
  }
  const determinationOf = async (request: Parameters<PolicyApp['call']>[0]) => {
    if (!('hookInstance' in request)) throw new Error('no call');
    expect((await app.call(request)).status).toBe(200);
    return (await app.decisions(request.hookInstance)).get(M1)?.determination;
  };
  const bookingOf = (order: MedicationRequest) =>
    booking({ appointments: [appointment()], chart: [order, visit, ...open.chart] });
  const dispatchOf = (order: MedicationRequest) =>
    dispatching({ orders: [order], chart: [...open.chart, visit], performer: 'Organization/h' });

  test.each([
    ['order-dispatch', dispatchOf],
    ['appointment-book', bookingOf],
  ])('%s: the form that was returned makes it met; without one it stays open', async (_hook, requestOf) => {
    expect(await determinationOf(requestOf(await returnedFor(undefined)))).toBe('needs-documentation');
    expect(await determinationOf(requestOf(await returnedFor(WHY)))).toBe('met');
  });

  test('order-dispatch that reads the order from the EHR: the same', async () => {
    const order = await returnedFor(WHY);
    const stored: readonly FhirResource[] = [order, visit, ...open.chart];
    expect(await determinationOf(readingFrom(ehr, dispatchOf(order), stored))).toBe('met');
  });

  test('the decision made there keeps the form, under its own assertion', async () => {
    const request = dispatchOf(await returnedFor(WHY));
    await app.call(request);
    const record = (await app.decisions(request.hookInstance)).get(M1);
    expect(record?.documentation?.completed?.item?.length).toBeGreaterThan(0);
  });
});
