/** How often clients and addresses may call, whose address counts behind a proxy, and that counting takes no memory. */
import { afterEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import type { Client } from '../../src/auth/client.js';
import type { VerifyCaller } from '../../src/auth/verify-caller.js';
import { CallerRefused } from '../../src/auth/refusal.js';
import type { EdgeConfig } from '../../src/edge-config.js';
import { errorHandler } from '../../src/http/errors.js';
import { networkOf, plainAddress } from '../../src/http/network-of.js';
import { RateLimits } from '../../src/http/rate-limit.js';
import { createMetrics } from '../../src/metrics.js';
import { listen } from '../../src/server.js';
import pino from 'pino';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

let app: TestApp;
afterEach(() => app.close());

/** A client for each token `token-of-<id>`; the stranger is nobody's. */
const verify =
  (limits: Readonly<Record<string, number>>): VerifyCaller =>
  (token) => {
    const id = token.replace('token-of-', '');
    if (id === 'stranger') return Promise.reject(new CallerRefused('client-unknown'));
    const rateLimit = limits[id];
    const client: Client = {
      id,
      issuer: `https://${id}.example`,
      keys: () => Promise.reject(new Error('not asked for')),
      audiences: [],
      crdVersions: new Set(['2.0']),
      silent: false,
      tokenReuse: 'refuse',
      maxTokenLifetimeSeconds: 300,
      ...(rateLimit !== undefined && { rateLimit }),
    };
    return Promise.resolve({ client });
  };

async function start(
  edge: Partial<EdgeConfig>,
  limits: Readonly<Record<string, number>> = {},
): Promise<void> {
  app = await startApp([fakeService()], { edge, deps: { verify: verify(limits) } });
}

const callAs = (id?: string, headers: Record<string, string> = {}) =>
  app.call(orderSign(), {
    headers: { ...headers, ...(id !== undefined && { Authorization: `Bearer token-of-${id}` }) },
  });

async function statuses(times: number, one: () => Promise<Response>): Promise<number[]> {
  const seen: number[] = [];
  for (let time = 0; time < times; time += 1) seen.push((await one()).status);
  return seen;
}

describe('given three calls a minute for a client and none for addresses', () => {
  const edge = { rateLimit: { perClient: 3, perAddress: 0 } };

  test('then the fourth is 429, with Retry-After and an OperationOutcome, and other clients call on', async () => {
    await start(edge);
    expect(await statuses(3, () => callAs('north'))).toEqual([200, 200, 200]);
    const refused = await callAs('north');
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await refused.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'throttled', details: { coding: [{ code: 'too-many-requests' }] } }],
    });
    expect((await callAs('south')).status).toBe(200);
  });

  test('then a limit in the registration counts instead, also where the service has none', async () => {
    await start(edge, { small: 1, large: 5 });
    expect(await statuses(2, () => callAs('small'))).toEqual([200, 429]);
    expect(await statuses(6, () => callAs('large'))).toEqual([200, 200, 200, 200, 200, 429]);
    await app.close();
    await start({ rateLimit: { perClient: 0, perAddress: 0 } }, { small: 1 });
    expect(await statuses(2, () => callAs('small'))).toEqual([200, 429]);
    expect(await statuses(5, () => callAs('unlimited'))).toEqual([200, 200, 200, 200, 200]);
  });

  test('then the log names the client, the address and the code, and the failure is counted', async () => {
    await start(edge, { small: 1 });
    await statuses(2, () => callAs('small'));
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/http_failures_total\{code="too-many-requests"\} 1/);
    expect(app.log()).toMatch(
      /"status":429.*"client":"small","code":"too-many-requests","address":"127\.0\.0\.1"/,
    );
    expect(app.log()).not.toMatch(/"status":200.*"address"/);
  });
});

