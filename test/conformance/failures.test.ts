/** Which answer belongs to which failure, in each version (facts: CRD 2.2 hook-9 … hook-14, resp-42 … resp-45; CDS Hooks "HTTP Status Codes"). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Coverage, FhirResource, MedicationRequest, OperationOutcome } from 'fhir/r4.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { EVALUATED_AT, type Scenario } from '../support/scenarios/scenario.js';
import {
  baseOf,
  callOf,
  HOOKS,
  post,
  PRIMARY,
  scenarios,
  VERSIONS,
  without,
  type Call,
  type Hook,
} from './calls.js';
import { coverageInformation, part } from './kit-reader.js';

const TOKEN = 'failures-token';
const notMet = scenarios.find(({ id }) => id === 'T04') as Scenario;
const ACCESS = { access_token: TOKEN, token_type: 'Bearer', expires_in: 30, scope: '', subject: 'cds' };

let app: PolicyApp;
let ehr: FhirServer;
beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
});
beforeEach(() => ehr.reset());
afterAll(() => Promise.all([app.close(), ehr.close()]));

const everywhere = VERSIONS.flatMap((version) => HOOKS.map((hook) => [version, hook] as const));

describe.each(everywhere)('CRD %s, %s', (version, hook) => {
  const address = (): string => `${app.url}${baseOf(version)}/cds-services/site-of-care-${hook}`;

  async function refused(init: RequestInit, url = address()): Promise<readonly [number, string | undefined]> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...init,
    });
    const outcome = (await response.json()) as OperationOutcome;
    expect(outcome.resourceType).toBe('OperationOutcome');
    expect(outcome.issue[0]?.severity).toMatch(/error|fatal/);
    expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    return [response.status, outcome.issue[0]?.details?.coding?.[0]?.code];
  }
  const sending = (body: unknown) => refused({ body: JSON.stringify(body) });

  test('a body that is no JSON: 400', async () => {
    expect(await refused({ body: '{"hook": ' })).toEqual([400, 'invalid-json']);
  });

  test('a member of CDS Hooks that is missing: 400', async () => {
    for (const name of ['hook', 'hookInstance', 'context'])
      expect([name, ...(await sending({ ...callOf(hook, notMet), [name]: undefined }))]).toEqual([
        name,
        400,
        'invalid-request',
      ]);
  });

  test('a token without a server to use it on: 400', async () => {
    expect(await sending({ ...callOf(hook, notMet), fhirAuthorization: ACCESS })).toEqual([
      400,
      'invalid-request',
    ]);
  });

  test('another hook than that of the service: 400; no such service: 404', async () => {
    const other: Hook = hook === 'order-sign' ? 'order-select' : 'order-sign';
    expect(await sending(callOf(other, notMet))).toEqual([400, 'hook-mismatch']);
    expect(await refused({ body: '{}' }, `${address()}s`)).toEqual([404, 'unknown-service']);
  });

  test('another method: 405; another media type: 415', async () => {
    expect(await refused({ method: 'GET' })).toEqual([405, 'method-not-allowed']);
    const xml = { headers: { 'content-type': 'application/fhir+xml' }, body: '<Bundle/>' };
    expect(await refused(xml)).toEqual([415, 'unsupported-media-type']);
  });

  test('a version of CRD that nobody serves: 422; one that is served, and none: answered', async () => {
    const call = callOf(hook, notMet);
    const asking = (asked: unknown) => ({ ...call, extension: { 'davinci-crd.requestedVersion': asked } });
    expect(await sending(asking('9.9'))).toEqual([422, 'unsupported-version']);
    for (const asked of ['2.0', '2.2']) expect((await post(app, version, asking(asked))).status).toBe(200);
    expect((await post(app, version, call)).status).toBe(200);
  });

  test('neither prefetch nor a server: 412', async () => {
    const bare = without(callOf(hook, notMet), 'prefetch');
    expect(await sending(bare)).toEqual([412, 'nothing-to-look-at']);
  });

  test('a server that refuses the token, and no prefetch: 412', async () => {
    const bare = without(callOf(hook, notMet), 'prefetch');
    const call = { ...bare, fhirServer: ehr.url, fhirAuthorization: { ...ACCESS, access_token: 'old' } };
    const [status, code] = await sending(call);
    expect([status, code]).toEqual([412, expect.stringMatching(/^(coverage|orders)-unreachable$/)]);
  });
});

describe.each(VERSIONS)('CRD %s', (version) => {
  test.each([
    ['no Bundle', { resourceType: 'Patient', id: 'p1' }],
    ['entries that are no list', { resourceType: 'Bundle', type: 'collection', entry: { resource: {} } }],
  ])('orders or appointments that are %s: 422 in CRD 2.0, 400 in 2.2', async (_title, bundle) => {
    for (const [hook, name] of [
      ['order-sign', 'draftOrders'],
      ['order-select', 'draftOrders'],
      ['appointment-book', 'appointments'],
    ] as const) {
      const call = callOf(hook, notMet);
      const { status } = await post(app, version, { ...call, context: { ...call.context, [name]: bundle } });
      expect([hook, status]).toEqual([hook, version === '2.0' ? 422 : 400]);
    }
  });

  test('data that the policy asks for is missing: never an error', async () => {
    for (const hook of HOOKS) {
      const call = callOf(hook, notMet);
      for (const key of Object.keys(call.prefetch ?? {}).filter(
        (name) => !/^(coverage|.*Requests)$/.test(name),
      )) {
        const prefetch = Object.fromEntries(
          Object.entries(call.prefetch ?? {}).filter(([name]) => name !== key),
        );
        const { status } = await post(app, version, { ...call, prefetch });
        expect([hook, key, status]).toEqual([hook, key, 200]);
      }
    }
  });
});

/** The scenario with another Coverage in place of its own. */
function covered(...coverages: readonly Partial<Coverage>[]): Scenario {
  const own = notMet.chart.find((resource) => resource.resourceType === 'Coverage') as Coverage;
  const others = notMet.chart.filter((resource) => resource.resourceType !== 'Coverage');
  return { ...notMet, chart: [...others, ...coverages.map((changes) => ({ ...own, ...changes }))] };
}

