/** GET /admin/servers: what the service has learned of FHIR servers, for those who run it. */
import { request } from 'node:http';
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

test('given production mode, then it answers this machine', async () => {
  expect(await (await get(production.url)).json()).toEqual({ servers: servers.list() });
});

test.each(['x-forwarded-for', 'forwarded'])(
  'given production mode and a call that came through a proxy (%s), then it is not there',
  async (header) => {
    expect((await get(production.url, { [header]: '203.0.113.9' })).status).toBe(404);
  },
);

test('given production mode and another machine, then it is not there', async () => {
  // Any address of this machine that is not a loopback one stands for another machine.
  const { networkInterfaces } = await import('node:os');
  const own = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address;
  const isForeign = own !== undefined;
  const { port } = new URL(production.url);
  const status = await new Promise<number>((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: '/admin/servers',
      localAddress: isForeign ? own : '127.0.0.1',
    });
    asked
      .once('response', (response) => resolve(response.resume().statusCode ?? 0))
      .once('error', reject)
      .end();
  });
  expect(status).toBe(isForeign ? 404 : 200);
});
