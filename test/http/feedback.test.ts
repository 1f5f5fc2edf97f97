import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import type { Card } from '../../src/cards/types.js';
import { answerTo, goodCall } from '../support/good-call.js';
import { fakeService } from '../support/hook-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp([fakeService()]);
});
afterAll(() => app.close());

const accepted = {
  card: '0c1f3a86-3a3c-4d55-a1c7-4b0a9e4f7a11',
  outcome: 'accepted',
  outcomeTimestamp: '2025-10-01T12:00:00Z',
  acceptedSuggestions: [{ id: 's1' }],
};
const overridden = {
  card: 'a card nobody knows',
  outcome: 'overridden',
  outcomeTimestamp: '2025-10-01T12:00:00.5+02:00',
  overrideReason: { reason: { code: 'C.CARDIO', system: 'urn:x' }, userComment: 'Jane Doe has no veins' },
};

function send(body: unknown, service = 'site-of-care-order-sign') {
  return app.call(body, { service: `${service}/feedback` });
}

test.each([
  ['an accepted suggestion', [accepted]],
  ['an override with its reason', [overridden]],
  ['an override without reason', [{ ...overridden, overrideReason: null }]],
  ['a batch with repetitions', [accepted, overridden, accepted]],
  ['members nobody knows', [{ ...accepted, mood: 'good' }]],
  ['nothing at all', []],
])('%s is taken with 200', async (_, feedback) => {
  expect((await send({ feedback })).status).toBe(200);
});

test.each([
  ['no list', {}, 'feedback'],
  ['an object instead of a list', { feedback: {} }, 'feedback'],
  ['no card', { feedback: [{ ...accepted, card: undefined }] }, 'feedback[0].card'],
  ['an outcome nobody knows', { feedback: [{ ...accepted, outcome: 'liked' }] }, 'feedback[0].outcome'],
  [
    'a time without zone',
    { feedback: [{ ...accepted, outcomeTimestamp: '2025-10-01T12:00:00' }] },
    'feedback[0].outcomeTimestamp',
  ],
  [
    'a day that does not exist',
    { feedback: [{ ...accepted, outcomeTimestamp: '2025-13-41T12:00:00Z' }] },
    'feedback[0].outcomeTimestamp',
  ],
  [
    'accepted, but nothing named',
    { feedback: [{ ...accepted, acceptedSuggestions: undefined }] },
    'feedback[0].acceptedSuggestions',
  ],
  ['the second entry broken', { feedback: [accepted, 7] }, 'feedback[1]'],
])('%s is 400, and named', async (_, body, expression) => {
  const response = await send(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ expression: [expression] }],
  });
});

test('a large body full of faults is refused without listing them all', async () => {
  const response = await send({ feedback: Array.from({ length: 200_000 }, () => ({})) });
  expect(response.status).toBe(400);
  expect((await response.text()).length).toBeLessThan(2000);
});

test('feedback for an unknown service is 404', async () => {
  expect((await send({ feedback: [] }, 'nobody')).status).toBe(404);
});

test('a card id of any length a card can have is taken, a text that is none is refused', async () => {
  expect((await send({ feedback: [{ ...accepted, card: 'x'.repeat(256) }] })).status).toBe(200);
  expect((await send({ feedback: [{ ...accepted, card: 'x'.repeat(257) }] })).status).toBe(400);
});

describe('what is kept', () => {
  test('outcomes are counted, and the comment of a clinician is stored and not logged', async () => {
    await send({ feedback: [overridden] });
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(
      /cds_feedback_total\{outcome="overridden"\} [1-9]/,
    );
    expect(app.log()).toContain('feedback');
    expect(app.log()).not.toContain('Jane');
  });

  test('ten thousand entries are taken in one batch, and repetitions are stored once', async () => {
    const other = await startApp([fakeService()]);
    const feedback = Array.from({ length: 10_000 }, (_, at) => ({
      ...overridden,
      card: `card ${at % 5000}`,
    }));
    const response = await other.call(
      { feedback: feedback.map((one) => ({ ...one, overrideReason: null })) },
      { service: 'site-of-care-order-sign/feedback' },
    );
    expect(response.status).toBe(200);
    const { feedback: stored } = await (await other.stored()).report({});
    expect(stored.reduce((sum, { count }) => sum + count, 0)).toBe(5000);
    await other.close();
  });

  test('feedback that can be neither spooled nor stored is 503, so that the client sends it again', async () => {
    const other = await startApp([fakeService()]);
    await other.decisions.close();
    const response = await other.call(
      { feedback: [accepted] },
      { service: 'site-of-care-order-sign/feedback' },
    );
    expect(response.status).toBe(503);
    await other.close();
  });
});

