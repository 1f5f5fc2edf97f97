import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, HOOK_INSTANCE, orderSign, record } from '../support/hook-call.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp([
    fakeService((request) =>
      Promise.resolve({
        response: { cards: [], systemActions: [] },
        records: ['a', 'b'].map((id) =>
          record({ id: `${request.hookInstance}-${id}`, hookInstance: request.hookInstance }),
        ),
      }),
    ),
  ]);
});
afterAll(() => app.close());

function get(path: string) {
  return fetch(`${app.url}${path}`);
}

test('every decision of an answer can be read as soon as the answer has arrived', async () => {
  for (let call = 0; call < 30; call += 1) {
    const hookInstance = `call-${call}`;
    await app.call(orderSign({ hookInstance }));
    const response = await get(`/decisions?hookInstance=${hookInstance}`);
    expect(response.status).toBe(200);
    expect(((await response.json()) as { id: string }[]).map(({ id }) => id)).toEqual([
      `${hookInstance}-a`,
      `${hookInstance}-b`,
    ]);
  }
});

test('one decision is read by its coverage-assertion-id, before and after it was stored', async () => {
  await app.call(orderSign());
  const expected = record({ id: `${HOOK_INSTANCE}-b` });
  expect(await (await get(`/decisions/${HOOK_INSTANCE}-b`)).json()).toEqual(expected);
  while (app.decisions.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await (await get(`/decisions/${HOOK_INSTANCE}-b`)).json()).toEqual(expected);
});

test.each(['/decisions/nobody', '/decisions?hookInstance=nobody'])('%s is 404', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ code: 'not-found' }],
  });
});

test.each([
  '/decisions',
  '/decisions?hookInstance=',
  '/decisions?hookInstance=a&hookInstance=b',
  '/decisions?hookinstance=a',
])('%s is 400', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ issue: [{ expression: ['hookInstance'] }] });
});
