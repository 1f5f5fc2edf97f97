/** A first course ordered for too long at a hospital: one click shortens it and orders the rest elsewhere, and the criteria appear met. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MedicationRequest, ServiceRequest } from 'fhir/r4.js';
import type { DraftRequest } from '../../src/hooks/types.js';
import { afterAccepting, suggestionOf } from '../support/accepting.js';
import { answerTo, M1, statusOf, type Answered } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { homeContinuation, hospitalService, infusionOrder, planned } from '../support/scenarios/orders.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

const HOME = /^Limit to 28 days here, continue at home: Example Home Infusion$/;
const SUITE = /^Limit to 28 days here, continue in an infusion suite: Midtown/;
const YEAR = { dosageInstruction: planned('2025-10-08', '2026-10-07') };
const LOOSE = { supportingInformation: [] };

/** A hospital as the performer of the order itself. */
const AT_HOSPITAL: Partial<MedicationRequest> = {
  ...LOOSE,
  performer: { reference: 'Organization/hospital-1' },
  performerType: { coding: [{ system: 'http://nucc.org/provider-taxonomy', code: '282N00000X' }] },
};

function call(order: Partial<MedicationRequest>, ...services: readonly ServiceRequest[]): DraftRequest {
  return asPrefetch({ draft: [infusionOrder(drugs.infliximab, order), ...services], chart: chartOf() });
}

const labelsOf = ({ response }: Answered): readonly string[] =>
  response.cards.flatMap(({ suggestions = [] }) => suggestions.map(({ label }) => label));

const open = ({ decision }: Answered): readonly (string | undefined)[] =>
  ['INIT.NEW', 'INIT.PLAN', 'INIT.SHORT'].filter((id) => statusOf(decision, id) !== 'met');

const drafts: Readonly<Record<string, DraftRequest>> = {
  'with a service linked from the order': call(YEAR, hospitalService()),
  'with a service linked from the service': call(
    { ...YEAR, ...LOOSE },
    hospitalService({ basedOn: [{ reference: M1 }] }),
  ),
  'with a service of the same requisition': call(
    { ...YEAR, ...LOOSE, groupIdentifier: { value: 'g1' } },
    hospitalService({ requisition: { value: 'g1' } }),
  ),
  'with the only service of the draft': call({ ...YEAR, ...LOOSE }, hospitalService()),
  'performed by the hospital, without a service': call({ ...YEAR, ...AT_HOSPITAL }),
};

describe.each(Object.entries(drafts))('given a year of infliximab at the hospital, %s', (_how, request) => {
  test.each([
    ['at home', HOME],
    ['in an infusion suite', SUITE],
  ])('when it is split to continue %s, then the first dose fits the policy', async (_where, label) => {
    const first = await answerTo(app, request);
    expect(open(first)).toEqual(['INIT.PLAN', 'INIT.SHORT']);
    const again = await answerTo(app, afterAccepting(request, first.response, label));
    expect(again.decision).toMatchObject({ determination: 'met', site: { class: 'HOPD' } });
    expect(open(again)).toEqual([]);
    expect(again.response.cards).toHaveLength(1);
    expect(again.response.cards[0]).not.toHaveProperty('suggestions');
  });
});

