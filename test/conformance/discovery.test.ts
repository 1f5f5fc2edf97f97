/** Discovery of the real services, in both versions (CDS Hooks "Discovery"; CRD 2.2 dev-1 … dev-9, found-24 … found-31). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';
import { baseOf, callOf, HOOKS, post, scenarios, VERSIONS, type Call, type Hook } from './calls.js';

interface Option {
  readonly code: string;
  readonly type: string;
  readonly name: string;
  readonly description: string;
  readonly default: boolean | number;
}

interface Service {
  readonly id: string;
  readonly hook: Hook;
  readonly title?: string;
  readonly description: string;
  readonly usageRequirements?: string;
  readonly prefetch: Readonly<Record<string, string>>;
  readonly extension: {
    readonly 'davinci-crd.version'?: readonly string[];
    readonly 'davinci-crd.configuration-options': readonly Option[];
  };
}

const PLAIN_TOKEN = /^(context\.[A-Za-z]+|user(Practitioner|PractitionerRole|Patient|RelatedPerson)Id)$/;
/** What CDS Hooks recommends to stay within: equality, `:in`, date comparisons, _count, _sort; no _include. */
const SEARCH = /^[A-Z][A-Za-z]+\?[A-Za-z_-]+(:in)?=[^&?]+(&[A-Za-z_-]+(:in)?=[^&?]+)*$/;
const READ = /^([A-Z][A-Za-z]+\/)?\{\{[^}]+\}\}$/;
const notMet = scenarios.find(({ id }) => id === 'T04') as Scenario;

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT });
});
afterAll(() => app.close());