describe('given a card of an answer', () => {
  const now = '2025-10-01T12:00:00Z';
  const day = '2025-10-01';
  let service: PolicyApp;
  let card: Card;
  beforeAll(async () => {
    service = await startPolicyApp({ now });
    const { response } = await answerTo(service, goodCall());
    card = response.cards[0] as Card;
  });
  afterAll(() => service.close());

  async function feedbackOn(entry: object, address = 'site-of-care-order-sign'): Promise<number> {
    const response = await fetch(`${service.url}/cds-services/${address}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ feedback: [{ card: card.uuid, outcomeTimestamp: now, ...entry }] }),
    });
    return response.status;
  }
  const stored = async () => (await (await service.stored()).report({})).feedback;

  test('then overriding it with one of its reasons is linked to card, drug and criterion', async () => {
    for (const [at, { code, system }] of (card.overrideReasons ?? []).entries()) {
      const overrideReason = { reason: { code, system }, userComment: 'see letter' };
      const outcomeTimestamp = `2025-10-01T12:00:0${at}Z`;
      expect(await feedbackOn({ outcome: 'overridden', outcomeTimestamp, overrideReason })).toBe(200);
    }
    const known = {
      day,
      outcome: 'overridden',
      template: 'not-met',
      drug: 'infliximab',
      known: true,
      count: 1,
    };
    expect(await stored()).toEqual(
      [
        ['access', 'ACC'],
        ['adverse-event', 'D'],
        ['impairment', 'C'],
        ['initial-dose', 'INIT'],
        ['label', 'FDA'],
        ['other', 'E.UNSPECIFIED'],
      ].map(([reason, criterion]) => ({ ...known, reason, criterion })),
    );
  });

  test('then a reason of the EHR, and a code of ours under another system, stand for no criterion', async () => {
    const reasons = [{ code: 'impairment', system: 'https://ehr.example.org/reasons' }, { code: 'too-late' }];
    for (const [at, reason] of reasons.entries())
      await feedbackOn({
        outcome: 'overridden',
        outcomeTimestamp: `2025-10-02T12:00:0${at}Z`,
        overrideReason: { reason },
      });
    const next = (await stored()).filter((one) => one.day === '2025-10-02');
    expect(next.map(({ reason, criterion }) => [reason, criterion])).toEqual([
      ['impairment', ''],
      ['too-late', ''],
    ]);
  });

  test('then accepting a suggestion counts, also when the comment of an override hangs on it', async () => {
    const id = card.suggestions?.[0]?.uuid;
    const entry = {
      outcome: 'accepted',
      outcomeTimestamp: '2025-10-03T12:00:00Z',
      acceptedSuggestions: [{ id }],
      overrideReason: { reason: { code: 'access' } },
    };
    expect(await feedbackOn(entry)).toBe(200);
    expect((await stored()).filter((one) => one.day === '2025-10-03')).toMatchObject([
      { outcome: 'accepted', reason: '', criterion: '', known: true, count: 1 },
    ]);
  });

  test('then the feedback may come by the address of another version', async () => {
    const response = await fetch(`${service.url}/crd/2.2/cds-services/site-of-care-order-sign/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        feedback: [{ card: card.uuid, outcome: 'overridden', outcomeTimestamp: '2025-10-04T12:00:00Z' }],
      }),
    });
    expect(response.status).toBe(200);
    expect((await stored()).filter((one) => one.day === '2025-10-04')).toMatchObject([{ known: true }]);
  });
});
