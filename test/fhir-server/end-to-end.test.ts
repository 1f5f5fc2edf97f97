/**
 * The policy's scenarios with the chart on a FHIR server, which `npm run test:fhir -- --server URL` chooses (the embedded
 * one in `npm test`). Their made-up data is loaded under ids of this run alone, and removed at the end.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FhirResource } from 'fhir/r4.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { observe, picture } from '../support/scenarios/observe.js';
import { relocate } from '../support/scenarios/relocate.js';
import { asServerLoad, transactionOf } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { anyServer, type AnyServer } from './any-server.js';

const run = `soc-${randomUUID().slice(0, 8)}`;
const loaded: FhirResource[] = [];
let server: AnyServer;
let app: PolicyApp;

beforeAll(async () => {
  [server, app] = await Promise.all([anyServer(), startPolicyApp({ now: EVALUATED_AT })]);
});

afterAll(async () => {
  await app.close();
  try {
    // One transaction, so that the server has no reference left to mind.
    if (loaded.length > 0) await server.send('POST', '', deletionOf(loaded));
    const [first] = loaded;
    if (first)
      await expect(server.send('GET', `${first.resourceType}/${first.id}`)).rejects.toThrow(/40[4]|410/);
  } finally {
    await server.close();
  }
}, 120_000);

test.each(scenarios.map((scenario) => [scenario.id, scenario.title, scenario] as const))(
  '%s: %s',
  async (id, _title, scenario) => {
    const prefix = `${run}-${id.toLowerCase()}-`;
    const situation = relocate(scenario, prefix);
    const { transaction, request } = asServerLoad(situation, server.url, server.token ?? '');
    await server.send('POST', '', transaction);
    loaded.push(...situation.chart);
    const { status, body } = await app.orderSign({
      ...request,
      context: { ...request.context, patientId: `${prefix}p1` },
    });
    expect({ status, body: status === 200 ? 'an answer' : body }).toEqual({ status: 200, body: 'an answer' });
    const records = await app.decisions(request.hookInstance);
    for (const [reference, expected] of Object.entries(scenario.expected)) {
      const order = reference.replace('/', `/${prefix}`);
      const record = records.get(order);
      expect({ ...observe(order, expected, body, record), unavailable: record?.unavailable }).toEqual({
        ...picture(expected),
        unavailable: [],
      });
    }
  },
  60_000,
);

function deletionOf(resources: readonly FhirResource[]): object {
  return {
    ...transactionOf([]),
    entry: resources.map(({ resourceType, id }) => ({
      request: { method: 'DELETE', url: `${resourceType}/${id}` },
    })),
  };
}
