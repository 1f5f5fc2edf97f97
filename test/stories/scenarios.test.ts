/** The policy's scenarios through the wire: once with everything prefetched, once with a FHIR server to read from. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { HookRequest } from '../../src/hooks/types.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { cardsAbout, observe, picture } from '../support/scenarios/observe.js';
import { asPrefetch, asServerLoad } from '../support/scenarios/request.js';
import { EVALUATED_AT, type ExpectedCard, type Scenario } from '../support/scenarios/scenario.js';

const TOKEN = 'scenario-token';
let app: PolicyApp;
let ehr: FhirServer;

beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));
beforeEach(() => ehr.reset());

describe.each(scenarios.map((scenario) => [`${scenario.id}: ${scenario.title}`, scenario] as const))(
  '%s',
  (_title, scenario) => {
    test(`given everything prefetched, then the answer is right (${scenario.trap})`, async () => {
      await expectAnswer(scenario, asPrefetch(scenario));
    });

    test('given a FHIR server to read from and no prefetch, then the answer is the same', async () => {
      const { transaction, request } = asServerLoad(scenario, ehr.url, TOKEN);
      ehr.load(transaction);
      await expectAnswer(scenario, request);
    });
  },
);

test('given an order of an unlisted drug and a FHIR server, then nothing is read from it', async () => {
  const unlisted = scenarios.find(({ id }) => id === 'T17') as Scenario;
  const { transaction, request } = asServerLoad(unlisted, ehr.url, TOKEN);
  ehr.load(transaction);
  await app.orderSign(request);
  expect(ehr.requests).toHaveLength(0);
});

async function expectAnswer(scenario: Scenario, request: HookRequest): Promise<void> {
  const { status, body } = await app.orderSign(request);
  expect({ status, body: status === 200 ? 'an answer' : body }).toEqual({ status: 200, body: 'an answer' });
  const records = await app.decisions(request.hookInstance);
  for (const [order, expected] of Object.entries(scenario.expected)) {
    expect(observe(order, expected, body, records.get(order))).toEqual(picture(expected));
    const cards = cardsAbout(order, body);
    for (const [index, words] of expected.cards.entries()) expectCard(words, cards[index]);
  }
  expect(records.size).toBe(Object.keys(scenario.expected).length);
}

function expectCard(expected: ExpectedCard, card: ReturnType<typeof cardsAbout>[number] | undefined): void {
  const words = `${card?.summary}\n${card?.detail}`;
  for (const pattern of expected.says ?? []) expect(words).toMatch(pattern);
  if (expected.suggestions === 'none') expect(card?.suggestions).toBeUndefined();
  if (expected.suggestions === 'some') expect(card?.suggestions?.length).toBeGreaterThan(0);
  if (expected.neverOffers) {
    const labels = (card?.suggestions ?? []).map(({ label }) => label);
    expect(labels.filter((label) => expected.neverOffers?.test(label))).toEqual([]);
  }
  expect(words).not.toMatch(/\b(approved|denied)\b/i);
}