describe('given a year of infliximab at the hospital', () => {
  const request = call(YEAR, hospitalService());

  test('then a split is one update of the order and one new order, and each says what it does', async () => {
    const { response } = await answerTo(app, request);
    expect(suggestionOf(response, HOME).actions?.map(({ type, description }) => [type, description])).toEqual(
      [
        ['update', 'Limit the order for infliximab to 28 days, the last on 2025-11-04'],
        ['create', 'Order home infusion of infliximab from 2025-11-05: Example Home Infusion'],
      ],
    );
  });

  test('then only the end of the order changes', async () => {
    const { response } = await answerTo(app, request);
    const [update] = suggestionOf(response, HOME).actions ?? [];
    expect(update?.resource).toEqual(
      infusionOrder(drugs.infliximab, { dosageInstruction: planned('2025-10-08', '2025-11-04') }),
    );
  });

  test('then the rest of the year is ordered elsewhere, in a service like the one here', async () => {
    const { response } = await answerTo(app, request);
    const [, create] = suggestionOf(response, SUITE).actions ?? [];
    expect(create?.resource).toMatchObject({
      resourceType: 'ServiceRequest',
      status: 'draft',
      basedOn: [{ reference: M1 }],
      occurrencePeriod: { start: '2025-11-05', end: '2026-10-07' },
      code: { coding: [{ code: '96365' }] },
      locationReference: [{ display: 'Midtown Example Ambulatory Infusion Suite' }],
    });
    expect(create?.resource).not.toHaveProperty('id');
  });

  test('when it is one day too long, then only that day is ordered elsewhere', async () => {
    const oneDayMore = call({ dosageInstruction: planned('2025-10-08', '2025-11-05') }, hospitalService());
    const { response } = await answerTo(app, oneDayMore);
    const [, create] = suggestionOf(response, HOME).actions ?? [];
    expect(create?.resource).toMatchObject({ occurrencePeriod: { start: '2025-11-05', end: '2025-11-05' } });
  });

  test('then the card offers to change the site as well, and the prescriber chooses one', async () => {
    const { response } = await answerTo(app, request);
    expect(response.cards[0]).toMatchObject({ selectionBehavior: 'at-most-one', indicator: 'warning' });
    expect(response.cards[0]?.suggestions).toHaveLength(4);
  });

  test('when the order holds numbers JSON would shorten, then they stay as they were written', async () => {
    const text = JSON.stringify(request).replace(
      '"text":"intravenous infusion"',
      '"text":"iv","sequence":1.0',
    );
    const response = await fetch(`${app.url}/cds-services/site-of-care-order-sign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    const shortened = /"sequence":1\.0,"timing":\{"repeat":\{"boundsPeriod":\{[^}]*"end":"2025-11-04"/;
    expect(await response.text()).toMatch(shortened);
  });
});

describe('given a part is there already, then only the other is suggested', () => {
  test('a plan, but too long an order', async () => {
    const request = call(YEAR, hospitalService(), homeContinuation());
    const first = await answerTo(app, request);
    expect(labelsOf(first).filter((label) => /limit|continue/i.test(label))).toEqual([
      'Limit the order to 28 days',
    ]);
    const again = await answerTo(app, afterAccepting(request, first.response, /^Limit the order/));
    expect(again.decision.determination).toBe('met');
  });

  test.each([
    ['at home', /^Add an order to continue at home/],
    ['in an infusion suite', /^Add an order to continue in an infusion suite/],
  ])('a short order, but no plan: it goes on %s', async (_where, label) => {
    const request = call({ dosageInstruction: planned('2025-10-08', '2025-11-04') }, hospitalService());
    const first = await answerTo(app, request);
    expect(labelsOf(first).filter((one) => /^Limit/.test(one))).toEqual([]);
    const again = await answerTo(app, afterAccepting(request, first.response, label));
    expect(again.decision.determination).toBe('met');
  });
});

describe('given the order does not say how long it runs', () => {
  test.each([
    ['beside a linked service', call({}, hospitalService())],
    ['beside the only service', call(LOOSE, hospitalService())],
    ['alone', call(AT_HOSPITAL)],
  ])('%s, then the plan alone is created, in words for the rest', async (_how, request) => {
    const first = await answerTo(app, request);
    for (const label of [/continue at home/, /continue in an infusion suite/]) {
      const { actions } = suggestionOf(first.response, label);
      expect(actions?.map(({ type }) => type)).toEqual(['create']);
      expect(actions?.[0]?.description).toContain('limit the order itself to 28 days');
      const again = await answerTo(app, afterAccepting(request, first.response, label));
      expect(again.decision).toMatchObject({ site: { class: 'HOPD' } });
      expect(open(again)).toEqual(['INIT.SHORT']);
    }
    expect(first.response.cards[0]?.detail).toContain('The order does not say how long it runs');
  });

  test('nor when it begins, then no day is made up for the continuation', async () => {
    const dosageInstruction = planned('2025-10-08').map(({ text = '', route = {} }) => ({ text, route }));
    const undated = { ...AT_HOSPITAL, dosageInstruction };
    const answer = await answerTo(app, call(undated));
    expect(open(answer)).toEqual(['INIT.PLAN', 'INIT.SHORT']);
    expect(labelsOf(answer).filter((label) => /continue/.test(label))).toEqual([]);
  });
});
