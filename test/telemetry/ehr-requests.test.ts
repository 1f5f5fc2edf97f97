import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createNetwork, type Network } from '../../src/ehr/network.js';
import { getJson } from '../../src/ehr/transport.js';
import { createMetrics, type Metrics } from '../../src/metrics.js';
import { observedSend } from '../../src/telemetry/ehr-requests.js';
import { startFhirServer, type Fault, type FhirServer } from '../support/fhir-server.js';

let ehr: FhirServer;
let network: Network;
let metrics: Metrics;

beforeAll(async () => {
  ehr = await startFhirServer();
  network = createNetwork({ allowPrivate: true });
});
afterAll(async () => {
  network.close();
  await ehr.close();
});
beforeEach(() => {
  ehr.reset();
  metrics = createMetrics({ processMetrics: false });
});

/** Asks as the readers of the chart do; what comes of it does not matter here. */
async function ask(path: string, options: { timeoutMs?: number; base?: string; maxBytes?: number } = {}) {
  const { timeoutMs = 20_000, base = ehr.url, maxBytes = 1_000_000 } = options;
  await getJson(new URL(`${base}/${path}`), {
    send: observedSend(network.send, { metrics }),
    token: undefined,
    maxBytes,
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
}

async function counts(): Promise<readonly string[]> {
  const { values } = await metrics.ehrRequests.get();
  return values
    .filter(({ metricName }) => metricName?.endsWith('_count'))
    .map(({ labels, value }) => `${labels.resource_type} ${labels.outcome} ${value}`);
}

describe('a request to a FHIR server is counted once, by type and by how it went', () => {
  test.each<[string, Fault, string]>([
    ['an answer', {}, 'ok'],
    ['a refusal', { status: 403 }, 'refused'],
    ['a failure', { status: 502 }, 'failed'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example' } }, 'redirected'],
    ['no answer in time', { silent: true }, 'timed-out'],
    ['an answer that stops in the middle', { hang: true }, 'timed-out'],
    ['a connection that breaks', { drop: true }, 'unreachable'],
    ['an answer that breaks off', { cutAfter: 10 }, 'unreachable'],
  ])('%s', async (_, fault, outcome) => {
    ehr.fail('*', fault);
    await ask('Condition?patient=p1', outcome === 'timed-out' ? { timeoutMs: 100 } : {});
    expect(await counts()).toEqual([`Condition ${outcome} 1`]);
  });

  test.each([
    ['announced', { 'content-length': '5011' }],
    ['found out', {}],
  ])('an answer larger than wanted (%s) is no fault of the server', async (_, headers) => {
    ehr.fail('*', { body: { note: 'x'.repeat(5000) }, headers });
    await ask('Condition?patient=p1', { maxBytes: 100 });
    expect(await counts()).toEqual(['Condition ok 1']);
  });
});

test('reads count for their type, pages and types no chart is made of for none', async () => {
  await ask('Location/secret-place');
  await ask('Location/Patient');
  await ask('metadata');
  await ask('?cursor=secret');
  await ask('Basic/secret');
  expect((await counts()).map((line) => line.split(' ')[0]).sort()).toEqual([
    'Location',
    'Patient',
    'metadata',
    'other',
  ]);
  expect(await metrics.registry.metrics()).not.toContain('secret');
});
