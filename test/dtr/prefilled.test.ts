/** The form, filled in: what it says before anybody is asked is what the decision rests on, in every scenario of the policy. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FhirResource, Observation } from 'fhir/r4.js';
import type { PrefilledAnswer } from '../../src/core/documentation/answer.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { shareFilledIn } from '../../src/dtr/share.js';
import { packageFor, sign, signOne } from '../support/dtr.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';
import { toDocument } from '../support/scenarios/to-document.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

/** Which criteria an answer claims. */
const CLAIMS: Readonly<Record<string, string>> = {
  'access-site': 'ACC.SITE',
  'access-sp': 'ACC.SP',
  fda: 'FDA',
  'initial-dose': 'INIT.NEW',
  restart: 'INIT.RESTART',
  impairment: 'C',
  'adverse-event': 'D',
  venous: 'C.VEN',
  caregiver: 'C.CARE',
  cardiopulmonary: 'C.CARDIO',
  fluid: 'C.FLUID',
  cognitive: 'C.COG',
  behavioral: 'C.BEH',
  other: 'C.OTHER',
};
const DOCUMENTED: ReadonlySet<string> = new Set(['met', 'needs-documentation', 'not-met']);

const answersOf = (record: DecisionRecord, linkId: string): readonly PrefilledAnswer[] =>
  (record.documentation?.answers ?? []).filter((answer) => answer.linkId === linkId);
const codes = (answers: readonly PrefilledAnswer[]): readonly string[] =>
  answers.flatMap(({ value }) => ('valueCoding' in value ? [value.valueCoding.code] : []));

/** The policy's scenarios, and one for each criterion that can be open. */
const situations = [...scenarios, ...toDocument.filter(({ id }) => id !== 'T02')];

describe.each(situations.map((situation) => [`${situation.id}: ${situation.title}`, situation] as const))(
  '%s',
  (_title, scenario) => {
    test('the form goes with the decisions that ask for documents, and with no other', async () => {
      for (const { record } of await sign(app, scenario))
        expect(Boolean(record.documentation)).toBe(DOCUMENTED.has(record.determination));
    });

    test('the reasons that are ticked are criteria of the decision, on the same evidence', async () => {
      for (const { record } of await sign(app, scenario)) {
        for (const answer of [...answersOf(record, '2'), ...answersOf(record, '6.1')]) {
          const [code = ''] = codes([answer]);
          const criterion = record.criteria.find(({ id }) => id === CLAIMS[code]);
          expect([code, criterion?.status]).toEqual([
            code,
            expect.stringMatching(/^(met|needs-documentation)$/),
          ]);
          const evidence = new Set(criterion?.evidence.flatMap(({ reference }) => reference ?? []));
          expect([code, new Set(answer.from)]).toEqual([code, evidence]);
        }
      }
    });

    test('a criterion that carries the decision is ticked', async () => {
      for (const { record } of await sign(app, scenario)) {
        if (record.determination !== 'met') continue;
        const ticked = codes([...answersOf(record, '2'), ...answersOf(record, '6.1')]);
        const met = Object.entries(CLAIMS).filter(
          ([, id]) => record.criteria.find((one) => one.id === id)?.status === 'met',
        );
        const claimable = met.filter(
          ([code]) => code !== 'initial-dose' || statusOf(record, 'INIT') === 'met',
        );
        expect(ticked).toEqual(expect.arrayContaining(claimable.map(([code]) => code)));
      }
    });

    test('every source that is named is in the chart, the draft or the directory', async () => {
      const known = new Set(
        [...scenario.chart, ...scenario.draft].map(({ resourceType, id }) => `${resourceType}/${id}`),
      );
      for (const { record } of await sign(app, scenario))
        for (const { from } of record.documentation?.answers ?? [])
          expect(from.filter((one) => !known.has(one) && !one.startsWith('Organization/'))).toEqual([]);
    });

    test('days, numbers, documents and orders can be read off a source that is named', async () => {
      const texts = new Map(
        [...scenario.chart, ...scenario.draft].map((one) => [
          `${one.resourceType}/${one.id}`,
          JSON.stringify(one),
        ]),
      );
      for (const { record } of await sign(app, scenario))
        for (const { linkId, value, from } of record.documentation?.answers ?? []) {
          const shown = readable(value);
          // Distances are the payer's directory's.
          if (shown === undefined || linkId === '3.4') continue;
          expect([linkId, shown, from.length > 0]).toEqual([linkId, shown, true]);
          const found = from.some((one) => one === shown || texts.get(one)?.includes(shown));
          expect([linkId, shown, found]).toEqual([linkId, shown, true]);
        }
    });
  },
);

/** What stands in the resource as it stands in the answer; choices and sentences are the policy's own. */
function readable(value: PrefilledAnswer['value']): string | undefined {
  if ('valueDate' in value) return value.valueDate;
  if ('valueDecimal' in value) return String(value.valueDecimal);
  if ('valueInteger' in value) return String(value.valueInteger);
  if ('valueAttachment' in value) return value.valueAttachment.url;
  return 'valueReference' in value ? value.valueReference.reference : undefined;
}

