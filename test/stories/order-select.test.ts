/** order-select: a word before the order is written, where one cannot wait; what it read and told, order-sign does not repeat. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Extension, MedicationRequest } from 'fhir/r4.js';
import type { CdsResponse } from '../../src/cards/types.js';
import type { HookRequest } from '../../src/hooks/types.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { readingDraft, selecting, TOKEN } from '../support/other-hooks.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asPrefetch, type Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
let ehr: FhirServer;
/** Each test has a user of its own, so that none rests on what was told or read in another one. */
let user: string;
let users = 0;
beforeAll(async () => {
  ehr = await startFhirServer({ token: TOKEN });
  app = await startPolicyApp({ now: EVALUATED_AT });
});
beforeEach(() => {
  ehr.reset();
  users += 1;
  user = `Practitioner/user${users}`;
});
afterAll(() => Promise.all([app.close(), ehr.close()]));

const by = (request: HookRequest, userId = user): HookRequest => ({
  ...request,
  context: { ...request.context, userId },
});

const M1 = 'MedicationRequest/m1';
const S1 = 'ServiceRequest/s1';
const situationOf = (id: string): Situation => scenarios.find((one) => one.id === id) as Situation;

/** Infliximab at the hospital in the middle of the therapy. */
const notMet: Situation = {
  draft: [infusionOrder(drugs.infliximab), hospitalService()],
  chart: chartOf(given(drugs.infliximab, '2025-08-13')),
};

async function answerTo(request: HookRequest, base?: '' | '/crd/2.2'): Promise<CdsResponse> {
  const { status, body } = await app.call(request, base);
  expect([status, status === 200 ? '' : body]).toEqual([200, '']);
  return body;
}
const select = (situation: Situation, ...selections: readonly string[]) =>
  answerTo(by(selecting(situation, ...(selections.length > 0 ? selections : [M1]))));
const sign = (situation: Situation, userId = user) => answerTo(by(asPrefetch(situation), userId));
const silence = { cards: [], systemActions: [] };

function saidOn(answer: CdsResponse): readonly Extension[] {
  const order = answer.systemActions?.[0]?.resource as MedicationRequest | undefined;
  return order?.extension?.at(-1)?.extension ?? [];
}
const codesOf = (parts: readonly Extension[]) => parts.map(({ url }) => url);

describe('when it speaks', () => {
  test('given criteria that are not met, then the card of order-sign, and coverage information that asks for no documents', async () => {
    const answer = await select(notMet);
    expect(answer.cards.map(({ indicator }) => indicator)).toContain('warning');
    const parts = saidOn(answer);
    expect(codesOf(parts)).toEqual(expect.arrayContaining(['covered', 'pa-needed', 'info-needed', 'reason']));
    for (const url of ['doc-needed', 'doc-purpose', 'questionnaire'])
      expect(codesOf(parts)).not.toContain(url);
  });

  test('also in CRD 2.2', async () => {
    const answer = await answerTo(selecting(notMet, M1), '/crd/2.2');
    expect(answer.cards.length).toBeGreaterThan(0);
    for (const url of ['doc-needed', 'doc-purpose', 'questionnaire'])
      expect(codesOf(saidOn(answer))).not.toContain(url);
  });

  test.each(scenarios.filter(({ expected }) => expected[M1]).map((one) => [one.id, one] as const))(
    '%s: a word only for not-met and needs-documentation',
    async (_id, scenario) => {
      const answer = await select(scenario);
      const determination = scenario.expected[M1]?.determination ?? '';
      const speaks = ['not-met', 'needs-documentation'].includes(determination);
      expect(answer.cards.length > 0 || (answer.systemActions ?? []).length > 0).toBe(speaks);
      if (!speaks) expect(answer).toEqual(silence);
    },
  );

  test('its record says that nothing was said, and why', async () => {
    const request = selecting(situationOf('T17'), M1);
    await answerTo(request);
    const record = (await app.decisions(request.hookInstance)).get(M1);
    expect(record).toMatchObject({ hook: 'order-select', determination: 'not-applicable', silent: true });
  });
});

