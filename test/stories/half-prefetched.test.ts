/** The same chart gives the same decision, however much of it came along with the call. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { DraftRequest } from '../../src/hooks/types.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { asPrefetch, asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';

const TOKEN = 'half-prefetched-token';
let app: PolicyApp;
let ehr: FhirServer;

beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));
beforeEach(() => ehr.reset());

/** Which keys are prefetched; the rest is left to be read. */
type Kept = (key: string, index: number) => boolean;
const ALL: Kept = () => true;
const NONE: Kept = () => false;
const EVEN: Kept = (_key, index) => index % 2 === 0;
const ODD: Kept = (_key, index) => index % 2 === 1;

describe.each(scenarios.map((scenario) => [`${scenario.id}: ${scenario.title}`, scenario] as const))(
  '%s',
  (_title, scenario) => {
    test('is decided alike fully, half and not prefetched, and nothing prefetched is read', async () => {
      const whole = await decisions(scenario, ALL);
      for (const kept of [EVEN, ODD, NONE]) expect(await decisions(scenario, kept)).toEqual(whole);
      expect(whole.length).toBe(Object.keys(scenario.expected).length);
    });
  },
);

async function decisions(scenario: Scenario, kept: Kept): Promise<readonly unknown[]> {
  ehr.reset();
  const { transaction, request: bare } = asServerLoad(scenario, ehr.url, TOKEN);
  ehr.load(transaction);
  const full = Object.entries(asPrefetch(scenario).prefetch ?? {});
  const prefetch = Object.fromEntries(full.filter(([key], index) => kept(key, index)));
  const request: DraftRequest = { ...bare, ...(Object.keys(prefetch).length > 0 && { prefetch }) };
  expect((await app.orderSign(request)).status).toBe(200);
  expectNotReadAgain(prefetch);
  return [...(await app.decisions(request.hookInstance)).values()].map(essence);
}

/** No search of a type that the call brought along. */
function expectNotReadAgain(prefetch: Readonly<Record<string, unknown>>): void {
  const brought = new Set(
    Object.values(prefetch).flatMap((value) => {
      const { entry } = (value ?? {}) as { entry?: { resource: { resourceType: string } }[] };
      return (entry ?? []).map(({ resource }) => resource.resourceType);
    }),
  );
  const searched = ehr.requests.map(({ path }) => path).filter((path) => !path.includes('/'));
  // Places come along with the service orders, and are not searched for but read by their reference.
  expect(searched.filter((type) => brought.has(type))).toEqual([]);
  expect(new Set(searched).size).toBe(searched.length);
}

/** All that must be the same: everything but ids, the way a fact came, and what is unavailable for want of asking. */
function essence(record: DecisionRecord): unknown {
  const { order, drug, coverage, site, determination, cause, criteria, nonQualifying, assumptions } = record;
  return JSON.parse(
    JSON.stringify(
      { order, drug, coverage, site, determination, cause, criteria, nonQualifying, assumptions },
      (name, value: unknown) => (name === 'source' || name === 'page' ? undefined : value),
    ),
  );
}
