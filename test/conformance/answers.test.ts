/** What CDS Hooks and CRD ask of every answer, read off the answers of all hooks to all scenarios, in both versions. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, CodeSystem } from 'fhir/r4.js';
import type { Action, Card } from '../../src/cards/types.js';
import { COVERAGE_INFORMATION, CRD_TEMP } from '../../src/crd/coverage-information.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import {
  actionsOf,
  exchangeAll,
  nameOf,
  post,
  PRIMARY,
  resourcesOf,
  VERSIONS,
  type Exchange,
} from './calls.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Value set cardType of CRD, without the types that 2.0 does not have. */
const TOPICS = [
  'claim',
  'insurance',
  'limits',
  'network',
  'appropriate-use',
  'cost',
  'therapy-alternatives-opt',
  'therapy-alternatives-req',
  'clinical-reminder',
  'duplicate-therapy',
  'contraindication',
  'guideline',
  'off-guideline',
];
const TOPIC_SYSTEMS = {
  '2.0': CRD_TEMP,
  '2.2': 'http://terminology.hl7.org/CodeSystem/cdshooks-card-type',
} as const;

describe.each(VERSIONS)('CRD %s', (version) => {
  let app: PolicyApp;
  let exchanges: readonly Exchange[];
  let cards: readonly Card[];
  let actions: readonly Action[];

  beforeAll(async () => {
    app = await startPolicyApp({ now: EVALUATED_AT });
    exchanges = await exchangeAll(app, version);
    cards = exchanges.flatMap(({ answer }) => answer.cards);
    actions = exchanges.flatMap(({ answer }) => actionsOf(answer));
    expect([cards.length > 40, actions.length > 80]).toEqual([true, true]);
  }, 60_000);
  afterAll(() => app.close());

  test('an answer has cards, and system actions as its version wants them when there are none', () => {
    const empty = exchanges.filter(({ answer }) => (answer.systemActions ?? []).length === 0);
    expect(empty.length).toBeGreaterThan(0);
    for (const { answer } of empty) expect('systemActions' in answer).toBe(version === '2.0');
    expect(exchanges.every(({ status, answer }) => status === 200 && Array.isArray(answer.cards))).toBe(true);
  });

  test('nothing is empty or null besides the lists that may be', () => {
    const empty = exchanges.flatMap(({ answer }) => {
      const { cards: ofAnswer, systemActions = [], ...rest } = answer;
      return [...ofAnswer, ...systemActions, rest].flatMap((part) => (hasNothingIn(part) ? [part] : []));
    });
    expect(empty.filter((part) => Object.keys(part).length > 0)).toEqual([]);
  });

  test('a card has uuid, summary under 140 characters, indicator, payer as label, and a topic of CRD', () => {
    for (const { uuid, summary, indicator, source } of cards) {
      expect(uuid).toMatch(UUID);
      expect(summary.length).toBeLessThan(140);
      expect(['info', 'warning', 'critical']).toContain(indicator);
      expect(source.label).toBe('Example Georgia Marketplace Plan (fictional)');
      expect(source.topic.system).toBe(TOPIC_SYSTEMS[version]);
      expect(TOPICS).toContain(source.topic.code);
    }
  });

  test('every uuid is used once', () => {
    const uuids = cards.flatMap(({ uuid, suggestions = [] }) => [
      uuid,
      ...suggestions.map((suggestion) => suggestion.uuid),
    ]);
    expect(uuids.filter((uuid) => !UUID.test(uuid))).toEqual([]);
    expect(new Set(uuids).size).toBe(uuids.length);
  });

  test('a detail is Markdown without HTML, and names the drug', () => {
    for (const { detail = '' } of cards) expect(detail).not.toMatch(/<[A-Za-z/!]/);
    const several = exchanges.filter(({ answer, scenario }) => scenario === 'T19' && answer.cards.length > 1);
    expect(several.length).toBeGreaterThan(0);
    for (const { answer } of several)
      for (const { detail = '' } of answer.cards) expect(detail).toMatch(/infliximab|iron sucrose/i);
  });

  test('suggestions say how many may be chosen, and recommend one at most', () => {
    const offering = cards.filter(({ suggestions }) => suggestions !== undefined);
    expect(offering.length).toBeGreaterThan(10);
    for (const { selectionBehavior, suggestions = [] } of offering) {
      expect(['any', 'at-most-one']).toContain(selectionBehavior);
      expect(suggestions.filter(({ isRecommended }) => isRecommended).length).toBeLessThanOrEqual(1);
    }
    expect(JSON.stringify(cards)).not.toContain('actionSelectionBehavior');
  });

  test('an action says what it does, and carries the whole resource', () => {
    for (const { type, description, resource } of actions) {
      expect(description).toMatch(/\S/);
      expect(['create', 'update']).toContain(type);
      expect(resource?.resourceType).toMatch(/Request$|^Appointment$/);
    }
  });

  test('a new resource has no id of its own making, and refers to what the call holds', () => {
    let created = 0;
    for (const { call, answer } of exchanges) {
      const known = new Set([...resourcesOf(call).map(nameOf), ...referencesIn(call)]);
      for (const { type, resource } of actionsOf(answer)) {
        if (type !== 'create') continue;
        created += 1;
        expect(referencesIn(resource).filter((one) => !known.has(one))).toEqual([]);
        expect(resource?.id).toBeUndefined();
      }
    }
    expect(created).toBeGreaterThan(0);
  });

  test('a suggestion changes one order, or creates beside it; one that only creates has no link', () => {
    for (const { suggestions = [], links } of cards) {
      for (const { actions: all = [] } of suggestions) {
        expect([1, 2]).toContain(all.length);
        const types = all.map(({ type }) => type);
        if (types.length === 2) expect(types).toEqual(['update', 'create']);
        if (types.every((type) => type === 'create')) expect(links).toBeUndefined();
      }
    }
  });

  test('links are absolute, deep, and no way to a portal', () => {
    const links = cards.flatMap((card) => card.links ?? []);
    expect(links.length).toBeGreaterThan(0);
    for (const { label, url, type, appContext } of links) {
      expect([type, appContext, label.length > 0]).toEqual(['absolute', undefined, true]);
      expect(new URL(url).pathname.length).toBeGreaterThan(1);
      expect(url).not.toMatch(/portal|login|\bpas\b/i);
    }
  });

  test('a link leads to something that is published here', async () => {
    const urls = new Set(cards.flatMap(({ links = [] }) => links.map(({ url }) => url)));
    for (const url of urls) {
      const response = await fetch(url.replace('https://cds.example.org', app.url));
      expect([url, response.status]).toEqual([url, 200]);
      await response.body?.cancel();
    }
  });

  test('override reasons are codes of a published code system, with its displays', async () => {
    const reasons = cards.flatMap(({ overrideReasons = [] }) => overrideReasons);
    expect(reasons.length).toBeGreaterThan(0);
    for (const url of new Set(reasons.map(({ system }) => system))) {
      const response = await fetch(`${app.url}/fhir/CodeSystem?url=${encodeURIComponent(url ?? '')}`);
      const { entry = [] } = (await response.json()) as Bundle<CodeSystem>;
      const known = new Map(entry[0]?.resource?.concept?.map(({ code, display }) => [code, display]));
      for (const { code, display } of reasons.filter(({ system }) => system === url))
        expect(known.get(code ?? '')).toBe(display);
    }
  });

  test('a card names the orders it is about, in the words of its version', () => {
    for (const { scenario, call, answer } of exchanges) {
      for (const { extension } of answer.cards) {
        const associated = extension?.['davinci-crd.associated-resource'] as readonly unknown[];
        expect([scenario, call.hook, associated.length > 0]).toEqual([scenario, call.hook, true]);
        for (const one of associated) {
          const reference = version === '2.0' ? one : (one as { reference: unknown }).reference;
          expect(reference).toMatch(/^(MedicationRequest|ServiceRequest|Appointment)\/\w+$/);
        }
      }
    }
  });

  test('extensions are objects with keys of CRD alone', () => {
    const extensions = [
      ...exchanges.map(({ answer }) => answer.extension),
      ...cards.map(({ extension }) => extension),
      ...actions.map((action) => (action as { extension?: object }).extension),
    ];
    for (const extension of extensions) {
      if (extension === undefined) continue;
      for (const key of Object.keys(extension)) expect(key).toMatch(/^davinci-crd\.|^site-of-care\./);
    }
  });

  test('no card says what coverage information says, and coverage information is never a card', () => {
    expect(cards.map(({ source }) => source.topic.code)).not.toContain('coverage-info');
    const updated = cards.flatMap(({ suggestions = [] }) =>
      suggestions.flatMap(({ actions: all = [] }) => all.map(({ resource }) => JSON.stringify(resource))),
    );
    expect(updated.filter((text) => text.includes(COVERAGE_INFORMATION))).toEqual([]);
    // A card that only repeats the codes would have no line of its own.
    for (const { detail } of cards) expect(detail).not.toMatch(/^(auth-needed|conditional|withpa)/m);
  });

  test('critical is for clinical danger alone; what costs money is a warning at most', () => {
    const critical = cards.filter(({ indicator }) => indicator === 'critical');
    expect(critical.every(({ source }) => source.topic.code === 'contraindication')).toBe(true);
    const network = cards.filter(({ source }) => source.topic.code === 'network');
    expect(network.some(({ indicator }) => indicator === 'warning')).toBe(true);
  });

  test('nothing is created that has an authorization, and nothing is satisfied without being asked', () => {
    expect(JSON.stringify(exchanges.map(({ answer }) => answer))).not.toMatch(/satisfied/);
  });

  test('primary hooks carry coverage information wherever the policy and the coverage apply', () => {
    // Not for drugs the policy does not know, other lines of business, and patients without a Coverage.
    const outside = new Set(['T16', 'T17', 'T20', 'T21']);
    for (const { scenario, call, answer } of exchanges) {
      if (!PRIMARY.some((hook) => hook === call.hook)) continue;
      const said = (answer.systemActions ?? []).length > 0;
      expect([scenario, call.hook, said]).toEqual([scenario, call.hook, !outside.has(scenario)]);
    }
  });

  test('one update for each request, and none for another one', () => {
    for (const { answer } of exchanges) {
      const names = (answer.systemActions ?? []).map(({ resource }) => resource && nameOf(resource));
      expect(new Set(names).size).toBe(names.length);
      for (const { type } of answer.systemActions ?? []) expect(type).toBe('update');
    }
  });

  test('an answer has no insignificant whitespace', async () => {
    const call = exchanges.find(({ answer }) => answer.cards.length > 0)?.call;
    if (!call) throw new Error('no answer has a card');
    const { text } = await post(app, version, call);
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
  });
});

/** `Type/id` of whatever is referred to. */
function referencesIn(value: unknown): readonly string[] {
  return [...JSON.stringify(value).matchAll(/"reference":"([^"#][^"]*)"/g)].map(([, one]) => one ?? '');
}

/** null, "", [] or {} anywhere; resources are the client's own. */
function hasNothingIn(value: unknown): boolean {
  if (value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  const members = Object.entries(value);
  return members.some(([name, member]) => {
    if (name === 'resource') return false;
    const isBare =
      typeof member === 'object' && member !== null && Object.keys(member as object).length === 0;
    return isBare || hasNothingIn(member);
  });
}
