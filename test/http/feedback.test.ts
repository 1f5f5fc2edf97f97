import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService } from '../support/hook-call.js';

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

describe('what is kept', () => {
  test('outcomes are counted, and the comment of a clinician is not logged', async () => {
    await send({ feedback: [overridden] });
    expect(await (await fetch(`${app.url}/metrics`)).text()).toMatch(
      /cds_feedback_total\{outcome="overridden"\} [1-9]/,
    );
    expect(app.log()).toContain('feedback');
    expect(app.log()).not.toContain('Jane');
  });
});
