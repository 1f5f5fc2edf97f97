/** An EHR that runs the templates of the CRD 2.2 discovery leaves nothing to read, and gets the decision that reading would give. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { HookRequest } from '../../src/hooks/types.js';
import { without } from '../crd/support.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { appointment, booking, dispatching, readingFrom, selecting, TOKEN } from '../support/other-hooks.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { prefetched } from '../support/prefetching-ehr.js';
import { scenarios } from '../support/scenarios/all.js';
import { chartOf, given } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { homeInfusion, infusionSuite } from '../support/scenarios/places.js';
import { asServerLoad, type Situation } from '../support/scenarios/request.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';

let app: PolicyApp;
let ehr: FhirServer;
/** By hook. */
const templates = new Map<string, Readonly<Record<string, string>>>();

beforeAll(async () => {
  [app, ehr] = await Promise.all([startPolicyApp({ now: EVALUATED_AT }), startFhirServer({ token: TOKEN })]);
  const response = await fetch(`${app.url}/crd/2.2/cds-services`);
  const { services } = (await response.json()) as {
    services: { hook: string; prefetch: Record<string, string> }[];
  };
  for (const { hook, prefetch } of services) templates.set(hook, prefetch);
});
afterAll(() => Promise.all([app.close(), ehr.close()]));
beforeEach(() => ehr.reset());

/** The call with everything the templates bring, and the way to read what they do not. */
async function callFor(situation: Situation): Promise<{ bare: HookRequest; full: HookRequest }> {
  const { transaction, request: bare } = asServerLoad(situation, ehr.url, TOKEN);
  ehr.load(transaction);
  return { bare, full: await withPrefetch(bare) };
}

async function withPrefetch(bare: HookRequest): Promise<HookRequest> {
  const context = bare.context as unknown as Readonly<Record<string, unknown>>;
  const prefetch = await prefetched(templates.get(bare.hook) ?? {}, context, ehr, TOKEN);
  return { ...bare, prefetch, hookInstance: crypto.randomUUID() };
}

async function decided(request: HookRequest): Promise<unknown> {
  const { status } = await app.call(request, '/crd/2.2');
  expect(status).toBe(200);
  return [...(await app.decisions(request.hookInstance)).values()].map(
    ({ order, determination, cause, site, criteria, unavailable }) => ({
      order,
      determination,
      cause,
      site: site?.class,
      criteria: criteria.map(({ id, status }) => `${id} ${status}`),
      unavailable,
    }),
  );
}

test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  '%s: nothing is read, and it is decided as from reads',
  async (_, scenario) => {
    const { bare, full } = await callFor(scenario);
    const before = ehr.requests.length;
    const fromPrefetch = await decided(full);
    expect(ehr.requests.slice(before).map(({ path }) => path)).toEqual([]);
    expect(fromPrefetch).toEqual(await decided(bare));
  },
);