describe('what was selected', () => {
  const second = { ...infusionOrder(drugs.vedolizumab), id: 'm2', supportingInformation: [] };
  const both: Situation = {
    draft: [infusionOrder(drugs.infliximab), second, hospitalService()],
    chart: chartOf(given(drugs.infliximab, '2025-08-13'), given(drugs.vedolizumab, '2025-08-13')),
  };
  const decidedOn = async (situation: Situation, ...selections: string[]) => {
    const request = selecting(situation, ...selections);
    await answerTo(request);
    return [...(await app.decisions(request.hookInstance)).keys()];
  };

  test.each([
    ['one of two orders', [M1], [M1]],
    ['the service of an order', [S1], [M1]],
    ['a bare id', ['m2'], ['MedicationRequest/m2']],
    ['both', ['MedicationRequest/m2', M1], [M1, 'MedicationRequest/m2']],
    ['an absolute reference', [`https://ehr.example.org/fhir/${M1}`], [M1]],
  ])('given %s, then only that is looked at', async (_what, selections, orders) => {
    expect(await decidedOn(both, ...selections)).toEqual(orders);
  });

  test.each([
    ['nothing', []],
    ['what is not in the draft', ['MedicationRequest/m9']],
    ['another kind of order', ['DeviceRequest/d1']],
  ])('given %s, then silence', async (_what, selections) => {
    const { context, ...call } = selecting(both, M1);
    expect(await answerTo({ ...call, context: { ...context, selections } })).toEqual(silence);
  });

  test('the other drafts still say where the drug is given', async () => {
    const request = selecting(notMet, M1);
    await answerTo(request);
    const record = (await app.decisions(request.hookInstance)).get(M1);
    expect(record?.site).toMatchObject({ class: 'HOPD', posCode: '22' });
  });

  test('a service that an order outside the selection needs as well is not moved by a suggestion', async () => {
    const sharing = { ...second, supportingInformation: [{ reference: S1 }] };
    const shared: Situation = {
      ...both,
      draft: [infusionOrder(drugs.infliximab), sharing, hospitalService()],
    };
    const updates = (answer: CdsResponse) =>
      answer.cards
        .flatMap(({ suggestions = [] }) => suggestions.flatMap(({ actions = [] }) => actions))
        .filter(({ type }) => type === 'update')
        .map(({ resource }) => resource?.resourceType);
    expect(new Set(updates(await select(notMet)))).toEqual(new Set(['ServiceRequest']));
    expect(updates(await select(shared, M1))).not.toContain('ServiceRequest');
  });
});

describe('order-sign after it', () => {
  const cardsOf = ({ cards }: CdsResponse) => cards.map(({ summary }) => summary);

  test('does not say the same again, but asks for the documents', async () => {
    const chosen = await select(notMet);
    expect(cardsOf(chosen)).not.toEqual([]);
    const signed = await sign(notMet);
    expect(signed.cards).toEqual([]);
    expect(codesOf(saidOn(signed))).toEqual(expect.arrayContaining(['doc-needed', 'questionnaire']));
  });

  test('replaces what order-select wrote on the order', async () => {
    const chosen = await select(notMet);
    const [, ...others] = notMet.draft;
    const annotated = chosen.systemActions?.[0]?.resource as MedicationRequest;
    const signed = await sign({ ...notMet, draft: [annotated, ...others] });
    expect(signed.cards).toEqual([]);
    expect((signed.systemActions?.[0]?.resource as MedicationRequest).extension).toHaveLength(1);
    expect(codesOf(saidOn(signed))).toContain('doc-needed');
  });

  test('is silent in all when the order carries the whole answer', async () => {
    const signed = await sign(notMet);
    const [, ...others] = notMet.draft;
    const answered = signed.systemActions?.[0]?.resource as MedicationRequest;
    const situation = { ...notMet, draft: [answered, ...others] };
    expect(await select(situation)).toEqual(silence);
    expect(await sign(situation)).toEqual(silence);
  });

  test('says it when the answer has changed since', async () => {
    await select(notMet);
    const elsewhere = { ...notMet, draft: [infusionOrder(drugs.infliximab, { supportingInformation: [] })] };
    expect(cardsOf(await sign(elsewhere))).not.toEqual([]);
  });

  test('says it when the order has become one for another drug', async () => {
    await select(notMet);
    const other: Situation = {
      draft: [infusionOrder(drugs.vedolizumab), hospitalService()],
      chart: chartOf(given(drugs.vedolizumab, '2025-08-13')),
    };
    expect(cardsOf(await sign(other))).not.toEqual([]);
  });

  test('says it to another user', async () => {
    await select(notMet);
    expect(cardsOf(await sign(notMet, 'Practitioner/somebody-else'))).not.toEqual([]);
  });

  test('says it of another patient with the same order', async () => {
    await select(notMet);
    const text = JSON.stringify(by(asPrefetch(notMet)))
      .replaceAll('Patient/p1', 'Patient/p2')
      .replaceAll('"p1"', '"p2"');
    const { body } = await app.call({ hook: 'order-sign', text });
    expect(cardsOf(body)).not.toEqual([]);
  });

  test('order-select itself says it again: an EHR shows the latest answer only', async () => {
    expect(cardsOf(await select(notMet))).toEqual(cardsOf(await select(notMet)));
  });
});

