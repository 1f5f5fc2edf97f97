/** One call, two versions of CRD: which is refused how (contract, "Status codes"; CRD 2.2 hook-9, hook-10, hook-13). Every refusal is an OperationOutcome. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperationOutcome } from 'fhir/r4.js';
import type { CdsResponse } from '../../src/cards/types.js';
import { bundle, goodCall, goodCallBeside, goodCallPrefetching, odd } from '../support/good-call.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { coverage } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { asBareCall } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

const BASES = { '2.0': '', '2.2': '/crd/2.2' } as const;
type Version = keyof typeof BASES;
const SERVICE = '/cds-services/site-of-care-order-sign';

let app: PolicyApp;
beforeAll(async () => {
  app = await startPolicyApp({ now: EVALUATED_AT, environment: { BODY_LIMIT: '200 kB' } });
});
afterAll(() => app.close());

interface Reply {
  readonly status: number;
  readonly body: Partial<CdsResponse & OperationOutcome>;
  readonly headers: Headers;
}

async function send(version: Version, path: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(`${app.url}${BASES[version]}${path}`, init);
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Reply['body'] };
}

const post = (version: Version, body: unknown, path = SERVICE, type = 'application/json'): Promise<Reply> =>
  send(version, path, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** The status, and the code of the refusal. */
