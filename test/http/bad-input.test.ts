/** Bodies and drafts as no EHR should send them: a precise 4xx, or a 200 that says what could not be used. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationOutcome } from 'fhir/r4.js';
import { answerTo, gist, goodCall, goodCallBeside, M1 } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { diagnosis } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

/** The body as a value, or as text that may be no JSON. */
async function post(body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${app.url}/cds-services/site-of-care-order-sign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function refusal(body: unknown): Promise<{ status: number; codes: unknown[]; places: unknown[] }> {
  const answer = await post(body);
  const outcome = answer.body as OperationOutcome;
  expect(outcome.resourceType).toBe('OperationOutcome');
  return {
    status: answer.status,
    codes: outcome.issue.map((issue) => issue.details?.coding?.[0]?.code),
    places: outcome.issue.flatMap((issue) => issue.expression ?? []),
  };
}

describe('a body that is no call', () => {
  test.each([
    ['cut off', '{"hook":"order-sign","context":{'],
    ['empty', ''],
    ['prose', 'order-sign, please'],
    ['two values', '{} {}'],
  ])('%s: 400, not JSON', async (_what, text) => {
    expect(await refusal(text)).toMatchObject({ status: 400, codes: ['invalid-json'] });
  });

  test('for another hook: 400, and the service says so before anything else', async () => {
    const other = await refusal({ ...goodCall(), hook: 'order-dispatch' });
    expect(other).toEqual({ status: 400, codes: ['hook-mismatch'], places: ['hook'] });
    expect((await refusal({ hook: 'patient-view', context: 7 })).codes).toEqual(['hook-mismatch']);
  });

  const members = ['hook', 'hookInstance', 'fhirServer', 'fhirAuthorization', 'context', 'prefetch'];
  test.each(members.flatMap((name) => [7, true, [], ['x']].map((junk) => [name, junk] as const)))(
    '%s is %j: 400, and the member is named',
    async (name, junk) => {
      const { status, places } = await refusal({ ...goodCall(), [name]: junk });
      expect([status, places]).toEqual([400, [name]]);
    },
  );

  test.each(
    ['userId', 'patientId', 'encounterId', 'draftOrders'].flatMap((name) =>
      [7, true, []].map((junk) => [name, junk] as const),
    ),
  )('context.%s is %j: 400, and the member is named', async (name, junk) => {
    const request = goodCall();
    const { status, places } = await refusal({ ...request, context: { ...request.context, [name]: junk } });
    expect([status, places]).toEqual([400, [`context.${name}`]]);
  });

  test.each([
    ['no Bundle', { resourceType: 'List', entry: [] }],
    ['entries that are no list', { resourceType: 'Bundle', entry: 'x' }],
    ['more entries than anybody signs', { resourceType: 'Bundle', entry: new Array(1_000_000).fill(null) }],
  ])('draft orders that are %s: 422', async (_what, draftOrders) => {
    const request = goodCall();
    const answer = await refusal({ ...request, context: { ...request.context, draftOrders } });
    expect(answer).toMatchObject({ status: 422, codes: ['draft-orders-unusable'] });
  });
});

describe('size and depth', () => {
  test('a body of 2 MB is answered like a small one', async () => {
    const note = [{ text: 'no change since the last visit. '.repeat(130) }];
    const conditions = Array.from({ length: 500 }, (_, index) =>
      diagnosis('M54.5', { id: `back-${index}`, note }),
    );
    const request = goodCall(...conditions);
    expect(JSON.stringify(request).length).toBeGreaterThan(2_000_000);
    const { decision } = await answerTo(app, request);
    expect(gist(decision)).toEqual(gist((await answerTo(app, goodCall())).decision));
  });

  test('of 500 conditions the last one counts as the only one would', async () => {
    const harmless = Array.from({ length: 499 }, (_, index) => diagnosis('M54.5', { id: `back-${index}` }));
    const acute = diagnosis('I50.23', { id: 'acute', onsetDateTime: '2025-09-20' });
    const { decision } = await answerTo(app, goodCall(...harmless, acute));
    expect(decision.determination).toBe('met');
    expect(gist(decision)).toEqual(gist((await answerTo(app, goodCall(acute))).decision));
  });

  test('100 orders in one draft are each decided', async () => {
    const orders = Array.from({ length: 99 }, (_, index) => ({
      resource: infusionOrder(drugs.ironSucrose, { id: `iron-${index}` }),
    }));
    const { decisions } = await answerTo(app, goodCallBeside(...orders));
    expect(decisions.size).toBe(100);
    expect(decisions.get('MedicationRequest/iron-98')?.drug.hcpcs).toEqual(['J1756']);
  });

  test.each([50, 500])('extensions nested %i deep are carried along', async (depth) => {
    const url = 'https://example.org/deep';
    let extension: unknown = [{ url, valueString: 'bottom' }];
    for (let level = 0; level < depth; level += 1) extension = [{ url, extension }];
    const deep = { ...infusionOrder(drugs.ironSucrose, { id: 'm2' }), extension };
    const { response } = await answerTo(app, goodCallBeside({ resource: deep }));
    const returned = response.systemActions?.find(({ resource }) => resource?.id === 'm2')?.resource;
    expect(JSON.stringify(returned)).toContain(JSON.stringify((extension as unknown[])[0]));
  });

  const bottomless = [
    ['lists', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
  ] as const;
  const places = [
    ['the body', '"hook":'],
    ['the prefetch', '"patient":{'],
    ['a prefetched resource', '"resourceType":"Condition"'],
    ['the order', '"intent":"order"'],
  ] as const;
  test.each(
    places.flatMap(([place, before]) =>
      bottomless.map(([what, deep]) => [what, place, before, deep] as const),
    ),
  )(
    '%s nested without end in %s: refused or passed over, never a failure',
    async (_what, _place, before, deep) => {
      const text = JSON.stringify(goodCall(diagnosis('M54.5')));
      const at = text.indexOf(before);
      expect(at).toBeGreaterThan(0);
      const { status } = await post(`${text.slice(0, at)}"deep":${deep},${text.slice(at)}`);
      expect([200, 400]).toContain(status);
    },
  );

  test('after all that the service answers as before', async () => {
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    const { decision } = await answerTo(app, goodCall());
    expect(decision).toMatchObject({ order: M1, determination: 'not-met' });
  });
});
