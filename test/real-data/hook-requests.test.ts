/**
 * Requests that other projects published: of the CRD guide, test kits and other CDS services. They name FHIR servers that do not exist,
 * so nothing here may leave the process: every address but the service's own is unreachable.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OperationOutcome } from 'fhir/r4.js';
import { checkResponse } from '../../src/hooks/check-response.js';
import type { CdsResponse } from '../../src/cards/types.js';
import { isolate, type Isolation } from '../support/isolation.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { describeWithData, jsonFiles } from '../support/real-data.js';
import { drugs } from '../support/scenarios/drugs.js';

type Json = Record<string, unknown>;
interface Request extends Json {
  readonly hook: string;
  readonly context: Json;
  readonly prefetch?: Json;
  readonly extension?: Json;
}

const requests = jsonFiles('cds-hooks-requests').flatMap(([name, content]) =>
  isRequest(content) ? [[name, content] as const] : [],
);
const signed = requests.filter(([, { hook }]) => hook === 'order-sign');
const others = requests.filter(([, { hook }]) => hook !== 'order-sign');
const drafts = requests.filter(([, { context }]) =>
  Array.isArray((context['draftOrders'] as Json | undefined)?.['entry']),
);

describeWithData('cds-hooks-requests', () => {
  let app: PolicyApp;
  let network: Isolation;
  beforeAll(async () => {
    app = await startPolicyApp({ now: '2025-10-01T12:00:00Z', assumeCoverage: true });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    network = isolate(app.url);
  });
  afterEach(() => network.end());

  async function post(
    body: unknown,
    { url }: Pick<PolicyApp, 'url'> = app,
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${url}/cds-services/site-of-care-order-sign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    return { status: response.status, body: answer };
  }

  test('the folder holds what these tests are about', () => {
    expect([signed.length, others.length, drafts.length].map((count) => count > 8)).toEqual([
      true,
      true,
      true,
    ]);
  });

  describe('signed as they stand', () => {
    test.each(signed)('%s', async (_name, request) => {
      const { status, body } = await post(request);
      if (status === 200) expectOnlyDrugsTouched(body as CdsResponse, request);
      else expectRefused(status, body, /^(context\.userId|fhirServer)$/);
    });
  });

  describe('for other hooks: this service does not answer them', () => {
    test.each(others)('%s', async (_name, request) => {
      const { status, body } = await post(request);
      expect(status).toBe(400);
      expect((body as OperationOutcome).issue[0]?.details?.coding?.[0]?.code).toBe('hook-mismatch');
    });
  });

  describe('any draft among them, signed', () => {
    test.each(drafts)('%s', async (_name, request) => {
      const { status, body } = await post(toBeSigned(request));
      expect([status, status === 200 ? '' : body]).toEqual([200, '']);
      expectOnlyDrugsTouched(body as CdsResponse, request);
      // None of them orders a drug of the list.
      const { extension = {} } = request;
      const isNewer = extension['davinci-crd.requestedVersion'] === '2.2';
      expect(body).toEqual(isNewer ? { cards: [] } : { cards: [], systemActions: [] });
      expect(network.tried).toEqual([]);
    });

    test.each(drafts)('%s, with an infliximab order added', async (_name, request) => {
      const { status, body } = await post(withInfliximab(toBeSigned(request)));
      // Without a coverage in the prefetch one had to be asked for, in vain.
      const hasCoverage = JSON.stringify(request.prefetch ?? {}).includes('"resourceType":"Coverage"');
      expect([status, body]).toEqual([hasCoverage ? 200 : 412, body]);
      // With one, its payor may stand on another server, where nothing is read.
      if (typeof request['fhirServer'] === 'string' && !hasCoverage)
        expect(network.tried.length).toBeGreaterThan(0);
      if (status === 200) expectOnlyDrugsTouched(body as CdsResponse, request);
    });
  });

  test('an EHR that never answers: the call is answered all the same', async () => {
    const [, request] = drafts.find(([, { fhirServer }]) => typeof fhirServer === 'string') ?? [];
    if (!request) throw new Error('no request names a FHIR server');
    const environment = { EHR_TIMEOUT_MS: '40', EHR_BUDGET_MS: '60' };
    const hasty = await startPolicyApp({ now: '2025-10-01T12:00:00Z', assumeCoverage: true, environment });
    network.end();
    network = isolate(hasty.url);
    network.behave('swallow');
    try {
      const { status } = await post(withInfliximab(toBeSigned(request)), hasty);
      expect([200, 412]).toContain(status);
      expect(network.tried.length).toBeGreaterThan(0);
    } finally {
      await hasty.close();
    }
  });
});

/** Whatever is no MedicationRequest stays as it is, in the answer's actions and in what suggestions do. */
function expectOnlyDrugsTouched(response: CdsResponse, { context }: Request): void {
  expect(checkResponse(response)).toEqual([]);
  const suggested = response.cards
    .flatMap(({ suggestions }) => suggestions ?? [])
    .flatMap(({ actions }) => actions ?? []);
  const drafted = new Set(
    ((context['draftOrders'] as Json)['entry'] as Json[]).map((entry) => nameOf(entry?.['resource'])),
  );
  const touched = [...(response.systemActions ?? []), ...suggested].filter(({ type }) => type === 'update');
  const names = touched.map(({ resource }) => nameOf(resource)).filter((name) => drafted.has(name));
  expect(names.filter((name) => !name.startsWith('MedicationRequest/'))).toEqual([]);
}

function expectRefused(status: number, body: unknown, because: RegExp): void {
  expect(status).toBe(400);
  const places = (body as OperationOutcome).issue.flatMap(({ expression }) => expression ?? []);
  expect(places.filter((place) => !because.test(place))).toEqual([]);
}

function nameOf(resource: unknown): string {
  const { resourceType, id } = (resource ?? {}) as { resourceType?: string; id?: string };
  return `${resourceType}/${id}`;
}

/** Some are for order-select, and some of the older ones name no user. */
function toBeSigned(request: Request): Request {
  return { ...request, hook: 'order-sign', context: { userId: 'Practitioner/example', ...request.context } };
}

function withInfliximab(request: Request): Request {
  const { draftOrders, patientId } = request.context as { draftOrders: Json; patientId: string };
  const resource = {
    resourceType: 'MedicationRequest',
    id: 'added',
    status: 'draft',
    intent: 'order',
    subject: { reference: patientId.startsWith('Patient/') ? patientId : `Patient/${patientId}` },
    medicationCodeableConcept: drugs.infliximab.ordered,
  };
  const entry = [...(draftOrders['entry'] as unknown[]), { resource }];
  return { ...request, context: { ...request.context, draftOrders: { ...draftOrders, entry } } };
}

function isRequest(content: unknown): content is Request {
  const { hook, context } = (content ?? {}) as Json;
  return typeof hook === 'string' && typeof context === 'object' && context !== null;
}
