/** What is remembered from call to call makes calls cheaper, and never one patient's answer another's. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

/** Everything decided about the orders of a scenario, without what differs by nature. */
async function decided(scenario: Scenario): Promise<unknown> {
  const hookInstance = randomUUID();
  expect((await app.orderSign({ ...asPrefetch(scenario), hookInstance })).status).toBe(200);
  const records = [...(await app.decisions(hookInstance)).values()];
  return records.map((record) => ({ ...record, id: '', hookInstance: '' }));
}

async function inTurn(order: readonly Scenario[]): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  for (const scenario of order) found.set(scenario.id, await decided(scenario));
  return found;
}

test('given other patients before it, then an order is decided as it is without them', async () => {
  const forwards = await inTurn(scenarios);
  const backwards = await inTurn([...scenarios].reverse());
  const twice = await inTurn(scenarios.flatMap((scenario) => [scenario, scenario]));
  for (const { id } of scenarios) {
    expect([id, backwards.get(id)]).toEqual([id, forwards.get(id)]);
    expect([id, twice.get(id)]).toEqual([id, forwards.get(id)]);
  }
});