describe('the chart it read', () => {
  const paths = () => ehr.requests.map(({ path }) => path);
  const reading = (hook: 'order-sign' | 'order-select') => by(readingDraft(ehr, notMet, hook));
  /** What the second call reads, sent as `as` changes it. */
  async function secondReads(
    as: (request: HookRequest) => HookRequest = (request) => request,
    service: PolicyApp = app,
  ): Promise<readonly string[]> {
    expect((await service.call(reading('order-select'))).status).toBe(200);
    expect(paths()).toContain('Condition');
    const before = ehr.requests.length;
    const { status, body } = await service.call(as(reading('order-sign')));
    expect([status, body.systemActions?.length]).toEqual([200, 1]);
    return paths().slice(before);
  }

  test('serves the order-sign that follows, except for orders and forms, which change meanwhile', async () => {
    const again = new Set(await secondReads());
    expect([...again].sort()).toEqual(
      ['MedicationRequest', 'QuestionnaireResponse', 'ServiceRequest', 'Task'].filter((type) =>
        again.has(type),
      ),
    );
    expect(again).toContain('ServiceRequest');
  });

  test('gives the same answer as one that was read anew', async () => {
    const gistOf = async ({ hookInstance }: HookRequest) => {
      const record = (await app.decisions(hookInstance)).get(M1);
      return [record?.determination, record?.site, record?.criteria];
    };
    const anew = reading('order-sign');
    await app.call(anew);
    await app.call(reading('order-select'));
    const cached = reading('order-sign');
    await app.call(cached);
    expect(await gistOf(cached)).toEqual(await gistOf(anew));
  });

  test.each<[string, (request: HookRequest) => HookRequest]>([
    ['another user', (request) => by(request, 'Practitioner/somebody-else')],
    [
      'a token that allows something else',
      ({ fhirAuthorization, ...rest }) => ({
        ...rest,
        ...(fhirAuthorization && { fhirAuthorization: { ...fhirAuthorization, scope: 'user/Patient.rs' } }),
      }),
    ],
    [
      'a token of another subject',
      ({ fhirAuthorization, ...rest }) => ({
        ...rest,
        ...(fhirAuthorization && { fhirAuthorization: { ...fhirAuthorization, subject: 'somebody' } }),
      }),
    ],
  ])('does not serve %s', async (_who, as) => {
    expect(await secondReads(as)).toContain('Condition');
  });

  test('is read again where it could not be read', async () => {
    ehr.fail('Condition', { status: 403, times: 2 });
    expect(await secondReads()).toContain('Condition');
  });

  test('is not kept with CHART_CACHE_SECONDS=0', async () => {
    const service = await startPolicyApp({ now: EVALUATED_AT, environment: { CHART_CACHE_SECONDS: '0' } });
    try {
      expect(await secondReads((request) => request, service)).toContain('Condition');
    } finally {
      await service.close();
    }
  });

  test('an order-sign keeps nothing: what is entered after its card counts at once', async () => {
    await app.call(reading('order-sign'));
    const before = ehr.requests.length;
    await app.call(reading('order-sign'));
    expect(paths().slice(before)).toContain('Condition');
  });
});