describe('given three calls a minute for an address', () => {
  const edge = { rateLimit: { perClient: 0, perAddress: 3 } };

  test('then discovery, artifacts and refused tokens count, whatever they ask', async () => {
    await start(edge);
    expect((await fetch(`${app.url}/cds-services`)).status).toBe(200);
    expect((await fetch(`${app.url}/nothing`)).status).toBe(404);
    expect((await callAs('stranger')).status).toBe(401);
    expect((await callAs('stranger')).status).toBe(429);
    expect((await fetch(`${app.url}/cds-services`)).status).toBe(429);
  });

  test('then calls of a verified client do not count', async () => {
    await start(edge);
    expect(await statuses(10, () => callAs('north'))).toEqual(Array(10).fill(200));
    expect(await statuses(4, () => fetch(`${app.url}/cds-services`))).toEqual([200, 200, 200, 429]);
  });

  test('then strangers who use it up keep no client out, however many tokens they make up', async () => {
    await start(edge);
    expect(await statuses(5, () => callAs('stranger'))).toEqual([401, 401, 401, 429, 429]);
    expect(await statuses(5, () => callAs())).toEqual([429, 429, 429, 429, 429]);
    expect(await statuses(5, () => callAs('north'))).toEqual([200, 200, 200, 200, 200]);
    const refused = await callAs('stranger');
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });

  test('then more calls of a client at once than the limit are all answered', async () => {
    await start(edge);
    const calls = await Promise.all(Array.from({ length: 10 }, () => callAs('north')));
    expect(calls.map(({ status }) => status)).toEqual(Array(10).fill(200));
  });

  test('then a token gains nothing where things are read', async () => {
    await start(edge);
    await statuses(3, () => fetch(`${app.url}/cds-services`));
    const headers = { Authorization: 'Bearer token-of-north' };
    for (const path of ['/cds-services', '/decisions/x', '/admin/servers', '/fhir/metadata'])
      expect((await fetch(`${app.url}${path}`, { headers })).status).toBe(429);
  });

  test('then health checks and metrics are never refused', async () => {
    await start(edge);
    await statuses(4, () => fetch(`${app.url}/cds-services`));
    for (const path of ['/healthz', '/readyz', '/metrics'])
      expect(await statuses(4, () => fetch(`${app.url}${path}`))).toEqual([200, 200, 200, 200]);
  });

  test('then a made-up X-Forwarded-For gains nothing where no proxy is trusted', async () => {
    await start(edge);
    let number = 0;
    const forged = () =>
      fetch(`${app.url}/cds-services`, { headers: { 'X-Forwarded-For': `203.0.113.${(number += 1)}` } });
    expect(await statuses(4, forged)).toEqual([200, 200, 200, 429]);
  });

  test.each<EdgeConfig['trustProxy']>([1, ['127.0.0.1']])(
    'then behind a trusted proxy (%j) each forwarded address has its own, and what stands before it is not believed',
    async (trustProxy) => {
      await start({ ...edge, trustProxy });
      const from = (forwarded: string) => () =>
        fetch(`${app.url}/cds-services`, { headers: { 'X-Forwarded-For': forwarded } });
      expect(await statuses(4, from('203.0.113.1'))).toEqual([200, 200, 200, 429]);
      expect(await statuses(1, from('203.0.113.2'))).toEqual([200]);
      expect(await statuses(1, from('198.51.100.7, 203.0.113.1'))).toEqual([429]);
    },
  );
});

test('a sandbox has no limits unless they are configured', async () => {
  app = await startApp([fakeService()]);
  expect(new Set(await statuses(400, () => fetch(`${app.url}/cds-services`)))).toEqual(new Set([200]));
});

test('addresses beyond those told apart share one allowance, so that a flood of them takes no memory', async () => {
  app = await startApp([]);
  const limits = new RateLimits({ perClient: 0, perAddress: 2 }, 3);
  const small = express().set('trust proxy', 1).use(limits.addresses());
  small.get('/', (_request, response) => void response.end());
  small.use(errorHandler(pino({ level: 'silent' }), createMetrics({ processMetrics: false })));
  const server = await listen(small, '127.0.0.1', 0);
  const from = async (number: number) =>
    (await fetch(server.address, { headers: { 'X-Forwarded-For': `203.0.113.${number}` } })).status;
  expect([await from(1), await from(2), await from(3)]).toEqual([200, 200, 200]);
  expect([await from(4), await from(5), await from(6), await from(7)]).toEqual([200, 200, 429, 429]);
  expect([await from(1), await from(1)]).toEqual([200, 429]);
  await server.stop();
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['203.0.113.9:51234', '203.0.113.9'],
  ['[2001:db8:1:2::6]:443', '2001:db8:1:2::/64'],
  ['not an address', 'unknown'],
  ['', 'unknown'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a forwarded address may be any text; it takes no memory, and no room in the log', () => {
  expect(networkOf('x'.repeat(30_000))).toBe('unknown');
  expect(plainAddress('"},{"level":60')).toBe('unknown');
});
