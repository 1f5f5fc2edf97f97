/** What an EHR may switch: discovery lists it, a call is answered accordingly, and nonsense in it harms nothing (CR-22…CR-27). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CdsResponse } from '../../src/cards/types.js';
import type { ConfigurationOption } from '../../src/knowledge/card-types.js';
import { loadAnswers } from '../../src/knowledge/answers.js';
import { answerTo, goodCall, lastDose } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { scenarios } from '../support/scenarios/all.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import type { DraftRequest } from '../../src/hooks/types.js';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT, environment: { LOG_LEVEL: 'debug' } });
});
afterAll(() => app.close());

const OPTIONS = 'davinci-crd.configuration-options';
const IGNORED = 'site-of-care-cds.ignored-configuration';

const configured = (request: DraftRequest, configuration: unknown): DraftRequest => ({
  ...request,
  hookInstance: crypto.randomUUID(),
  extension: { 'davinci-crd.configuration': configuration },
});

const contradiction = {
  coding: [drugs.infliximab, drugs.ironSucrose].flatMap(({ ordered }) => ordered.coding?.slice(0, 1) ?? []),
};

/** Codes of two drugs in one order (for information), and infliximab in the middle of the therapy (a warning). */
const twoDrugs = asPrefetch({
  draft: [
    infusionOrder({ ...drugs.infliximab, ordered: contradiction }, { id: 'm2' }),
    infusionOrder(drugs.infliximab),
    hospitalService(),
  ],
  chart: chartOf(lastDose),
});

const topicsOf = ({ cards }: CdsResponse): readonly string[] => cards.map((card) => card.source.topic.code);

async function servicesOf(
  base: string,
): Promise<readonly { hook: string; extension?: Record<string, unknown> }[]> {
  const response = await fetch(`${app.url}${base}/cds-services`);
  return ((await response.json()) as { services: { hook: string }[] }).services;
}

describe.each(['', '/crd/2.2'])('discovery under %s/cds-services', (base) => {
  let options: readonly ConfigurationOption[];
  beforeAll(async () => {
    options = (await servicesOf(base))[0]?.extension?.[OPTIONS] as readonly ConfigurationOption[];
  });

  test('every service lists the same options', async () => {
    const services = await servicesOf(base);
    expect(services.length).toBeGreaterThan(0);
    for (const { extension } of services) expect(extension?.[OPTIONS]).toEqual(options);
  });

  test('each has code, type, name, description and a default of its type, and none has a twin', () => {
    for (const option of options) {
      expect(Object.keys(option).sort()).toEqual(['code', 'default', 'description', 'name', 'type']);
      expect(typeof option.default).toBe(option.type === 'boolean' ? 'boolean' : 'number');
      expect(JSON.parse(`{"${option.code}":1}`)).toHaveProperty([option.code]);
    }
    for (const member of ['code', 'name', 'description'] as const)
      expect(new Set(options.map((option) => option[member])).size).toBe(options.length);
  });

  test('coverage information, unsolicited determinations and the number of cards are among them', () => {
    expect(options.map(({ code, type }) => [code, type])).toEqual(
      expect.arrayContaining([
        ['coverage-info', 'boolean'],
        ['unsolicited-determ', 'boolean'],
        ['max-cards', 'integer'],
      ]),
    );
  });

  test('whatever card the scenarios bring, its type can be switched off', async () => {
    const switches = new Set(options.filter(({ type }) => type === 'boolean').map(({ code }) => code));
    const topics = new Set<string>();
    for (const scenario of scenarios) {
      const { body } = await app.orderSign(asPrefetch(scenario), base as '' | '/crd/2.2');
      for (const topic of topicsOf(body)) topics.add(topic);
    }
    expect(topics.size).toBeGreaterThan(2);
    expect([...topics].filter((topic) => !switches.has(topic))).toEqual([]);
  });
});

describe('a switched call', () => {
  test('given no settings, or the defaults, then the answer is the same', async () => {
    const said = async (request: DraftRequest) => topicsOf((await answerTo(app, request)).response);
    const plain = await said(twoDrugs);
    expect(plain).toEqual(['network', 'guideline', 'clinical-reminder']);
    const options = (await servicesOf(''))[0]?.extension?.[OPTIONS] as readonly ConfigurationOption[];
    const defaults = Object.fromEntries(options.map((option) => [option.code, option.default]));
    expect(await said(configured(twoDrugs, defaults))).toEqual(plain);
    expect(await said(configured(twoDrugs, {}))).toEqual(plain);
  });

  test.each(['network', 'guideline', 'clinical-reminder'])(
    'given %s is off, then no card is of that type',
    async (code) => {
      const { response } = await answerTo(app, configured(twoDrugs, { [code]: false }));
      expect(topicsOf(response)).not.toContain(code);
      expect(response.cards.length).toBeGreaterThan(0);
      expect(response.systemActions).toHaveLength(2);
    },
  );

  test('given coverage information is off, then orders are left as they are, and the cards stay', async () => {
    const full = await answerTo(app, goodCall());
    const { response, decision } = await answerTo(app, configured(goodCall(), { 'coverage-info': false }));
    expect(response.systemActions).toEqual([]);
    const words = ({ cards }: CdsResponse) => cards.map(({ summary, detail }) => [summary, detail]);
    expect(words(response)).toEqual(words(full.response));
    expect(decision.silent).not.toBe(true);
  });

  test('given CRD 2.2, then no empty list of actions is sent', async () => {
    const { body } = await app.orderSign(configured(goodCall(), { 'coverage-info': false }), '/crd/2.2');
    expect(body).not.toHaveProperty('systemActions');
    expect(body.cards.length).toBeGreaterThan(0);
  });

  test('given everything is off, then nothing is said, and the record says so', async () => {
    const all = { 'coverage-info': false, network: false, 'clinical-reminder': false };
    const { response, decision } = await answerTo(app, configured(goodCall(), all));
    expect(response).toEqual({ cards: [], systemActions: [] });
    expect(decision).toMatchObject({ determination: 'not-met', silent: true });
  });

  test.each([
    [3, ['network', 'guideline', 'clinical-reminder']],
    [2, ['network', 'guideline']],
    [1, ['network']],
    [0, []],
  ])('given at most %d cards, then the least important are left out, and no action', async (most, left) => {
    const { response } = await answerTo(app, configured(twoDrugs, { 'max-cards': most }));
    expect(topicsOf(response)).toEqual(left);
    expect(response.systemActions).toHaveLength(2);
  });

  test('given a type of card that is never sent is off, then that is obeyed without a remark', async () => {
    const settings = { cost: false, claim: false, 'appropriate-use': false, 'max-cards': 5 };
    const { response } = await answerTo(app, configured(goodCall(), settings));
    expect(response).not.toHaveProperty('extension');
    expect(topicsOf(response)).toContain('network');
  });
});