describe('what stands under the standard keys settles what would be read by reference', () => {
  const history = given(drugs.infliximab, '2025-08-13');
  const medication = {
    resourceType: 'Medication' as const,
    id: 'med1',
    code: drugs.infliximab.ordered,
  };
  const role = {
    resourceType: 'PractitionerRole' as const,
    id: 'role1',
    organization: { reference: `Organization/${homeInfusion.id}` },
  };
  const byReference = without(infusionOrder(drugs.infliximab), 'medicationCodeableConcept');

  test.each<[string, Situation, readonly string[]]>([
    [
      'the drug as a Medication, the site as a Location',
      {
        draft: [{ ...byReference, medicationReference: { reference: 'Medication/med1' } }, hospitalService()],
        chart: chartOf(history, medication),
      },
      ['medications', 'locations', 'organizations', 'payor'],
    ],
    [
      'the performer as a role',
      {
        draft: [
          infusionOrder(drugs.infliximab, {
            supportingInformation: [],
            performer: { reference: 'PractitionerRole/role1' },
          }),
        ],
        chart: chartOf(history, role),
      },
      ['practitionerRoles', 'organizations'],
    ],
    [
      'the pharmacy as an Organization',
      {
        draft: [
          infusionOrder(drugs.infliximab, {
            supportingInformation: [],
            dispenseRequest: { performer: { reference: `Organization/${homeInfusion.id}` } },
          }),
        ],
        chart: chartOf(history),
      },
      ['organizations'],
    ],
  ])('%s', async (_name, situation, keys) => {
    const { full } = await callFor(situation);
    expect(Object.keys(full.prefetch ?? {})).toEqual(expect.arrayContaining([...keys]));
    const before = ehr.requests.length;
    const [withKeys] = (await decided(full)) as { cause: string }[];
    expect(ehr.requests.slice(before).map(({ path }) => path)).toEqual([]);
    expect(withKeys?.cause).not.toBe('technical-failure');
    // Without them the very same things are read.
    const prefetch = Object.fromEntries(
      Object.entries(full.prefetch ?? {}).filter(([key]) => !keys.includes(key)),
    );
    expect(await decided({ ...full, prefetch, hookInstance: crypto.randomUUID() })).toEqual([withKeys]);
    expect(ehr.requests.length).toBeGreaterThan(before);
  });

  test('given a standard key that holds nothing or an OperationOutcome, then what it lacks is read', async () => {
    const { full } = await callFor({
      draft: [infusionOrder(drugs.infliximab), hospitalService()],
      chart: chartOf(history),
    });
    const before = ehr.requests.length;
    const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] };
    const prefetch = { ...full.prefetch, locations: null, organizations: outcome };
    expect((await app.call({ ...full, prefetch }, '/crd/2.2')).status).toBe(200);
    expect(ehr.requests.slice(before).map(({ path }) => path)).toContain('Location/h1');
  });
});

describe('the other hooks', () => {
  const M1 = { reference: 'MedicationRequest/m1' };
  const order = infusionOrder(drugs.infliximab, { status: 'active', supportingInformation: [] });
  const visit = hospitalService({ status: 'active', basedOn: [M1] });
  const stored = chartOf(given(drugs.infliximab, '2025-08-13'), infusionSuite, order, visit);
  const asked = (request: HookRequest) => readingFrom(ehr, request, stored);

  test.each<[string, HookRequest]>([
    ['order-select', selecting({ draft: [order, visit], chart: [] }, 'MedicationRequest/m1')],
    [
      'order-dispatch of drug and visit',
      dispatching({ orders: [order, visit], chart: [], performer: 'Organization/h' }),
    ],
    [
      'order-dispatch of the visit',
      dispatching({ orders: [visit], chart: [], performer: 'Organization/aic1' }),
    ],
    ['appointment-book for the visit', booking({ appointments: [appointment()], chart: [] })],
    [
      'appointment-book that names the drug order',
      booking({
        appointments: [appointment({ basedOn: [], supportingInformation: [M1] })],
        chart: [],
      }),
    ],
  ])('%s: nothing is read, and it is decided as from reads', async (_, request) => {
    const bare = asked(request);
    const full = await withPrefetch(bare);
    const before = ehr.requests.length;
    const fromPrefetch = await decided(full);
    expect(ehr.requests.slice(before).map(({ path }) => path)).toEqual([]);
    expect(fromPrefetch).not.toEqual([]);
    expect(fromPrefetch).toEqual(await decided(bare));
  });

  test('given only the dispatched orders under the standard keys, then they are no answer to our own searches', async () => {
    const bare = asked(dispatching({ orders: [order], chart: [], performer: 'Organization/h' }));
    const full = await withPrefetch(bare);
    expect(full.prefetch).toHaveProperty('allServiceRequests');
    const prefetch = Object.fromEntries(
      Object.entries(full.prefetch ?? {}).filter(([key]) => key !== 'allServiceRequests'),
    );
    const before = ehr.requests.length;
    await decided({ ...full, prefetch });
    expect(ehr.requests.slice(before).map(({ path }) => path)).toContain('ServiceRequest');
  });
});
