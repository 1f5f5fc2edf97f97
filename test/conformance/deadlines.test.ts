/** A hook call is answered whatever the EHR does (CR-80). The limits of reading are made small; that it is answered is all that counts. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';
import { callOf, HOOKS, nameOf, post, PRIMARY, scenarios, VERSIONS, without, type Call } from './calls.js';

const TOKEN = 'deadline-token';
const notMet = scenarios.find(({ id }) => id === 'T04') as Scenario;
/** CRD 2.2 found-2: 90 % within 5 s, at appointment-book and for a late re-sign within 10 s. Ours is one limit for all of them. */
const LIMIT_MS = 5000;

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  [app, ehr] = await Promise.all([
    startPolicyApp({
      now: EVALUATED_AT,
      environment: { EHR_BUDGET_MS: '60', EHR_TIMEOUT_MS: '40' },
    }),
    startFhirServer({ token: TOKEN }),
  ]);
});
beforeEach(() => {
  ehr.reset();
  ehr.load([asServerLoad(notMet, ehr.url, TOKEN).transaction, ...notMet.draft]);
});
afterAll(async () => {
  ehr.disconnect();
  await Promise.all([app.close(), ehr.close()]);
});

test('the deadline unless configured is below the shortest limit of every hook', () => {
  const { deadlineMs, ehr: reading } = loadConfig({});
  expect(deadlineMs).toBeLessThan(LIMIT_MS);
  // Reading ends before it.
  expect(reading.budgetMs).toBeLessThan(deadlineMs);
});

/** The call with only these keys prefetched, and a server for the rest. */
function onServer(call: Call, keys: readonly string[]): Call {
  const prefetch = Object.fromEntries(
    Object.entries(call.prefetch ?? {}).filter(([key]) => keys.includes(key)),
  );
  return {
    ...without(call, 'prefetch'),
    ...(keys.length > 0 && { prefetch }),
    fhirServer: ehr.url,
    fhirAuthorization: {
      access_token: TOKEN,
      token_type: 'Bearer',
      expires_in: 30,
      scope: '',
      subject: 'cds',
    },
  };
}

const ways = [
  ['never answers', { silent: true }],
  ['begins to answer and never ends', { hang: true }],
  ['ends every connection', { drop: true }],
] as const;

describe.each(VERSIONS)('CRD %s', (version) => {
  describe.each(ways)('given an EHR that %s', (_title, fault) => {
    test.each(HOOKS)('%s: a call without prefetch is answered with 412', async (hook) => {
      ehr.fail('*', fault);
      const { status, text } = await post(app, version, onServer(callOf(hook, notMet), []));
      expect(status).toBe(412);
      expect(text).toMatch(/"code":"[a-z-]+-unreachable"/);
    });

    test.each(PRIMARY)(
      '%s: with orders and coverage prefetched it is answered with what is known',
      async (hook) => {
        ehr.fail('*', fault);
        const call = onServer(callOf(hook, notMet), [
          'patient',
          'coverage',
          'medicationRequests',
          'serviceRequests',
        ]);
        const { status, body } = await post(app, version, call);
        expect(status).toBe(200);
        expect(body.systemActions?.map(({ resource }) => resource && nameOf(resource))).toHaveLength(1);
      },
    );
  });
});
