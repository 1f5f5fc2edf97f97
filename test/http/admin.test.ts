/** GET /admin/servers: what the service has learned of FHIR servers, for those who run it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ServerView } from '../../src/ehr/profiles.js';
import { startApp, type TestApp } from '../support/app.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';

const TOKEN = 'admin-test-token';
const servers = {
  list: (): readonly ServerView[] => [{ server: 'https://ehr.example/', metadata: 'read', refused: [] }],
};
let production: TestApp;
let sandbox: PolicyApp;
let ehr: FhirServer;

beforeAll(async () => {
  production = await startApp([], { config: { mode: 'production' }, deps: { servers } });
  sandbox = await startPolicyApp({ now: EVALUATED_AT });
  ehr = await startFhirServer({ token: TOKEN, types: ['Condition'] });
});
afterAll(() => Promise.all([production.close(), sandbox.close(), ehr.close()]));

const get = async (url: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/admin/servers`, { headers });

test('given a call that read from a server, then it shows what was learned, without token and patient', async () => {
  const scenario = scenarios.find(({ id }) => id === 'T06') as Scenario;
  const { transaction, request: call } = asServerLoad(scenario, ehr.url, TOKEN);
  ehr.load(transaction);
  ehr.fail('Condition', { status: 400, when: ({ query }) => query.has('_count') });
  await sandbox.orderSign(call);
  const text = await (await get(sandbox.url)).text();
  expect(JSON.parse(text)).toMatchObject({
    servers: [
      {
        server: `${ehr.url}/`,
        refused: [
          { resourceType: 'Condition', parameters: ['patient', '_count'], status: 400, instead: 'plain' },
        ],
      },
    ],
  });
  expect(text).not.toContain(TOKEN);
  expect(text).not.toMatch(/\bp1\b|Patient\//);
});

test('given production mode and no token, then not even this machine is told', async () => {
  expect((await get(production.url)).status).toBe(403);
});

test('given production mode and the operator, then it is told', async () => {
  const token = 'token-of-the-operators';
  const operator = { token, metricsToken: undefined };
  const guarded = await startApp([], { config: { mode: 'production', operator }, deps: { servers } });
  expect((await get(guarded.url)).status).toBe(401);
  const answer = await get(guarded.url, { Authorization: `Bearer ${token}` });
  expect(await answer.json()).toEqual({ servers: servers.list() });
  await guarded.close();
});
