/** Calls of every hook made from one scenario, and what conformance tests read from the answers. */
import type { Appointment, Bundle, FhirResource, MedicationRequest } from 'fhir/r4.js';
import type { Action, CdsResponse } from '../../src/cards/types.js';
import type { CrdVersion } from '../../src/crd/dialect.js';
import type { PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { asPrefetch } from '../support/scenarios/request.js';
import { PLANNED, type Scenario } from '../support/scenarios/scenario.js';

export { scenarios };

export const VERSIONS = ['2.0', '2.2'] as const;
export const HOOKS = ['order-sign', 'order-select', 'order-dispatch', 'appointment-book'] as const;
/** Hooks whose answers have to carry coverage information (HK-02). */
export const PRIMARY = ['order-sign', 'order-dispatch', 'appointment-book'] as const;

export type Hook = (typeof HOOKS)[number];

export interface Call {
  readonly hook: Hook;
  readonly hookInstance: string;
  readonly fhirServer?: string;
  readonly fhirAuthorization?: object;
  readonly context: Readonly<Record<string, unknown>>;
  readonly prefetch?: Readonly<Record<string, unknown>>;
  readonly extension?: Readonly<Record<string, unknown>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: CdsResponse;
  /** The body as it came. */
  readonly text: string;
}

export function baseOf(version: CrdVersion): string {
  return version === '2.0' ? '' : `/crd/${version}`;
}

export async function post(
  app: Pick<PolicyApp, 'url'>,
  version: CrdVersion,
  call: Call | undefined,
): Promise<Answered> {
  if (!call) throw new Error('there is no call');
  const response = await fetch(`${app.url}${baseOf(version)}/cds-services/site-of-care-${call.hook}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(call),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) as CdsResponse, text };
}

/** One call and what came of it. */
export interface Exchange {
  readonly scenario: string;
  readonly call: Call;
  readonly status: number;
  readonly answer: CdsResponse;
}

export async function exchange(
  app: Pick<PolicyApp, 'url'>,
  version: CrdVersion,
  hook: Hook,
  scenario: Scenario,
): Promise<Exchange> {
  const call = callOf(hook, scenario);
  const { status, body } = await post(app, version, call);
  return { scenario: scenario.id, call, status, answer: body };
}

/** Every scenario at every hook: an order is chosen, signed and dispatched in one go, one patient after the other. */
export async function exchangeAll(
  app: Pick<PolicyApp, 'url'>,
  version: CrdVersion,
): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const scenario of scenarios)
    for (const hook of HOOKS) exchanges.push(await exchange(app, version, hook, scenario));
  return exchanges;
}

/** The scenario as a call of each hook, everything prefetched. */
export function callsOf(scenario: Scenario): readonly Call[] {
  return HOOKS.map((hook) => callOf(hook, scenario));
}

export function callOf(hook: Hook, scenario: Scenario): Call {
  const { context, prefetch = {} } = asPrefetch(scenario);
  const { userId, patientId, encounterId, draftOrders } = context;
  const visit = encounterId === undefined ? {} : { encounterId };
  const drugOrders = scenario.draft.filter(isDrugOrder);
  const call = { hook, hookInstance: crypto.randomUUID(), prefetch };
  switch (hook) {
    case 'order-sign':
      return { ...call, context: { userId, patientId, ...visit, draftOrders } };
    case 'order-select':
      return {
        ...call,
        context: { userId, patientId, ...visit, draftOrders, selections: drugOrders.map(nameOf) },
      };
    case 'order-dispatch':
      return {
        ...call,
        prefetch: withOrders(prefetch, scenario),
        context: {
          patientId,
          dispatchedOrders: drugOrders.map(nameOf),
          performer: 'Organization/h',
        },
      };
    case 'appointment-book':
      return {
        ...call,
        prefetch: withOrders(prefetch, scenario),
        context: { userId, patientId, ...visit, appointments: collection(drugOrders.map(appointmentFor)) },
      };
  }
}

/** Signed orders are in the chart. */
function withOrders(
  prefetch: Readonly<Record<string, unknown>>,
  { draft }: Scenario,
): Record<string, unknown> {
  const added = (key: string, type: string): Bundle => {
    const found = (prefetch[key] as Bundle | undefined) ?? { resourceType: 'Bundle', type: 'searchset' };
    const orders = draft
      .filter(({ resourceType }) => resourceType === type)
      .map((order) => ({ resource: { ...order, status: 'active' as const } }));
    return { ...found, entry: [...(found.entry ?? []), ...orders] };
  };
  return {
    ...prefetch,
    medicationRequests: added('medicationRequests', 'MedicationRequest'),
    serviceRequests: added('serviceRequests', 'ServiceRequest'),
  };
}

/** A visit at the hospital's infusion department for the drug. */
function appointmentFor(order: MedicationRequest, index: number): Appointment {
  return {
    resourceType: 'Appointment',
    id: `a${index + 1}`,
    status: 'proposed',
    basedOn: [
      {
        extension: [
          {
            url: 'http://hl7.org/fhir/StructureDefinition/alternate-reference',
            valueReference: { reference: nameOf(order) },
          },
        ],
      },
    ],
    start: `${PLANNED}T13:00:00Z`,
    end: `${PLANNED}T15:00:00Z`,
    requestedPeriod: [{ start: PLANNED, end: PLANNED }],
    participant: [
      { actor: { reference: 'Patient/p1' }, status: 'accepted' },
      { actor: { reference: 'Location/h1' }, status: 'tentative' },
    ],
  };
}

function isDrugOrder(resource: FhirResource): resource is MedicationRequest {
  return resource.resourceType === 'MedicationRequest';
}

function collection(resources: readonly FhirResource[]): Bundle {
  return { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
}

/** The resources a call carries, in its context first. */
export function resourcesOf({ context, prefetch = {} }: Call): readonly FhirResource[] {
  const bundles = [context['draftOrders'], context['appointments'], ...Object.values(prefetch)];
  return bundles.flatMap((value) => {
    if (typeof value !== 'object' || value === null) return [];
    const given = value as FhirResource;
    if (given.resourceType !== 'Bundle') return [given];
    return ((given as Bundle<FhirResource>).entry ?? []).flatMap(({ resource }) => resource ?? []);
  });
}

/** System actions, and the actions of every suggestion. */
export function actionsOf({ cards, systemActions = [] }: CdsResponse): readonly Action[] {
  const suggested = cards
    .flatMap(({ suggestions }) => suggestions ?? [])
    .flatMap(({ actions }) => actions ?? []);
  return [...systemActions, ...suggested];
}

export function nameOf({ resourceType, id }: FhirResource): string {
  return `${resourceType}/${id}`;
}

/** The object without a member. */
export function without<T extends object, K extends string>(value: T, name: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)) as Omit<T, K>;
}