describe('a what-if call (unsolicited-determ: false)', () => {
  test('the answer is never that an authorization is satisfied', async () => {
    for (const scenario of scenarios) {
      for (const base of ['', '/crd/2.2'] as const) {
        const request = configured(asPrefetch(scenario), { 'unsolicited-determ': false });
        const { body } = await app.orderSign(request, base);
        expect(JSON.stringify(body)).not.toMatch(/"satisfied"|satisfied-pa-id/);
      }
    }
  });

  test('no policy can say so either: its answers have no such code', () => {
    const directory = mkdtempSync(join(tmpdir(), 'answers-'));
    try {
      const file = join(directory, 'answers.yaml');
      const table = readFileSync('policies/ga-pmn-34/answers.yaml', 'utf8');
      writeFileSync(file, table);
      expect(() => loadAnswers(file, 'answers.yaml')).not.toThrow();
      writeFileSync(file, table.replace('paNeeded: auth-needed', 'paNeeded: satisfied'));
      expect(() => loadAnswers(file, 'answers.yaml')).toThrow(/paNeeded/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('nonsense in the settings', () => {
  const reasonsIn = ({ extension }: CdsResponse): unknown => extension?.[IGNORED];

  test.each<[string, unknown, unknown]>([
    [
      'a text for a switch',
      { network: 'no' },
      [{ code: 'network', reason: expect.stringContaining('true or false') }],
    ],
    [
      'null for a switch',
      { network: null },
      [{ code: 'network', reason: expect.stringContaining('true or false') }],
    ],
    [
      'a negative number of cards',
      { 'max-cards': -1 },
      [{ code: 'max-cards', reason: expect.stringContaining('whole number') }],
    ],
    [
      'half a card',
      { 'max-cards': 1.5 },
      [{ code: 'max-cards', reason: expect.stringContaining('whole number') }],
    ],
    [
      'a switch for the number of cards',
      { 'max-cards': true },
      [{ code: 'max-cards', reason: expect.stringContaining('whole number') }],
    ],
    [
      'a code nobody knows',
      { 'no-such-thing': true },
      [{ code: 'no-such-thing', reason: expect.stringContaining('not an option') }],
    ],
    ['a list', [{ code: 'network', value: false }], [{ reason: expect.stringContaining('not an object') }]],
    ['a text', 'network=false', [{ reason: expect.stringContaining('not an object') }]],
    ['null', null, [{ reason: expect.stringContaining('not an object') }]],
    [
      'determinations wanted without coverage information',
      { 'coverage-info': false, 'unsolicited-determ': true, network: true },
      [{ code: 'unsolicited-determ', reason: expect.stringContaining('coverage-info') }],
    ],
  ])('given %s, then it is left aside, and the answer says so', async (_what, settings, said) => {
    const { response } = await answerTo(app, configured(goodCall(), settings));
    expect(reasonsIn(response)).toEqual(said);
    expect(topicsOf(response)).toEqual(['network', 'clinical-reminder']);
  });

  test('given one setting among others is nonsense, then the others are obeyed', async () => {
    const settings = { 'max-cards': -1, 'clinical-reminder': false };
    const { response } = await answerTo(app, configured(goodCall(), settings));
    expect(topicsOf(response)).toEqual(['network']);
    expect(reasonsIn(response)).toHaveLength(1);
  });

  test('given names from the depths of JavaScript, then they are names like any other', async () => {
    const text = JSON.stringify(configured(goodCall(), {})).replace(
      '"davinci-crd.configuration":{}',
      '"davinci-crd.configuration":{"__proto__":false,"constructor":true,"toString":1}',
    );
    const response = await fetch(`${app.url}/cds-services/site-of-care-order-sign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    expect(response.status).toBe(200);
    expect(reasonsIn((await response.json()) as CdsResponse)).toHaveLength(3);
  });

  test('given a flood of it, then twenty remarks are enough; a name that is no name is not repeated', async () => {
    const flood = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`<b>${index}</b>`, true]));
    const { response } = await answerTo(app, configured(goodCall(), flood));
    expect(reasonsIn(response)).toHaveLength(20);
    expect(JSON.stringify(response)).not.toContain('<b>');
  });

  test('what was sent is in no log; why it was not followed is', async () => {
    await answerTo(app, configured(goodCall(), { 'secret-code': 'secret value', network: 'secret value' }));
    expect(app.log()).toContain('settings of a call were not followed');
    expect(app.log()).toContain('is not true or false');
    expect(app.log()).not.toMatch(/secret[ -]/);
  });
});
