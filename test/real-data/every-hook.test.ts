/**
 * Every published request at the service of its own hook, in both versions of CRD, as it stands: answered where the hook is served and the
 * call is complete, else refused with the reason. None of them orders a drug of the list, so none may be spoken about or read for.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Extension, FhirResource, MedicationRequest, OperationOutcome } from 'fhir/r4.js';
import type { CdsResponse } from '../../src/cards/types.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import { SYSTEM } from '../../src/core/terminology/systems.js';
import { checkResponse } from '../../src/hooks/check-response.js';
import { startFhirServer } from '../support/fhir-server.js';
import { isolate, type Isolation } from '../support/isolation.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { describeWithData, jsonFiles } from '../support/real-data.js';
import { coverage } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';

type Json = Readonly<Record<string, unknown>>;
interface Request extends Json {
  readonly hook: string;
  readonly context: Json;
  readonly prefetch?: Json;
  readonly extension?: Json;
}

const SERVED = new Set(['order-sign', 'order-select', 'order-dispatch', 'appointment-book']);
const BASES = { '2.0': '', '2.2': '/crd/2.2' } as const;
type Version = keyof typeof BASES;

const requests = jsonFiles('cds-hooks-requests').flatMap(([name, content]) => {
  const { hook, context } = (content ?? {}) as Partial<Request>;
  return typeof hook === 'string' && typeof context === 'object' ? [[name, content as Request] as const] : [];
});
const cases = requests.flatMap(([name, request]) =>
  (['2.0', '2.2'] as const).map((version) => [name, version, request] as const),
);

let app: PolicyApp;

async function post(version: Version, request: Request): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${app.url}${BASES[version]}/cds-services/site-of-care-${request.hook}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: await response.json() };
}

describeWithData('cds-hooks-requests', () => {
  let network: Isolation;
  beforeAll(async () => {
    app = await startPolicyApp({ now: '2025-10-01T12:00:00Z', assumeCoverage: true });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    network = isolate(app.url);
  });
  afterEach(() => network.end());

  test('there are requests of every hook that is served', () => {
    const hooks = requests.map(([, { hook }]) => hook);
    for (const hook of SERVED) expect(hooks).toContain(hook);
  });

  test.each(cases)('%s, CRD %s', async (_name, version, request) => {
    const { status, body } = await post(version, request);
    const [expected, code] = whatIsDue(request);
    const outcome = body as OperationOutcome;
    expect([status, outcome.issue?.[0]?.details?.coding?.[0]?.code]).toEqual([expected, code]);
    if (expected === 400)
      expect(outcome.issue.flatMap(({ expression }) => expression)).toEqual(['context.userId']);
    if (expected !== 200) return;
    expect(checkResponse(body)).toEqual([]);
    const asked = request.extension?.['davinci-crd.requestedVersion'] ?? version;
    expect(body).toEqual(asked === '2.0' ? { cards: [], systemActions: [] } : { cards: [] });
    // Appointments say what they are for in words of the EHR, so their orders have to be looked at.
    if (request.hook !== 'appointment-book') expect(network.tried).toEqual([]);
  });
});

/** Status, and the code of the failure. */
function whatIsDue({ hook, context, prefetch = {} }: Request): readonly [number, string | undefined] {
  if (!SERVED.has(hook)) return [404, 'unknown-service'];
  if (hook !== 'order-dispatch' && context['userId'] === undefined) return [400, 'invalid-request'];
  // The orders are referred to, neither prefetched nor, their server being out of reach, readable.
  const hasOrders = /"resourceType":"(MedicationRequest|ServiceRequest)"/.test(JSON.stringify(prefetch));
  if (hook === 'order-dispatch' && !hasOrders) return [412, 'orders-unreachable'];
  return [200, undefined];
}

