/** For each criterion that can be open: what the card says to attach, and what the completed form makes of the determination. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MedicationRequest } from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { documented } from '../support/complete-form.js';
import { dispatching } from '../support/other-hooks.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asPrefetch, type Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { toDocument } from '../support/scenarios/to-document.js';

let app: PolicyApp;
const moves: string[] = [];
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(async () => {
  await app.close();
  process.stdout.write(`What completing the form does:\n  ${moves.join('\n  ')}\n`);
});

const statusOf = ({ criteria }: DecisionRecord, id: string): string | undefined =>
  criteria.find((one) => one.id === id)?.status;

/** The documents a card lists, line by line taken apart. */
async function attachmentsOf(situation: Situation): Promise<readonly string[]> {
  const { body } = await app.orderSign(asPrefetch(situation));
  const lines = body.cards.flatMap(({ detail = '' }) => detail.split('\n'));
  return lines.flatMap((line) => /^- Attach: (.*)$/.exec(line)?.[1]?.split('; ') ?? []);
}

describe.each(toDocument.map((one) => [one.id, one.title, one] as const))('%s: %s', (id, _title, one) => {
  test('the card says exactly what to attach', async () => {
    const documents = await attachmentsOf(one);
    const unasked = documents.filter((document) => !one.attach.some((wanted) => wanted.test(document)));
    const missing = one.attach.filter((wanted) => !documents.some((document) => wanted.test(document)));
    expect({ unasked, missing, count: documents.length }).toEqual({
      unasked: [],
      missing: [],
      count: one.attach.length,
    });
  });

  test('the missing answers make it met', async () => {
    const { before, after } = await documented(app, one, one.meets);
    expect([before.determination, statusOf(before, one.open)]).toEqual([
      'needs-documentation',
      'needs-documentation',
    ]);
    expect(after.determination).toBe('met');
    moves.push(`${id}: ${before.determination} → ${after.determination}`);
  });

  const { fails } = one;
  if (fails)
    test(`given that ${fails.why}, then ${fails.then ?? 'it stays open'}`, async () => {
      const { before, after } = await documented(app, one, fails.answers);
      const then = fails.then ?? 'needs-documentation';
      expect([before.determination, after.determination]).toEqual(['needs-documentation', then]);
      expect(statusOf(after, one.open)).toBe(then);
      moves.push(`${id}, ${fails.why}: ${before.determination} → ${after.determination}`);
    });
});

test('no card opens the form, and only one without a suggestion shows it blank', async () => {
  const [situation] = toDocument;
  if (!situation) throw new Error('no situation');
  const form = 'https://cds.example.org/fhir/Questionnaire/ga-pmn-34-site-of-care';
  const cardsOf = async (request: Parameters<PolicyApp['call']>[0]) => (await app.call(request)).body.cards;
  const [signing] = await cardsOf(asPrefetch(situation));
  expect(signing?.suggestions?.length).toBeGreaterThan(0);
  expect(signing).not.toHaveProperty('links');
  const [order, ...services] = situation.draft;
  const active = { ...order, status: 'active' as const } as MedicationRequest;
  const [sent] = await cardsOf(dispatching({ orders: [active], chart: [...situation.chart, ...services] }));
  expect(sent).not.toHaveProperty('suggestions');
  expect(sent?.links).toContainEqual({ label: expect.any(String) as unknown, url: form, type: 'absolute' });
});

test('every scenario that needs documentation is among them', () => {
  const open = scenarios.filter(({ expected }) =>
    Object.values(expected).some(({ determination }) => determination === 'needs-documentation'),
  );
  expect(open.length).toBeGreaterThan(0);
  expect(toDocument.map(({ id }) => id)).toEqual(expect.arrayContaining(open.map(({ id }) => id)));
});

test.each<[string, readonly string[]]>([
  [
    'T01',
    [
      'statement that this is the first dose',
      'order or referral for continuation at home infusion or an ambulatory infusion suite',
      'dose plan of at most four weeks',
    ],
  ],
  [
    'T06',
    [
      'diagnosis with echo or LVEF and date, NYHA class, spirometry or oxygen order',
      'recent emergency or hospital notes',
      'physician statement why home and an ambulatory infusion center are a health risk for this member',
    ],
  ],
  [
    'X03',
    [
      'letters of refusal or call log of home infusion, infusion center and other lower-cost sites (date, name, reason)',
      'directory printout with the distances',
    ],
  ],
  [
    'X05',
    [
      'infusion records since the last approval',
      'diagnosis with echo or LVEF and date, NYHA class, spirometry or oxygen order',
      'recent emergency or hospital notes',
      'volume per infusion, weight or oedema record, dialysis or renal labs, earlier overload',
      'physician statement why home and an ambulatory infusion center are a health risk for this member',
      'why monitoring or treatment beyond the routine is still needed',
    ],
  ],
])('given %s, which is met, then the card lists what carries it', async (id, documents) => {
  const scenario = scenarios.find((one) => one.id === id);
  if (!scenario) throw new Error(`no scenario ${id}`);
  expect([...(await attachmentsOf(scenario))].sort()).toEqual([...documents].sort());
});

test('given natalizumab at a certified hospital, then the number of its certification goes with the label', async () => {
  const documents = await attachmentsOf({
    draft: [infusionOrder(drugs.natalizumab), hospitalService()],
    chart: chartOf(given(drugs.natalizumab, '2025-09-10')),
  });
  expect(documents).toEqual([
    'label section or REMS page that demands the setting',
    'site authorization number of the requested facility',
  ]);
});
