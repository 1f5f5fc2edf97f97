/** The coverage that goes with a form, read by the service where the page may not: POST /sandbox/api/coverage. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { sandboxOf, type Reply } from './client.js';

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  [app, ehr] = await Promise.all([
    startPolicyApp({ now: EVALUATED_AT }),
    startFhirServer({ token: 'a-token' }),
  ]);
  ehr.load(chartOf());
});
afterAll(() => Promise.all([app.close(), ehr.close()]));

const read = (wish: object, headers = {}): Promise<Reply> =>
  sandboxOf(app).post('/sandbox/api/coverage', { server: ehr.url, token: 'a-token', ...wish }, headers);
const codeOf = ({ body }: Reply) =>
  (body as { issue: { details: { coding: { code: string }[] } }[] }).issue[0]?.details.coding[0]?.code;

test('it is the resource as the server has it', async () => {
  const { status, body } = await read({ reference: 'Coverage/c1' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    resourceType: 'Coverage',
    id: 'c1',
    beneficiary: { reference: 'Patient/p1' },
  });
});

test.each([
  ['another type', 'Patient/p1'],
  ['a way out of the type', 'Coverage/../Patient'],
  ['two dots', 'Coverage/..'],
  ['a search', 'Coverage/c1?_include=*'],
  ['another server', 'https://example.org/Coverage/c1'],
])('given %s, then nothing is asked', async (_what, reference) => {
  const before = ehr.requests.length;
  const reply = await read({ reference });
  expect([reply.status, codeOf(reply)]).toEqual([400, 'sandbox-request']);
  expect(ehr.requests.length).toBe(before);
});

test.each([
  ['an unknown one', { reference: 'Coverage/none' }, 424, 'sandbox-not-on-server'],
  ['the wrong token', { reference: 'Coverage/c1', token: 'another' }, 424, 'sandbox-token-refused'],
  ['no server', { reference: 'Coverage/c1', server: 'file:///etc' }, 400, 'sandbox-server-refused'],
])('given %s, then it is said', async (_what, wish, status, code) => {
  const reply = await read(wish);
  expect([reply.status, codeOf(reply)]).toEqual([status, code]);
});

test('another site’s page may not ask', async () => {
  const reply = await read({ reference: 'Coverage/c1' }, { origin: 'https://elsewhere.example' });
  expect(codeOf(reply)).toBe('sandbox-other-page');
});
