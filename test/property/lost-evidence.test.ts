/**
 * Monotonic honesty: the less of the chart the service could see, the less it says. Whatever keys of the prefetch are lost (left out,
 * refused, unreadable) and with no server to ask, an answer may become open, never firm: what was open stays open, and "not met" never
 * becomes "met". The one exception is the contract's own: that nobody could look into dispenses and statements does not stop
 * administrations from proving a first dose, so no chart here has its only dose there.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { DraftRequest } from '../../src/hooks/types.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { runs } from '../support/property-runs.js';
import { scenarios } from '../support/scenarios/all.js';
import {
  chartOf,
  diagnosis,
  ejectionFraction,
  given,
  premedicated,
  severeReaction,
} from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { homeContinuation, hospitalService, infusionOrder, planned } from '../support/scenarios/orders.js';
import { asPrefetch, type Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

/** Ways in which a key tells nothing; undefined leaves it out. */
const LOSSES: readonly unknown[] = [
  undefined,
  { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] },
  { response: { status: '403' } },
  42,
  'not found',
  [],
  { resourceType: 'Bundle', type: 'searchset', entry: 'x' },
  { resourceType: 'Basic', id: 'b' },
];

const OPEN = ['needs-documentation', 'insufficient-context', 'not-evaluated'];

const short = infusionOrder(drugs.infliximab, { dosageInstruction: planned('2025-10-08', '2025-11-04') });
const earlier = given(drugs.infliximab, '2025-06-11');
const later = given(drugs.infliximab, '2025-08-13');
const situations: Readonly<Record<string, Situation>> = {
  ...Object.fromEntries(scenarios.map((scenario) => [`${scenario.id}, ${scenario.title}`, scenario])),
  'a short course that only an earlier dose speaks against': {
    draft: [short, hospitalService(), homeContinuation()],
    chart: chartOf(later),
  },
  'a reaction after which a dose was tolerated': {
    draft: [short, hospitalService()],
    chart: chartOf(
      earlier,
      ...premedicated('2025-06-11'),
      severeReaction('2025-06-11', earlier),
      later,
      ...premedicated('2025-08-13'),
    ),
  },
  'a heart that has recovered': {
    draft: [short, hospitalService()],
    chart: chartOf(
      later,
      diagnosis('I42.0'),
      ejectionFraction(25, '2024-06-10'),
      ejectionFraction(55, '2025-06-10'),
    ),
  },
};

async function decisions(request: DraftRequest): Promise<ReadonlyMap<string, DecisionRecord>> {
  const { status } = await app.orderSign(request);
  expect([200, 412]).toContain(status);
  return app.decisions(request.hookInstance);
}

/** What is said for certain: `order criterion status`, and `order determination`. */
function firm(records: ReadonlyMap<string, DecisionRecord>): readonly string[] {
  return [...records].flatMap(([order, { determination, criteria }]) =>
    [{ id: 'determination', status: determination }, ...criteria]
      .filter(({ status }) => !OPEN.includes(status))
      .map(({ id, status }) => `${order} ${id} ${status}`),
  );
}

/** Behind a gate that is no longer known nothing was asked before, so nothing can be compared. */
function notAsked(records: ReadonlyMap<string, DecisionRecord>): readonly string[] {
  return [...records].flatMap(([order, { criteria }]) =>
    criteria.filter(({ status }) => status === 'not-evaluated').map(({ id }) => `${order} ${id} `),
  );
}

function lostAlone(key: string, index: number): [Record<string, unknown>][] {
  return [[{ [key]: undefined }], [{ [key]: LOSSES[index % LOSSES.length] }]];
}

describe.each(Object.entries(situations))('given %s', (_title, situation) => {
  const whole = asPrefetch(situation);
  const keys = Object.keys(whole.prefetch ?? {});
  const losses = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...LOSSES), {
    minKeys: 1,
    maxKeys: 4,
  });

  test('whatever is lost of the chart, nothing new is said for certain', async () => {
    const before = await decisions(whole);
    const known = new Set(firm(before));
    const unasked = notAsked(before);
    await fc.assert(
      fc.asyncProperty(losses, async (lost) => {
        const hookInstance = crypto.randomUUID();
        const after = await decisions({ ...whole, hookInstance, prefetch: { ...whole.prefetch, ...lost } });
        const added = firm(after).filter((said) => !known.has(said));
        expect(added.filter((said) => !unasked.some((start) => said.startsWith(start)))).toEqual([]);
      }),
      // Each key once left out and once lost in another way; the rest at random.
      { numRuns: keys.length * 2 + runs(4).numRuns, examples: keys.flatMap(lostAlone) },
    );
  });
});
