/** The scenarios themselves: whole, consistent, and the same as the reviewed ones where these are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { scenarios } from './all.js';
import type { ExpectedDecision, Scenario } from './scenario.js';

interface ReviewedScenario {
  readonly id: string;
  readonly expected: {
    readonly determination: string | Readonly<Record<string, string>>;
    readonly criteria: Readonly<Record<string, string>>;
    readonly nonQualifying?: readonly string[];
    readonly cards: readonly string[];
  };
}

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (_id, scenario) => {
  test('every reference leads to a resource of the scenario', () => {
    const resources = [...scenario.draft, ...scenario.chart];
    const known = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
    const references = [...JSON.stringify(resources).matchAll(/"reference":"([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(references.filter((reference) => !known.has(reference ?? ''))).toEqual([]);
    expect(known.size).toBe(resources.length);
  });

  test('every drug order has an expectation', () => {
    const orders = scenario.draft.filter(({ resourceType }) => resourceType === 'MedicationRequest');
    expect(Object.keys(scenario.expected)).toEqual(orders.map(({ id }) => `MedicationRequest/${id}`));
  });
});

const file = join(import.meta.dirname, '../../../../shared/facts/scenarios.json');
const reviewed = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { scenarios: ReviewedScenario[] }).scenarios
  : undefined;
const whenReviewed = reviewed ? describe : describe.skip;

whenReviewed('the reviewed scenarios (skipped without ../shared/facts)', () => {
  test('are all here', () => {
    expect(scenarios.map(({ id }) => id)).toEqual(reviewed?.map(({ id }) => id));
  });

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s expects what was reviewed',
    (id, scenario) => {
      const expected = reviewed?.find((candidate) => candidate.id === id)?.expected;
      expect(summaryOf(scenario)).toMatchObject({
        determination: perOrder(expected?.determination),
        nonQualifying: expected?.nonQualifying ?? [],
        ...criteriaPerOrder(expected?.criteria),
      });
    },
  );
});

/** One member for each order's determination and for each of its criteria. */
function summaryOf(scenario: Scenario): Record<string, unknown> {
  const decisions = Object.entries(scenario.expected);
  const each = (pick: (decision: ExpectedDecision) => unknown): Record<string, unknown> =>
    Object.fromEntries(
      decisions.map(([order, decision]) => [order.replace('MedicationRequest/', ''), pick(decision)]),
    );
  return {
    determination: each(({ determination }) => determination),
    criteria: each(({ criteria }) => criteria),
    nonQualifying: decisions.flatMap(([, decision]) => decision.nonQualifying ?? []),
  };
}

function perOrder(determination: ReviewedScenario['expected']['determination'] | undefined): unknown {
  return typeof determination === 'string' ? { m1: determination } : determination;
}

/** `m2.C` is criterion C of order m2; a bare id is about m1. */
function criteriaPerOrder(criteria: Readonly<Record<string, string>> = {}): Record<string, unknown> {
  const orders: Record<string, Record<string, string>> = {};
  for (const [key, status] of Object.entries(criteria)) {
    const [, order = 'm1', id = ''] = /^(?:(m\d)\.)?(.+)$/.exec(key) ?? [];
    (orders[order] ??= {})[id] = status;
  }
  return { criteria: orders };
}
