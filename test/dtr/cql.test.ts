/** A DTR application that runs the published CQL by itself finds what this service fills in, item by item. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MedicationRequest } from 'fhir/r4.js';
import type { PrefilledAnswer } from '../../src/core/documentation/answer.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { draftResponse } from '../../src/dtr/draft.js';
import { DTR_2_2 } from '../../src/dtr/vocabulary.js';
import { anySituation } from '../support/arbitrary-charts.js';
import { answersIn, execute } from '../support/cql.js';
import { answersIn as valuesIn, sign, valueOf } from '../support/dtr.js';
import { form, initialExpressionOf, itemsOf } from '../support/form.js';
import { formCharts } from '../support/form-charts.js';
import { formCourses } from '../support/form-courses.js';
import { runs } from '../support/property-runs.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import type { Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { toDocument } from '../support/scenarios/to-document.js';

const answeredByCql = new Set(
  itemsOf(form.item).flatMap((item) => (initialExpressionOf(item) ? [item.linkId] : [])),
);

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

type Filled = Readonly<Record<string, readonly unknown[]>>;

interface Both {
  readonly byService: Filled;
  readonly byCql: Filled;
}

/** Each decision of a draft that goes with a form: what the service filled in, and what CQL puts in its place. */
async function bothWays(situation: Situation): Promise<readonly Both[]> {
  const found: Both[] = [];
  for (const { record } of await sign(app, situation)) {
    if (!record.documentation) continue;
    const { answers } = record.documentation;
    const results = await execute(
      [...situation.draft, ...situation.chart],
      orderOf(situation, record),
      EVALUATED_AT,
    );
    // What only the service can tell says which items are asked.
    const others = answers.filter(({ linkId }) => !answeredByCql.has(linkId));
    found.push({ byService: filledIn(answers), byCql: filledIn([...others, ...answersIn(results)]) });
  }
  return found;
}

function orderOf({ draft }: Situation, { order }: DecisionRecord): MedicationRequest | undefined {
  const found = draft.find(({ resourceType, id }) => `${resourceType}/${id}` === order);
  return found?.resourceType === 'MedicationRequest' ? found : undefined;
}

/** The values of each enabled item, in any order. */
function filledIn(answers: readonly PrefilledAnswer[]): Filled {
  const { item } = draftResponse({
    questionnaire: form,
    answers,
    subject: 'Patient/p1',
    coverage: 'Coverage/c1',
    orders: [],
    words: DTR_2_2,
    now: new Date(EVALUATED_AT),
  });
  return Object.fromEntries(
    [...valuesIn(item)]
      .filter(([linkId]) => answeredByCql.has(linkId))
      .map(([linkId, given]) => [
        linkId,
        given.map((one) => one.valueAttachment ?? valueOf(one)).sort(byWords),
      ]),
  );
}

function byWords(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

test.each(
  [...scenarios, ...toDocument].map((scenario) => [`${scenario.id}: ${scenario.title}`, scenario] as const),
)('CQL answers as the service does: %s', async (_title, scenario) => {
  for (const { byCql, byService } of await bothWays(scenario)) expect(byCql).toEqual(byService);
});

const charts = [...formCourses, ...formCharts];

describe.each(charts.map((chart) => [chart.title, chart] as const))('given %s', (_title, chart) => {
  test('then CQL and the service fill in the same', async () => {
    const [both, ...others] = await bothWays(chart);
    expect(others).toEqual([]);
    expect(both?.byCql).toEqual(both?.byService);
    const plain = Object.keys(chart.fills).map((linkId) => [
      linkId,
      (both?.byCql[linkId] ?? []).map((value) => (value as { url?: string }).url ?? value),
    ]);
    const expected = Object.entries(chart.fills).map(([linkId, values]) => [
      linkId,
      [...values].sort(byWords),
    ]);
    expect(plain).toEqual(expected);
  });
});

test('given any order and chart, then CQL and the service fill in the same', async () => {
  let filled = 0;
  await fc.assert(
    fc.asyncProperty(anySituation, async (situation) => {
      for (const { byCql, byService } of await bothWays(situation)) {
        expect(byCql).toEqual(byService);
        filled += Object.keys(byCql).length;
      }
    }),
    runs(15),
  );
  expect(filled).toBeGreaterThan(10);
});

test('every expression answers for at least one of these charts', () => {
  const filled = charts.flatMap(({ fills }) =>
    Object.entries(fills).flatMap(([linkId, values]) => (values.length > 0 ? [linkId] : [])),
  );
  const byScenario = ['9.2'];
  expect([...answeredByCql].filter((linkId) => ![...filled, ...byScenario].includes(linkId))).toEqual([]);
});
