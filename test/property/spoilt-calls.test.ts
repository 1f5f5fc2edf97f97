/** A good call spoilt at random places: never a failure of the service, never an invalid answer, and the next call is answered as if nothing had been. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkResponse } from '../../src/hooks/check-response.js';
import { answerTo, gist, goodCall } from '../support/good-call.js';
import { mutate, mutations } from '../support/mutate.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { runs } from '../support/property-runs.js';
import { scenarios } from '../support/scenarios/all.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const RUNS = runs(60).numRuns;
let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

test(
  `${RUNS} spoilt calls are each answered with 200 or refused with an OperationOutcome`,
  async () => {
    const good = gist((await answerTo(app, goodCall())).decision);
    const anyCall = fc.constantFrom(...scenarios).map(asPrefetch);
    await fc.assert(
      fc.asyncProperty(anyCall, mutations, async (call, changes) => {
        const { status, body } = await app.orderSign(mutate(call, changes));
        expect([200, 400, 412, 422]).toContain(status);
        if (status === 200) expect(checkResponse(body)).toEqual([]);
        else expect(body).toMatchObject({ resourceType: 'OperationOutcome' });
      }),
      { numRuns: RUNS },
    );
    expect(gist((await answerTo(app, goodCall())).decision)).toEqual(good);
  },
  60_000 + RUNS * 500,
);
