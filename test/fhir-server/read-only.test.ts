/**
 * Orders for patients a FHIR server already has: `npm run test:fhir -- --server URL --read-only`. Nothing is known of their
 * charts, so only what must hold for every chart is checked; what could not be seen is printed.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DecisionRecord } from '../../src/decisions/record.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { scenarios } from '../support/scenarios/all.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder, planned } from '../support/scenarios/orders.js';
import { asServerLoad, transactionOf } from '../support/scenarios/request.js';
import { anyServer, type AnyServer } from './any-server.js';

const PATIENTS = 5;
let server: AnyServer;
let app: PolicyApp;

beforeAll(async () => {
  server = await anyServer();
  app = await startPolicyApp({ now: new Date().toISOString(), assumeCoverage: true });
  if (server.isEmbedded) await server.send('POST', '', transactionOf(scenarios[0]?.chart ?? []));
});
afterAll(() => Promise.all([app.close(), server.close()]));

test('orders for its patients are answered, and honestly', async () => {
  const found = (await server.send('GET', `Patient?_count=${PATIENTS}`)) as {
    entry?: { resource?: { resourceType?: string; id?: string } }[];
  };
  const ids = (found.entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === 'Patient' && resource.id !== undefined ? [resource.id] : [],
  );
  expect(ids.length).toBeGreaterThan(0);
  const seen: Record<string, unknown> = {};
  for (const id of ids.slice(0, PATIENTS)) {
    const { ms, record } = await signFor(id);
    expect(record.cause).not.toBe('before-effective-date');
    expect(notMetUnseen(record)).toEqual([]);
    seen[id] = { ms: Math.round(ms), determination: record.determination, unavailable: record.unavailable };
  }
  const servers: unknown = await (await fetch(`${app.url}/admin/servers`)).json();
  if (!server.isEmbedded)
    process.stdout.write(`${JSON.stringify({ patients: seen, ...(servers as object) }, null, 2)}\n`);
}, 120_000);

async function signFor(patientId: string): Promise<{ ms: number; record: DecisionRecord }> {
  const today = new Date().toISOString().slice(0, 10);
  const subject = { reference: `Patient/${patientId}` };
  const draft = [
    infusionOrder(drugs.infliximab, { subject, insurance: [], dosageInstruction: planned(today) }),
    hospitalService({ subject, locationReference: [], occurrenceDateTime: today }),
  ];
  const { request } = asServerLoad({ draft, chart: [] }, server.url, server.token ?? '');
  const start = performance.now();
  const { status, body } = await app.orderSign({ ...request, context: { ...request.context, patientId } });
  const ms = performance.now() - start;
  expect({ status, body: status === 200 ? 'an answer' : body }).toEqual({ status: 200, body: 'an answer' });
  const [record] = [...(await app.decisions(request.hookInstance)).values()];
  if (!record) throw new Error('no decision about the order');
  return { ms, record };
}

/** Criteria that say "not met" although the searches they rest on were not fully answered. */
function notMetUnseen({ criteria, unavailable }: DecisionRecord): readonly string[] {
  const unseen = (type: string): boolean => unavailable.some((line) => line.startsWith(`${type}:`));
  const wrong = [
    ['C.CARDIO', 'Condition'],
    ['C.COG', 'Condition'],
    ['D.EVT', 'AllergyIntolerance'],
    ['D.EVT', 'AdverseEvent'],
  ] as const;
  return wrong
    .filter(([id, type]) => unseen(type) && criteria.find((one) => one.id === id)?.status === 'not-met')
    .map(([id]) => id);
}
