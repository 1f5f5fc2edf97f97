/** Traces over OTLP, to a collector that the test itself is. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createNetwork, type Network } from '../../src/ehr/network.js';
import { createMetrics } from '../../src/metrics.js';
import { observedSend } from '../../src/telemetry/ehr-requests.js';
import { startTracing } from '../../src/telemetry/open-telemetry.js';
import type { Tracing } from '../../src/telemetry/tracing.js';
import { startApp, type TestApp } from '../support/app.js';
import { startFhirServer, type FhirServer } from '../support/fhir-server.js';
import { fakeService, HOOK_INSTANCE, orderSign, record } from '../support/hook-call.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

let collector: Server;
let received: string[] = [];
let answerWith = 200;
let url: string;
let ehr: FhirServer;
let network: Network;

beforeAll(async () => {
  collector = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      received.push(text);
      response.writeHead(answerWith, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
  ehr = await startFhirServer({ token: 'token-of-the-call' });
  network = createNetwork({ allowPrivate: true });
});
afterAll(async () => {
  network.close();
  await ehr.close();
  collector.closeAllConnections();
  await new Promise((resolve) => collector.close(resolve));
});

let tracing: Tracing;
let failures = 0;
let app: TestApp;
const metrics = createMetrics({ processMetrics: false });

beforeEach(() => {
  received = [];
  answerWith = 200;
  failures = 0;
  tracing = startTracing({ url, version: '1.2.3', failed: () => (failures += 1) });
});
afterEach(() => tracing.shutdown());

/** A service that reads two things from the EHR, one of which it may not see. */
async function start(): Promise<void> {
  const send = observedSend(network.send, { metrics, tracing });
  const ask = async (path: string): Promise<void> => {
    const headers = { authorization: 'Bearer token-of-the-call' };
    const exchange = await send(new URL(`${ehr.url}/${path}`), { headers });
    // Read to its end, as every answer is.
    expect(await exchange.text(1_000_000)).not.toBe('');
  };
  app = await startApp(
    [
      fakeService(async () => {
        await Promise.all([ask('Condition?patient=patient-4711'), ask('Location/secret-place-9')]);
        const records = [
          record({ determination: 'not-met' }),
          record({ determination: 'not-met' }),
          record(),
        ];
        return { response: { cards: [], systemActions: [] }, records };
      }),
    ],
    { deps: { tracing } },
  );
}

/** What the collector got, once everything has been sent. */
async function spans(): Promise<readonly SentSpan[]> {
  await app.close();
  await tracing.shutdown();
  return received.flatMap((text) => {
    const { resourceSpans } = JSON.parse(text) as {
      resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
    };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  });
}

function attributesOf({ attributes }: SentSpan): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

const named = (all: readonly SentSpan[], name: string): SentSpan => {
  const found = all.find((span) => span.name === name);
  if (!found) throw new Error(`no span ${name}, only ${all.map((span) => span.name).join(', ')}`);
  return found;
};

describe('given an address for traces', () => {
  test('then a call is one span with route, hook, status and determinations, and each read a child of it', async () => {
    await start();
    expect((await app.call(orderSign())).status).toBe(200);
    const all = await spans();
    const call = named(all, 'POST /cds-services/:id');
    expect(call.kind).toBe(2);
    expect(call.parentSpanId ?? '').toBe('');
    expect(attributesOf(call)).toEqual({
      'http.request.method': 'POST',
      'http.route': '/cds-services/:id',
      'http.response.status_code': 200,
      'cds.hook': 'order-sign',
      'cds.determination.not-met': 2,
      'cds.determination.not-applicable': 1,
    });
    const search = named(all, 'read Condition');
    expect([search.kind, search.traceId, search.parentSpanId]).toEqual([3, call.traceId, call.spanId]);
    expect(attributesOf(search)).toEqual({
      'http.request.method': 'GET',
      'fhir.resource_type': 'Condition',
      'server.address': '127.0.0.1',
      'ehr.outcome': 'ok',
      'http.response.status_code': 200,
    });
    const place = named(all, 'read Location');
    expect(attributesOf(place)).toMatchObject({ 'ehr.outcome': 'refused', 'http.response.status_code': 404 });
    expect(place.status.code).toBe(2);
    expect(all).toHaveLength(3);
  });

  test('then the trace of the caller goes on (W3C traceparent), and the log names it', async () => {
    await start();
    await app.call(orderSign(), { headers: { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` } });
    const call = named(await spans(), 'POST /cds-services/:id');
    expect([call.traceId, call.parentSpanId]).toEqual([TRACE_ID, SPAN_ID]);
    expect(app.log()).toContain(`"traceId":"${TRACE_ID}"`);
  });

  test.each([
    ['zeros', '00-00000000000000000000000000000000-0000000000000000-01'],
    ['a word', 'x'],
    ['far too long', '0'.repeat(10_000)],
  ])('then a traceparent that is none (%s) begins a new trace', async (_, traceparent) => {
    await start();
    expect((await app.call(orderSign(), { headers: { traceparent } })).status).toBe(200);
    const call = named(await spans(), 'POST /cds-services/:id');
    expect(call.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(call.parentSpanId ?? '').toBe('');
  });

  test('then nothing that is sent names a patient, an id, a parameter or a token', async () => {
    await start();
    await app.call(orderSign({}, { patientId: 'patient-4711' }), {
      headers: { Authorization: 'Bearer token-of-the-caller' },
    });
    await fetch(`${app.url}/decisions?hookInstance=${HOOK_INSTANCE}`);
    await fetch(`${app.url}/decisions/secret-decision-7`);
    await spans();
    const sent = received.join();
    expect(sent).toContain('/decisions/:id');
    expect(sent).not.toMatch(/patient-4711|secret-|token-of|patient=/);
    expect(sent).not.toContain(HOOK_INSTANCE);
  });

  test('then a refused call says why, and health checks are no calls', async () => {
    await start();
    await app.call('{');
    await fetch(`${app.url}/healthz`);
    await fetch(`${app.url}/metrics`);
    const all = await spans();
    expect(all.map(({ name }) => name)).toEqual(['POST /cds-services/:id']);
    expect(attributesOf(named(all, 'POST /cds-services/:id'))).toMatchObject({
      'error.type': 'invalid-json',
      'http.response.status_code': 400,
    });
  });

  test('then a collector that fails is told once, and calls are answered', async () => {
    answerWith = 400;
    await start();
    expect((await app.call(orderSign())).status).toBe(200);
    await spans();
    expect(failures).toBe(1);
  });
});

test('the SDK is loaded by one file, and that file only when it is wanted', () => {
  const source = join(import.meta.dirname, '../../src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const having = (pattern: RegExp) =>
    files.filter((name) => pattern.test(readFileSync(join(source, name), 'utf8')));
  expect(having(/from '@opentelemetry\//)).toEqual([join('telemetry', 'open-telemetry.ts')]);
  expect(having(/^import .*open-telemetry\.js'/m)).toEqual([]);
  expect(having(/await import\('\.\/telemetry\/open-telemetry\.js'\)/)).toEqual(['serve.ts']);
});