const OTHER_PAYER: readonly FhirResource[] = [
  {
    resourceType: 'Organization',
    id: 'other',
    identifier: [{ system: 'urn:oid:2.16.840.1.113883.6.300', value: '11111' }],
    name: 'Another plan',
  },
];

describe.each(PRIMARY)('%s, about the coverage', (hook) => {
  async function said(version: '2.0' | '2.2', scenario: Scenario) {
    const { status, body } = await post(app, version, callOf(hook, scenario));
    const resource = body.systemActions?.[0]?.resource;
    const [extension] = resource ? coverageInformation(resource) : [];
    const reason = extension && part(extension, 'reason')?.valueCodeableConcept;
    return {
      status,
      covered: extension && part(extension, 'covered')?.valueCode,
      paNeeded: extension && part(extension, 'pa-needed')?.valueCode,
      reason: reason?.coding?.[0]?.code,
      words: reason?.text,
      topics: body.cards?.map(({ source }) => source.topic.code),
    };
  }

  test('it has ended: not covered, with the reason, and a card', async () => {
    const ended = covered({ period: { start: '2024-01-01', end: '2025-08-31' } });
    expect(await said('2.0', ended)).toMatchObject({
      status: 200,
      covered: 'not-covered',
      paNeeded: 'no-auth',
    });
    expect(await said('2.2', ended)).toMatchObject({
      status: 200,
      covered: 'not-covered',
      paNeeded: undefined,
      reason: 'no-active-coverage',
      topics: ['insurance'],
    });
  });

  test('its payer is known and is not ours: silence in CRD 2.0, 400 in 2.2', async () => {
    const theirs = covered({ payor: [{ reference: 'Organization/other' }], class: [] });
    const scenario = { ...theirs, chart: [...theirs.chart, ...OTHER_PAYER] };
    const quiet = await post(app, '2.0', callOf(hook, scenario));
    expect([quiet.status, quiet.body]).toEqual([200, { cards: [], systemActions: [] }]);
    const refused = await post(app, '2.2', callOf(hook, scenario));
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringContaining('other-payer'),
    ]);
  });

  test('it leads to no plan of ours: not covered, since it was not found', async () => {
    const unknown = covered({ class: [], payor: [{ display: 'somebody' }] });
    const { status, words } = await said('2.0', unknown);
    expect([status, words]).toEqual([200, expect.stringMatching(/\S/)]);
    expect(await said('2.2', unknown)).toMatchObject({
      status: 200,
      covered: 'not-covered',
      reason: 'coverage-not-found',
    });
  });

  test('there are two of different payers, and the order names neither: a card asks, and nothing is asserted', async () => {
    const two = covered({ id: 'c1' }, { id: 'c2', class: [], payor: [{ reference: 'Organization/other' }] });
    const draft = two.draft.map(
      (order) => without(order as MedicationRequest, 'insurance') as MedicationRequest,
    );
    const scenario = { ...two, draft, chart: [...two.chart, ...OTHER_PAYER] };
    for (const version of VERSIONS)
      expect(await said(version, scenario)).toMatchObject({
        status: 200,
        covered: undefined,
        topics: ['insurance'],
      });
  });

  test('there is none: no assertion is possible, and a card says so', async () => {
    for (const version of VERSIONS) {
      expect(await said(version, covered())).toMatchObject({
        status: 200,
        covered: undefined,
        topics: ['insurance'],
      });
    }
  });

  test('it is known and its payer cannot be read: technical, and nobody is told "not covered"', async () => {
    const away = covered({ class: [], payor: [{ reference: 'Organization/away' }] });
    ehr.fail('*', { status: 500 });
    const asked = (version: '2.0' | '2.2') => {
      const call: Call = { ...callOf(hook, away), fhirServer: ehr.url, fhirAuthorization: ACCESS };
      return post(app, version, call);
    };
    const parts = async (version: '2.0' | '2.2') => {
      const { status, body } = await asked(version);
      const resource = body.systemActions?.[0]?.resource;
      const [extension] = resource ? coverageInformation(resource) : [];
      const code = (url: string) => extension && part(extension, url)?.valueCode;
      const reason = extension && part(extension, 'reason')?.valueCodeableConcept?.coding?.[0]?.code;
      return { status, covered: code('covered'), infoNeeded: code('info-needed'), reason };
    };
    expect(await parts('2.0')).toMatchObject({ status: 200, covered: 'conditional', infoNeeded: 'OTH' });
    expect(await parts('2.2')).toMatchObject({ status: 200, covered: 'indeterminate', reason: 'technical' });
  });
});
