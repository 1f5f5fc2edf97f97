/** CRD 2.0.1 as the public server test kit reads it: over the calls of every hook, made from every scenario. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf, coverage } from '../support/scenarios/chart.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import {
  exchange,
  exchangeAll,
  HOOKS,
  PRIMARY,
  scenarios,
  type Call,
  type Exchange,
  type Hook,
} from './calls.js';
import { coverageInformation, kitFaults, part, responseTypes, type ResponseType } from './kit-reader.js';

let app: PolicyApp;
let exchanges: readonly Exchange[] = [];

beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
  exchanges = await exchangeAll(app, '2.0');
}, 60_000);
afterAll(() => app.close());

function of(hook: Hook): readonly Exchange[] {
  return exchanges.filter(({ call }) => call.hook === hook);
}

function typesOf(hooks: readonly Hook[]): readonly ResponseType[] {
  const found = hooks.flatMap((hook) => of(hook).map(({ call, answer }) => responseTypes(call, answer)));
  return [...new Set(found.flatMap((types) => [...types]))].sort();
}

test('discovery lists a service for each hook, with hook, id and description', async () => {
  const response = await fetch(`${app.url}/cds-services`);
  const { services } = (await response.json()) as { services: Record<string, unknown>[] };
  expect(services.map(({ hook }) => hook).sort()).toEqual([...HOOKS].sort());
  for (const { id, description } of services)
    expect([typeof id, typeof description]).toEqual(['string', 'string']);
});

describe.each(HOOKS)('%s', (hook) => {
  test('every call is answered with 200', () => {
    expect(of(hook).length).toBe(scenarios.length);
    expect(of(hook).filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('the kit finds no fault in any answer', () => {
    for (const { scenario, call, answer } of of(hook)) {
      expect([scenario, kitFaults(call, answer)]).toEqual([scenario, []]);
    }
  });
});

describe.each(PRIMARY)('%s', (hook) => {
  test('cards and systemActions are arrays in every answer, also when there is nothing', () => {
    const silent = of(hook).filter(({ answer }) => answer.cards.length === 0);
    expect(silent.length).toBeGreaterThan(0);
    for (const { answer } of of(hook))
      expect([Array.isArray(answer.cards), Array.isArray(answer.systemActions)]).toEqual([true, true]);
  });

  test('coverage information comes as an update of a resource that the kit looks at', () => {
    expect(typesOf([hook])).toContain('coverage-information');
  });

  test('it comes beside cards', () => {
    const spoken = of(hook).filter(({ answer }) => (answer.systemActions ?? []).length > 0);
    expect(spoken.length).toBeGreaterThan(10);
    expect(spoken.some(({ answer }) => answer.cards.length > 0)).toBe(true);
  });
});

test('over all hooks there are coverage information, an External Reference and Instructions', () => {
  expect(typesOf(HOOKS)).toEqual(
    expect.arrayContaining(['coverage-information', 'external-reference', 'instructions']),
  );
});

test('alternates and additional orders are proposed where there is a draft, and only there', () => {
  expect(typesOf(['order-sign'])).toEqual(expect.arrayContaining(['additional-orders', 'propose-alternate']));
  expect(typesOf(['order-dispatch', 'appointment-book'])).not.toContain('propose-alternate');
});

test('not-covered carries no-auth', async () => {
  const [scenario] = scenarios;
  if (!scenario) throw new Error('there is no scenario');
  const ended = coverage({ period: { start: '2024-01-01', end: '2025-08-31' } });
  const chart = chartOf().map((resource) => (resource.resourceType === 'Coverage' ? ended : resource));
  for (const hook of PRIMARY) {
    const { answer } = await exchange(app, '2.0', hook, { ...scenario, chart });
    const said = (answer.systemActions ?? []).flatMap(({ resource }) =>
      resource ? coverageInformation(resource) : [],
    );
    expect(said.map((one) => [part(one, 'covered')?.valueCode, part(one, 'pa-needed')?.valueCode])).toEqual([
      ['not-covered', 'no-auth'],
    ]);
  }
});

describe('the reader finds', () => {
  const call: Call = { hook: 'order-sign', hookInstance: 'x', context: { draftOrders: { entry: [] } } };
  const card = {
    summary: 's',
    indicator: 'info',
    source: { label: 'l', topic: { system: 's', code: 'c' } },
  };
  const update = {
    type: 'update',
    description: 'd',
    resource: { resourceType: 'MedicationRequest', id: 'm9' },
  };

  test.each<[string, object, RegExp]>([
    ['no cards', { systemActions: [] }, /cards is no array/],
    ['no system actions', { cards: [] }, /systemActions is missing/],
    [
      'a card without topic',
      { cards: [{ ...card, source: { label: 'l' } }], systemActions: [] },
      /topic.code/,
    ],
    ['a long summary', { cards: [{ ...card, summary: 'x'.repeat(140) }], systemActions: [] }, /too long/],
    ['an empty list', { cards: [{ ...card, links: [] }], systemActions: [] }, /links is empty/],
    [
      'an action without description',
      { cards: [], systemActions: [{ ...update, description: '' }] },
      /action.description/,
    ],
    [
      'an update of what is not in the draft',
      {
        cards: [
          {
            ...card,
            selectionBehavior: 'any',
            suggestions: [{ label: 'l', uuid: 'u', actions: [update] }],
          },
        ],
        systemActions: [],
      },
      /m9 is not in draftOrders/,
    ],
  ])('%s', (_title, answer, fault) => {
    expect(kitFaults(call, answer)).toContainEqual(expect.stringMatching(fault));
  });
});