function outcome({ status, body, headers }: Reply): string {
  if (status === 200) return '200';
  expect(headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  expect(body.resourceType).toBe('OperationOutcome');
  expect(body.issue?.[0]?.diagnostics).toMatch(/\w[".]+$/);
  return `${status} ${body.issue?.[0]?.details?.coding?.[0]?.code}`;
}

/** The good call with members of its context replaced by anything. */
function withContext(members: Readonly<Record<string, unknown>>): unknown {
  const request = goodCall();
  return { ...request, context: { ...request.context, ...members } };
}

const otherPayer = {
  resourceType: 'Organization' as const,
  id: 'payer9',
  identifier: [{ system: 'urn:oid:2.16.840.1.113883.6.300', value: '11111' }],
};
const theirs = coverage({ class: [], payor: [{ reference: 'Organization/payer9' }] });
const pembrolizumab = goodCallPrefetching({ coverage: bundle(theirs, otherPayer) });
const unlisted = {
  ...pembrolizumab,
  context: asBareCall({ draft: [infusionOrder(drugs.pembrolizumab)], chart: [] }).context,
};

describe('the same in both versions', () => {
  test.each<[string, unknown, string]>([
    ['no JSON', '{"hook":', '400 invalid-json'],
    ['not an object', [1], '400 invalid-request'],
    ['no user', withContext({ userId: undefined }), '400 invalid-request'],
    ['a patient that is a number', withContext({ patientId: 7 }), '400 invalid-request'],
    ['no draft', withContext({ draftOrders: undefined }), '400 invalid-request'],
    ['another hook than the service has', { ...goodCall(), hook: 'order-select' }, '400 hook-mismatch'],
    ['a hook that nobody has', { ...goodCall(), hook: 'order-review' }, '400 hook-mismatch'],
    ['neither prefetch nor a server', { ...goodCall(), prefetch: undefined }, '412 nothing-to-look-at'],
    [
      'prefetch without coverage, and no server',
      goodCallPrefetching({ coverage: undefined }),
      '412 coverage-unreachable',
    ],
    ['a body over the limit', { ...goodCall(), extension: { x: 'y'.repeat(300_000) } }, '413 body-too-large'],
    [
      'one broken order beside a good one',
      goodCallBeside({ resource: { resourceType: 'MedicationRequest' } }),
      '200',
    ],
    ['a drug that is on no list, whoever pays', unlisted, '200'],
    ['no Coverage at all', goodCallPrefetching({ coverage: bundle() }), '200'],
    ['an unknown configuration', { ...goodCall(), extension: { 'davinci-crd.configuration': 'x' } }, '200'],
  ])('%s', async (_, body, expected) => {
    for (const version of ['2.0', '2.2'] as const)
      expect([version, outcome(await post(version, body))]).toEqual([version, expected]);
  });

  test.each<[string, (version: Version) => Promise<Reply>, string]>([
    [
      'a service nobody has',
      (version) => post(version, goodCall(), '/cds-services/site-of-care-order-review'),
      '404 unknown-service',
    ],
    ['GET of a service', (version) => send(version, SERVICE, {}), '405 method-not-allowed'],
    ['POST of discovery', (version) => post(version, goodCall(), '/cds-services'), '405 method-not-allowed'],
    ['text', (version) => post(version, goodCall(), SERVICE, 'text/plain'), '415 unsupported-media-type'],
    [
      'feedback that is none',
      (version) => post(version, { feedback: {} }, `${SERVICE}/feedback`),
      '400 invalid-feedback',
    ],
  ])('%s', async (_, ask, expected) => {
    for (const version of ['2.0', '2.2'] as const)
      expect([version, outcome(await ask(version))]).toEqual([version, expected]);
  });

  test('405 names the methods there are', async () => {
    for (const version of ['2.0', '2.2'] as const)
      expect((await send(version, SERVICE, {})).headers.get('allow')).toBe('POST, OPTIONS');
  });
});

describe('draft orders that are no usable FHIR: 422 in 2.0, 400 in 2.2', () => {
  test.each([
    ['no Bundle', { resourceType: 'List' }],
    ['entries that are no list', { resourceType: 'Bundle', entry: {} }],
    ['more entries than anybody signs', { resourceType: 'Bundle', entry: Array<null>(501).fill(null) }],
  ])('%s', async (_, draftOrders) => {
    const body = withContext({ draftOrders });
    expect(outcome(await post('2.0', body))).toBe('422 draft-orders-unusable');
    expect(outcome(await post('2.2', body))).toBe('400 draft-orders-invalid');
  });

  test('both name the place', async () => {
    for (const version of ['2.0', '2.2'] as const) {
      const { body } = await post(version, withContext({ draftOrders: { resourceType: 'List' } }));
      expect(body.issue?.[0]?.expression).toEqual(['context.draftOrders.resourceType']);
    }
  });
});

describe('the coverage of another payer: silence in 2.0, 400 in 2.2 (hook-13)', () => {
  test('given neither plan nor payor is ours', async () => {
    const body = goodCallPrefetching({ coverage: bundle(theirs, otherPayer) });
    const answered = await post('2.0', body);
    expect([answered.status, answered.body]).toEqual([200, { cards: [], systemActions: [] }]);
    const refused = await post('2.2', body);
    expect(outcome(refused)).toBe('400 other-payer');
    expect(JSON.stringify(refused.body)).not.toMatch(/11111|payer9|infliximab/i);
  });

  test('given the payor says so in the Coverage itself', async () => {
    const logical = coverage({ class: [], payor: [{ identifier: otherPayer.identifier[0] ?? {} }] });
    expect(outcome(await post('2.2', goodCallPrefetching({ coverage: bundle(logical) })))).toBe(
      '400 other-payer',
    );
  });

  test.each<[string, ReturnType<typeof bundle>]>([
    ['the plan is ours, whoever the payor is', bundle(coverage({ payor: theirs.payor }), otherPayer)],
    ['the payor could not be read', bundle(theirs)],
    [
      'the payor is named and nothing more',
      bundle(coverage({ class: [], payor: [{ display: 'Some plan' }] })),
    ],
    ['another line of business', bundle(odd(theirs, { type: { text: 'Medicare' } }), otherPayer)],
  ])('given %s, then no refusal', async (_, found) => {
    expect(outcome(await post('2.2', goodCallPrefetching({ coverage: found })))).toBe('200');
  });

  test('given one of two orders falls under a coverage of ours, then no refusal', async () => {
    const second = infusionOrder(drugs.infliximab, { id: 'm2', insurance: [{ reference: 'Coverage/c9' }] });
    const request = goodCallPrefetching({
      coverage: bundle(coverage(), { ...theirs, id: 'c9' }, otherPayer),
    });
    const draft = [infusionOrder(drugs.infliximab), second, hospitalService()];
    const { context } = asBareCall({ draft, chart: [] });
    expect(outcome(await post('2.2', { ...request, context }))).toBe('200');
  });
});

describe('the version a call asks for (CR-21)', () => {
  const asking = (requestedVersion: unknown): unknown => ({
    ...goodCall(),
    extension: { 'davinci-crd.requestedVersion': requestedVersion },
  });
  const topicOf = ({ body }: Reply): string | undefined => body.cards?.[0]?.source.topic.system;
  const TOPICS = {
    '2.0': 'http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp',
    '2.2': 'http://terminology.hl7.org/CodeSystem/cdshooks-card-type',
  } as const;

  test.each<[Version, unknown, Version]>([
    ['2.0', undefined, '2.0'],
    ['2.0', null, '2.0'],
    ['2.0', '2.0', '2.0'],
    ['2.0', '2.2', '2.2'],
    ['2.2', undefined, '2.2'],
    ['2.2', '2.2', '2.2'],
    ['2.2', '2.2.1', '2.2'],
    ['2.2', '2.0', '2.0'],
  ])('at the address of %s, given %j, then the answer is in %s', async (base, requested, expected) => {
    const reply = await post(base, asking(requested));
    expect([reply.status, topicOf(reply)]).toEqual([200, TOPICS[expected]]);
  });

  test.each(['9.9', '2.1', '2', 'latest', '', 2.2, {}, ['2.2']])(
    'given %j, which is not served, then 422 in both',
    async (requested) => {
      for (const version of ['2.0', '2.2'] as const) {
        const reply = await post(version, asking(requested));
        expect(outcome(reply)).toBe('422 unsupported-version');
        expect(reply.body.issue?.[0]?.diagnostics).toMatch(/2\.0, 2\.2/);
      }
    },
  );

  test('the statuses are those of the version that answers', async () => {
    const body = { ...(asking('2.2') as object), context: { ...goodCall().context, draftOrders: {} } };
    expect(outcome(await post('2.0', body))).toBe('400 draft-orders-invalid');
  });

  test('the record says which version answered', async () => {
    const request = goodCall();
    await post('2.0', { ...request, extension: { 'davinci-crd.requestedVersion': '2.2' } });
    const records = [...(await app.decisions(request.hookInstance)).values()];
    expect(records.map(({ crdVersion }) => crdVersion)).toEqual(['2.2']);
  });

  test.each([['a string'], [['x']], [7]])(
    'given %j in place of the extensions, then it is a fault of CDS Hooks or none',
    async (extension) => {
      expect(outcome(await post('2.2', { ...goodCall(), extension }))).toBe('400 invalid-request');
    },
  );
});
