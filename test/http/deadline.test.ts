import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import type { HookAnswer } from '../../src/hooks/service.js';
import { startApp } from '../support/app.js';
import { fakeService, orderSign, record } from '../support/hook-call.js';

const silence: HookAnswer = { response: { cards: [], systemActions: [] }, records: [record()] };

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

describe('given a deadline of 300 ms', () => {
  test('then a service that listens to the signal still answers with what is known', async () => {
    const app = await startApp(
      [
        fakeService(async (_request, { signal }) => {
          await aborted(signal);
          return silence;
        }),
      ],
      { config: { deadlineMs: 300 } },
    );
    const begun = performance.now();
    expect((await app.call(orderSign())).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(1000);
    await app.close();
  });

  test('then a service that never answers is answered for: 503, and its late failure harms nobody', async () => {
    const app = await startApp(
      [
        fakeService(async (_request, { signal }) => {
          await aborted(signal);
          await new Promise((resolve) => setTimeout(resolve, 100));
          throw new Error('too late');
        }),
      ],
      { config: { deadlineMs: 300 } },
    );
    const response = await app.call(orderSign());
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      issue: [{ code: 'timeout', details: { coding: [{ code: 'deadline' }] } }],
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    await app.close();
  });

  test('then a quick answer is not held up, and its signal stays quiet afterwards', async () => {
    let signal: AbortSignal | undefined;
    const app = await startApp(
      [
        fakeService((_request, context) => {
          signal = context.signal;
          return Promise.resolve(silence);
        }),
      ],
      { config: { deadlineMs: 300 } },
    );
    expect((await app.call(orderSign())).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(signal?.aborted).toBe(false);
    await app.close();
  });
});

test('when the client goes away, the work for it is aborted', async () => {
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const app = await startApp([
    fakeService(async (_request, { signal }) => {
      begin();
      await aborted(signal);
      end();
      return silence;
    }),
  ]);
  const client = new AbortController();
  const call = fetch(`${app.url}/cds-services/site-of-care-order-sign`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(orderSign()),
    signal: client.signal,
  });
  await begun;
  client.abort();
  await expect(call).rejects.toThrow();
  await ended;
  await app.close();
});

test('stopping lets a call in flight end, and closes connections that are kept open or were never used', async () => {
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const app = await startApp([
    fakeService(async () => {
      begin();
      await new Promise((resolve) => setTimeout(resolve, 150));
      return silence;
    }),
  ]);
  await fetch(`${app.url}/healthz`);
  const { port, hostname } = new URL(app.url);
  const unused = connect(Number(port), hostname);
  await once(unused, 'connect');
  const call = app.call(orderSign());
  await begun;
  const stopped = performance.now();
  const stop = app.close();
  const response = await call;
  expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  await stop;
  expect(performance.now() - stopped).toBeLessThan(2000);
  await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
});