function statusOf(record: DecisionRecord, id: string): string | undefined {
  return record.criteria.find((one) => one.id === id)?.status;
}

function scenarioOf(id: string): Scenario {
  const found = scenarios.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`no scenario ${id}`);
  return found;
}

async function filledIn(
  id: string,
  ...more: readonly FhirResource[]
): Promise<Readonly<Record<string, unknown>>> {
  const scenario = scenarioOf(id);
  const { record } = await signOne(app, { ...scenario, chart: [...scenario.chart, ...more] });
  const values = new Map<string, unknown[]>();
  for (const { linkId, value, repetition } of record.documentation?.answers ?? []) {
    const key = repetition === undefined ? linkId : `${linkId}#${repetition}`;
    const [plain] = Object.values(value) as unknown[];
    const short = (plain as { code?: string; reference?: string; url?: string } | undefined) ?? {};
    values.set(key, [...(values.get(key) ?? []), short.code ?? short.reference ?? short.url ?? plain]);
  }
  return Object.fromEntries(values);
}

test('given a first dose with its continuation, then course, first dose and the order for home are filled in', async () => {
  expect(await filledIn('T01')).toMatchObject({
    '0.1': ['infliximab'],
    '0.2': ['hopd'],
    '1': ['initial'],
    '2': ['initial-dose'],
    '5.2': [true],
    '5.4.2': ['2025-11-04'],
    '5.5': ['home-infusion'],
    '5.6.1': ['ServiceRequest/s2'],
  });
});

test('given a year ordered, then the end of the hospital course is left to the prescriber', async () => {
  const values = await filledIn('T02');
  expect(values).not.toHaveProperty(['5.4.2']);
  expect(values).not.toHaveProperty(['5.5']);
});

test('given a restart, then the day of the last dose is that of the decision', async () => {
  expect(await filledIn('T03')).toMatchObject({ '2': ['restart'], '5.1': ['2025-03-03'] });
});

test('given an ejection fraction, then value and date are those of the latest, and what nobody measured is empty', async () => {
  const values = await filledIn('T06');
  expect(values).toMatchObject({ '6.6': ['heart-failure'], '6.7.1': [25], '6.7.2': ['2025-06-10'] });
  expect(Object.keys(values)).not.toEqual(expect.arrayContaining(['6.8']));
});

test('given two ejection fractions of one day that differ, then none is filled in', async () => {
  const [chart] = scenarioOf('T06').chart.filter(({ resourceType }) => resourceType === 'Observation');
  const other = {
    ...(chart as Observation),
    id: 'other',
    valueQuantity: { value: 55, unit: '%', code: '%' },
  };
  expect(await filledIn('T06', other)).not.toHaveProperty(['6.7.1']);
});

test('given two reactions, then each has its own repetition with day, grade, measures, response and record', async () => {
  expect(await filledIn('T23')).toMatchObject({
    '2': ['adverse-event'],
    '7.1#0': ['2025-06-11'],
    '7.4#0': ['grade-3'],
    '7.5#0': ['analgesic', 'steroid', 'antihistamine', 'rate-reduction'],
    '7.6#0': ['non-responsive'],
    '7.7#0': ['none-given'],
    '7.9#0': ['DocumentReference/record-2025-06-11'],
    '7.1#1': ['2025-04-16'],
    '7.7#1': ['recurred'],
  });
});

test('given a refuted anaphylaxis, then no adverse event is filled in', async () => {
  const values = await filledIn('T08');
  expect(Object.keys(values).filter((key) => key.startsWith('7'))).toEqual([]);
});

test('given a continued request, then its impairment and its infusion records are filled in', async () => {
  expect(await filledIn('X05')).toMatchObject({
    '1': ['continued'],
    '2': ['impairment'],
    '9.2': ['DocumentReference/record-2025-07-10', 'DocumentReference/record-2025-08-14'],
  });
});

test('what only a person can say is never filled in', async () => {
  for (const scenario of scenarios)
    for (const { record } of await sign(app, scenario))
      for (const linkId of ['6.2', '6.3', '6.12', '6.13', '7.8', '8', '9.1', '11.1', '11.2', '11.3'])
        expect(answersOf(record, linkId)).toEqual([]);
});

test('the share of questions that are answered before anybody is asked', async () => {
  const lines: string[] = [];
  for (const scenario of situations) {
    for (const { record, order } of await sign(app, scenario)) {
      if (!record.documentation) continue;
      const { questionnaire, draft } = await packageFor(app, order);
      const { asked, answered } = shareFilledIn(questionnaire, draft);
      expect(answered).toBeGreaterThan(0);
      expect(answered).toBeLessThan(asked);
      lines.push(
        `${scenario.id} ${record.determination}: ${answered} of ${asked} (${Math.round((answered / asked) * 100)} %)`,
      );
    }
  }
  expect(lines.length).toBeGreaterThan(30);
  process.stdout.write(`Questions filled in by scenario:\n  ${lines.join('\n  ')}\n`);
});
