/** Good calls of the other hooks, spoilt at random places: never a failure of the service, never an invalid answer. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkResponse } from '../../src/hooks/check-response.js';
import { mutate, mutations } from '../support/mutate.js';
import { appointment, booking, dispatching, selecting } from '../support/other-hooks.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { runs } from '../support/property-runs.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder, service } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const RUNS = runs(60).numRuns;
let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const drug = infusionOrder(drugs.infliximab);
const visit = service('s1', '96365', { basedOn: [{ reference: 'MedicationRequest/m1' }] });
const chart = chartOf(given(drugs.infliximab, '2025-08-13'));
const coded = service('s2', '96365', { code: drugs.vedolizumab.ordered });
const named = appointment({
  id: 'a2',
  basedOn: [
    {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/alternate-reference',
          valueReference: { reference: 'MedicationRequest/m1' },
        },
      ],
    },
  ],
});
const calls = [
  selecting({ draft: [drug, hospitalService()], chart }, 'MedicationRequest/m1'),
  dispatching({ orders: [drug, visit, coded], chart }),
  dispatching({ orders: [visit], chart: [drug, ...chart] }),
  booking({ appointments: [appointment(), named], chart: [drug, visit, ...chart] }),
];

test(
  `${RUNS} spoilt calls are each answered with 200 or refused with an OperationOutcome`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...calls), mutations, async (call, changes) => {
        const spoilt = { ...mutate(call, changes), hook: call.hook };
        const { status, body } = await app.call(spoilt);
        expect([200, 400, 412, 422]).toContain(status);
        if (status === 200) expect(checkResponse(body)).toEqual([]);
        else expect(body).toMatchObject({ resourceType: 'OperationOutcome' });
      }),
      { numRuns: RUNS },
    );
  },
  60_000 + RUNS * 500,
);