describe.each(VERSIONS)('CRD %s', (version) => {
  let services: readonly Service[];
  beforeAll(async () => {
    const response = await fetch(`${app.url}${baseOf(version)}/cds-services`);
    expect(response.status).toBe(200);
    ({ services } = (await response.json()) as { services: readonly Service[] });
  });

  const options = (service: Service): readonly Option[] =>
    service.extension['davinci-crd.configuration-options'];
  const templates = (): readonly string[] => services.flatMap(({ prefetch }) => Object.values(prefetch));

  test('a service for each hook, each once, with all that is asked of an entry', () => {
    expect(services.map(({ hook }) => hook).sort()).toEqual([...HOOKS].sort());
    expect(new Set(services.map(({ id }) => id)).size).toBe(HOOKS.length);
    for (const { id, hook, title, description, usageRequirements } of services) {
      expect(id).toBe(`site-of-care-${hook}`);
      for (const text of [title, description, usageRequirements]) expect(text).toMatch(/\S/);
    }
  });

  test('each is called at its id', async () => {
    for (const { id, hook } of services) {
      expect(id).toBe(`site-of-care-${hook}`);
      expect((await post(app, version, callOf(hook, notMet))).status).toBe(200);
    }
  });

  test('nothing is null, empty, or of a later CDS Hooks', () => {
    expect(JSON.stringify(services)).not.toMatch(/null|""|\[\]|\{\}/);
    for (const service of services) expect(Object.keys(service)).not.toContain('version');
  });

  test('a template is a read or a search in the recommended subset', () => {
    expect(templates().length).toBeGreaterThan(40);
    for (const template of templates()) expect(template).toMatch(READ.test(template) ? READ : SEARCH);
    for (const template of templates()) expect(template).not.toMatch(/_include|_revinclude|_has|;/);
  });

  test('tokens are those of the version', () => {
    const tokens = templates().flatMap((template) =>
      [...template.matchAll(/\{\{(.*?)\}\}/g)].map(([, t]) => t ?? ''),
    );
    const beyond = tokens.filter((token) => !PLAIN_TOKEN.test(token));
    if (version === '2.0') expect(beyond).toEqual([]);
    else expect(beyond.length).toBeGreaterThan(0);
    for (const { hook, prefetch } of services) {
      const known: Readonly<Record<Hook, RegExp>> = {
        'order-sign': /^(userId|patientId|encounterId|draftOrders)\b/,
        'order-select': /^(userId|patientId|encounterId|draftOrders|selections)\b/,
        'order-dispatch': /^(patientId|performer|order|dispatchedOrders|task|fulfillmentTasks)\b/,
        'appointment-book': /^(userId|patientId|encounterId|appointments)\b/,
      };
      const named = Object.values(prefetch).flatMap((template) => [...template.matchAll(/context\.(\w+)/g)]);
      for (const [, member] of named)
        expect(`${hook}: ${member}`).toMatch(new RegExp(`^${hook}: ${known[hook].source.slice(1)}`));
    }
  });

  test('a template that refers to another key stands after it', () => {
    for (const { prefetch } of services) {
      const keys = Object.keys(prefetch);
      for (const [index, key] of keys.entries()) {
        for (const [, other] of (prefetch[key] ?? '').matchAll(/%(\w+)/g)) {
          if (other === 'context') continue;
          expect([key, other, keys.indexOf(other ?? '')]).toEqual([key, other, expect.any(Number)]);
          expect(keys.slice(0, index)).toContain(other);
        }
      }
    }
  });

  test('the patient and the coverage are asked for at every hook, what only some drugs need is not hidden in them', () => {
    for (const { prefetch } of services) {
      expect(prefetch['patient']).toBe('Patient/{{context.patientId}}');
      expect(prefetch['coverage']).toMatch(/^Coverage\?(patient|beneficiary)=/);
    }
  });

  test('2.2 names its version at each service; 2.0 has no room for one', () => {
    for (const { extension } of services)
      expect(extension['davinci-crd.version']).toEqual(version === '2.0' ? undefined : ['2.2']);
  });

  test('configuration options: complete, unique, the same at every hook', () => {
    const [first] = services;
    if (!first) throw new Error('there is no service');
    for (const service of services) {
      expect(options(service)).toEqual(options(first));
      for (const { code, type, name, description, default: preset } of options(service)) {
        expect(code).toMatch(/^[a-z][a-z-]*$/);
        expect(['boolean', 'integer']).toContain(type);
        expect(typeof preset).toBe(type === 'boolean' ? 'boolean' : 'number');
        expect(Math.min(name.length, description.length)).toBeGreaterThan(0);
      }
    }
    for (const member of ['code', 'name', 'description'] as const) {
      const values = options(first).map((option) => option[member]);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test('each type of response that is given can be switched off', async () => {
    const [first] = services;
    const switches = new Set(
      first &&
        options(first)
          .filter(({ type }) => type === 'boolean')
          .map(({ code }) => code),
    );
    for (const code of ['coverage-info', 'unsolicited-determ']) expect(switches).toContain(code);
    for (const scenario of scenarios) {
      const { body } = await post(app, version, callOf('order-sign', scenario));
      for (const { source } of body.cards) expect(switches).toContain(source.topic.code);
    }
  });

  test('switched off, a type of card does not come', async () => {
    const call = callOf('order-dispatch', notMet);
    const types = async (configuration: object): Promise<readonly string[]> => {
      const asked: Call = { ...call, extension: { 'davinci-crd.configuration': configuration } };
      return (await post(app, version, asked)).body.cards.map(({ source }) => source.topic.code);
    };
    const all = await types({});
    expect(all.length).toBeGreaterThan(0);
    for (const code of all) expect(await types({ [code]: false })).not.toContain(code);
  });
});

test('one version does not list the services of the other', async () => {
  const texts = await Promise.all(
    VERSIONS.map(async (version) => (await fetch(`${app.url}${baseOf(version)}/cds-services`)).text()),
  );
  expect(texts[0]).not.toContain('davinci-crd.version');
  expect(texts[1]).toContain('"davinci-crd.version":["2.2"]');
  for (const text of texts) expect(text.match(/"hook":"order-sign"/g)).toHaveLength(1);
});
