/** The optional second opinion on drug codes, through the running service: it adds a doubt, never another answer. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CodeableConcept } from 'fhir/r4.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { until } from '../support/until.js';
import { history, startFakeServer, translation, type FakeServer } from '../terminology-server/fake-server.js';

const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
let server: FakeServer;
let app: PolicyApp;

beforeEach(async () => {
  server = await startFakeServer();
});
afterEach(() => Promise.all([app.close(), server.close()]));

async function start(environment: Readonly<Record<string, string>>, limits = {}): Promise<void> {
  app = await startPolicyApp({
    now: EVALUATED_AT,
    ...limits,
    environment: { DRUG_CROSS_CHECK_URL: server.url, ...environment },
  });
}

async function decisionOn(
  rxcui: string,
): Promise<{ readonly record: DecisionRecord; readonly cards: number }> {
  const ordered: CodeableConcept = { coding: [{ system: RXNORM, code: rxcui }] };
  const draft = [infusionOrder({ name: 'drug', ordered, given: ordered }), hospitalService()];
  const request = asPrefetch({ draft, chart: chartOf() });
  const { status, body } = await app.orderSign(request);
  expect(status).toBe(200);
  const record = (await app.decisions(request.hookInstance)).get('MedicationRequest/m1');
  if (!record) throw new Error('no decision about the order');
  return { record, cards: body.cards.length };
}

/** The look-up of a drug that is not listed goes on after the answer. */
const untilDoubted = (rxcui: string) =>
  until(
    `${rxcui} has been looked up`,
    async () => (await decisionOn(rxcui)).record.drug.doubts !== undefined,
  );

const decided = ({ record, cards }: Awaited<ReturnType<typeof decisionOn>>) => ({
  cards,
  determination: record.determination,
  hcpcs: record.drug.hcpcs,
  outcome: record.drug.outcome,
});

describe('a terminology server with $translate', () => {
  test('given it is off, which it is unless configured, then nobody is asked', async () => {
    await start({});
    await decisionOn('310994');
    expect(server.asked).toEqual([]);
  });

  test('given it agrees, then nothing is added', async () => {
    await start({ DRUG_CROSS_CHECK: 'translate' });
    server.answer(translation('J1745'));
    const { record } = await decisionOn('310994');
    expect(record.drug.doubts).toBeUndefined();
    expect(server.asked).toHaveLength(1);
  });

  test('given it says an unlisted code, then the listed drug stays listed and the decision says both', async () => {
    await start({ DRUG_CROSS_CHECK: 'translate' });
    server.answer(translation('J1745'));
    const agreed = await decisionOn('310994');
    await app.close();
    await start({ DRUG_CROSS_CHECK: 'translate' });
    server.answer(translation('J9271'));
    const disagreed = await decisionOn('310994');
    expect(decided(disagreed)).toEqual(decided(agreed));
    expect(disagreed.record.drug.doubts?.join(' ')).toMatch(
      /maps rxnorm 310994 to J9271, the tables say J1745/,
    );
  });

  test('given it never answers, then the answer is the same and the path says that it did not answer', async () => {
    await start({ DRUG_CROSS_CHECK: 'translate' }, { crossCheckMs: 50 });
    server.answer(() => undefined);
    const { record } = await decisionOn('310994');
    expect(record.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(record.drug.path).toContain('cross-check of rxnorm 310994: no answer');
    expect(record.unavailable).toEqual([]);
  });

  test('given a drug that is not listed, then the order does not wait, and the next one knows', async () => {
    await start({ DRUG_CROSS_CHECK: 'translate' });
    let release = () => undefined as void;
    server.answer((response: { writeHead(status: number): { end(text: string): void } }) => {
      release = () => response.writeHead(200).end(JSON.stringify(translation('J1745')));
    });
    const first = await decisionOn('99999999');
    expect(first.record.drug).toMatchObject({ outcome: 'NOT_LISTED' });
    expect(first.record.drug.doubts ?? []).toEqual([]);
    release();
    await untilDoubted('99999999');
    const second = await decisionOn('99999999');
    expect(decided(second)).toEqual(decided(first));
    expect(second.record.drug.doubts?.join(' ')).toContain('J1745 (infliximab, on the list)');
  });
});

describe('RxNav', () => {
  test('given it remapped a code that the tables do not know, then the decision says to what', async () => {
    await start({ DRUG_CROSS_CHECK: 'rxnav' });
    server.answer(history({ remapped: '1538137', ingredients: ['1538097'] }));
    await untilDoubted('99999998');
    const { record } = await decisionOn('99999998');
    expect(record.drug.outcome).toBe('NOT_LISTED');
    expect(record.drug.doubts?.join(' ')).toContain('vedolizumab 300 MG Injection (rxnorm 1538137)');
  });

  test('given another ingredient than the tables know, then a doubt', async () => {
    await start({ DRUG_CROSS_CHECK: 'rxnav' });
    server.answer(history({ ingredients: ['121191'] }));
    const { record } = await decisionOn('310994');
    expect(record.drug).toMatchObject({ outcome: 'RESOLVED', hcpcs: ['J1745'] });
    expect(record.drug.doubts?.join(' ')).toMatch(/RxNav.*rituximab/);
  });
});
