/** The kinds of cards CRD asks for, among the answers of the running service, and what they lead to (CR-17). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CodeSystem, PlanDefinition } from 'fhir/r4.js';
import type { Card } from '../../src/cards/types.js';
import { answerTo, goodCall } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const PUBLIC_URL = 'https://cds.example.org';
let app: PolicyApp;
let cards: readonly Card[];

beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
  const answers = [];
  for (const situation of [...scenarios, contradiction])
    answers.push((await app.orderSign(asPrefetch(situation))).body);
  cards = answers.flatMap((body) => body.cards);
});
afterAll(() => app.close());

/** Codes of two drugs in one order. */
const contradiction = {
  draft: [
    infusionOrder({
      ...drugs.infliximab,
      ordered: {
        coding: [drugs.infliximab, drugs.ironSucrose].flatMap(
          ({ ordered }) => ordered.coding?.slice(0, 1) ?? [],
        ),
      },
    }),
    hospitalService(),
  ],
  chart: chartOf(),
};

/** The same address on the test's own port. */
const here = (url: string): string => url.replace(PUBLIC_URL, app.url);

test('an External Reference is among them: links, all absolute, and nothing to click besides', () => {
  const references = cards.filter(({ links }) => links);
  expect(references.length).toBeGreaterThan(0);
  for (const card of references) {
    expect(card.links?.map(({ type }) => type)).toEqual(['absolute']);
    expect(card).not.toHaveProperty('suggestions');
  }
});

test('an Instructions card is among them: the criteria appear met, with neither link nor suggestion', () => {
  const instructions = cards.filter(({ links, suggestions }) => !links && !suggestions);
  expect(instructions.some(({ summary }) => summary.includes('appear met'))).toBe(true);
  for (const { detail } of instructions) expect(detail).toBeDefined();
});

describe('the policy a card links to', () => {
  const address = (): string => cards.flatMap(({ links = [] }) => links)[0]?.url ?? '';

  test('is published by this service, one policy at its own address', async () => {
    expect(address()).toBe(`${PUBLIC_URL}/fhir/PlanDefinition/ga-pmn-34`);
    const response = await fetch(here(address()));
    expect(response.headers.get('content-type')).toContain('application/fhir+json');
    const plan = (await response.json()) as PlanDefinition;
    expect(plan).toMatchObject({ resourceType: 'PlanDefinition', id: 'ga-pmn-34', version: '2025-07' });
    expect(JSON.stringify(plan.action)).toContain('"id":"C.CARDIO"');
  });

  test('is a page for a browser, without script, with an anchor for each criterion', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const response = await fetch(here(address()), { headers: { accept } });
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('vary')).toContain('Accept');
    const page = await response.text();
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('id="INIT.PLAN"');
    expect(page).not.toMatch(/<script/i);
  });

  test('a value set without words of its own stays what it is', async () => {
    const response = await fetch(`${app.url}/fhir/ValueSet/vs-copd`, { headers: { accept: 'text/html' } });
    expect(response.headers.get('content-type')).toContain('application/fhir+json');
  });
});

test("the reasons to override are the policy's exceptions, as the code system published here has them", async () => {
  const { response } = await answerTo(app, goodCall());
  const reasons = response.cards.flatMap(({ overrideReasons = [] }) => overrideReasons);
  expect(reasons.length).toBeGreaterThan(3);
  const [system] = new Set(reasons.map((reason) => reason.system));
  const found = await fetch(`${app.url}/fhir/CodeSystem?url=${encodeURIComponent(system ?? '')}`);
  const { entry } = (await found.json()) as { entry?: { resource: CodeSystem }[] };
  const published = entry?.[0]?.resource;
  expect(published?.url).toBe(system);
  expect(reasons).toEqual(
    published?.concept?.map(({ code, display }) => ({ system: published.url, code, display })),
  );
});