describeWithData('davinci-crd-ig-examples', () => {
  const orders = jsonFiles('davinci-crd-ig-examples').flatMap(([name, content]) =>
    (content as FhirResource).resourceType === 'MedicationRequest'
      ? [[name, content as MedicationRequest] as const]
      : [],
  );
  beforeAll(async () => {
    app = await startPolicyApp({ now: '2025-10-01T12:00:00Z' });
  });
  afterAll(() => app.close());

  describe.each(['2.0', '2.2'] as const)(
    'an order of the CRD %s guide, for a drug of the list',
    (version) => {
      test.each(orders)('%s comes back as it was, but for our extension', async (_name, example) => {
        const order = infused(example);
        const { status, body } = await post(version, signing(order));
        expect(status).toBe(200);
        const [update, ...others] = (body as CdsResponse).systemActions ?? [];
        expect(others).toEqual([]);
        const resource = update?.resource as MedicationRequest;
        const extension = resource.extension ?? [];
        const before = order.extension ?? [];
        // The assertion of the guide's own payer, which says satisfied, stays beside ours.
        expect(extension.slice(0, before.length)).toEqual(before);
        expect(extension.slice(before.length).map(({ url }) => url)).toEqual([COVERAGE_INFORMATION]);
        expect(JSON.stringify(withExtension(resource, before))).toBe(
          JSON.stringify(withExtension(order, before)),
        );
      });
    },
  );

  test('a dispatch of the guide, with its orders on the server, is answered for each of them', async () => {
    const [, request] =
      requests.find(([, { hook, context }]) => hook === 'order-dispatch' && context['dispatchedOrders']) ??
      [];
    if (!request) throw new Error('the guide has no dispatch');
    const ehr = await startFhirServer();
    const { patientId } = request.context as { patientId: string };
    ehr.load(
      (request.context['dispatchedOrders'] as string[]).map((reference) => ({
        resourceType: 'MedicationRequest',
        id: reference.split('/')[1],
        status: 'active',
        intent: 'order',
        subject: { reference: `Patient/${patientId}` },
        medicationCodeableConcept: drugs.infliximab.ordered,
      })),
    );
    const { prefetch = {} } = request;
    const own = { ...prefetch, coverage: coverageOf(patientId) };
    const call = { ...request, fhirServer: ehr.url, prefetch: own };
    // The guide's call switches coverage information off; without its configuration it is given.
    const off = await post('2.2', call);
    const on = await post('2.2', { ...call, extension: {} });
    await ehr.close();
    expect([off.status, (off.body as CdsResponse).systemActions]).toEqual([200, undefined]);
    const actions = (on.body as CdsResponse).systemActions ?? [];
    expect(actions.map(({ resource }) => `${resource?.resourceType}/${resource?.id}`)).toEqual(
      request.context['dispatchedOrders'],
    );
  });
});

/** The guide's order for a drug of the list, given into a vein while the policy is in force; all else as the guide has it. */
function infused(example: MedicationRequest): MedicationRequest {
  const code = drugs.infliximab.ordered;
  const { medicationReference, dispenseRequest, contained, dosageInstruction = [] } = example;
  const route = { coding: [{ system: SYSTEM.snomed, code: '47625008' }] };
  return {
    ...example,
    ...(medicationReference
      ? { contained: (contained ?? []).map((one) => ({ ...one, code }) as FhirResource) }
      : { medicationCodeableConcept: code }),
    authoredOn: '2025-10-01',
    dosageInstruction: dosageInstruction.map((dosage) => ({ ...dosage, route })),
    ...(dispenseRequest && {
      dispenseRequest: { ...dispenseRequest, validityPeriod: { start: '2025-10-08', end: '2026-10-07' } },
    }),
  };
}

/** Signed for its patient, who is insured with us. */
function signing(order: MedicationRequest): Request {
  const patientId = order.subject.reference?.split('/').at(-1) ?? '';
  const coverageId = order.insurance?.[0]?.reference?.split('/').at(-1);
  return {
    hook: 'order-sign',
    hookInstance: crypto.randomUUID(),
    context: {
      userId: 'PractitionerRole/987',
      patientId,
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource: order }] },
    },
    prefetch: { coverage: coverageOf(patientId, coverageId) },
  };
}

function coverageOf(patientId: string, id = 'ours'): object {
  const own = coverage({ id, beneficiary: { reference: `Patient/${patientId}` } });
  return { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: own }] };
}

/** With its extensions where they stood. */
function withExtension(resource: MedicationRequest, extension: readonly Extension[]): object {
  const members = Object.entries(resource).filter(([name]) => name !== 'extension');
  return { ...Object.fromEntries(members), extension };
}
