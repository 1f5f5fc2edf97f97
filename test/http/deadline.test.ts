import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, jest, test } from '@jest/globals';
import type { HookAnswer } from '../../src/hooks/service.js';
import { withDeadline } from '../../src/http/deadline.js';
import { startApp } from '../support/app.js';
import { fakeService, orderSign, record } from '../support/hook-call.js';

const silence: HookAnswer = { response: { cards: [], systemActions: [] }, records: [record()] };

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

describe('given a deadline', () => {
  test('then a service that listens to the signal still answers with what is known', async () => {
    const app = await startApp(
      [
        fakeService(async (_request, { signal }) => {
          await aborted(signal);
          return silence;
        }),
      ],
      { config: { deadlineMs: 100 } },
    );
    expect((await app.call(orderSign())).status).toBe(200);
    await app.close();
  });

  test('then a service that never answers is answered for: 503, and its late failure harms nobody', async () => {
    let fail: (error: Error) => void = () => undefined;
    const never = new Promise<never>((_, reject) => (fail = reject));
    const app = await startApp([fakeService(() => never)], { config: { deadlineMs: 100 } });
    const response = await app.call(orderSign());
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      issue: [{ code: 'timeout', details: { coding: [{ code: 'deadline' }] } }],
    });
    fail(new Error('too late'));
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
    await app.close();
  });

  test('then a quick answer is not held up, and its signal stays quiet afterwards', async () => {
    jest.useFakeTimers();
    try {
      const response = new EventEmitter() as ServerResponse;
      const signal = await withDeadline(response, 300, (given) => Promise.resolve(given));
      expect(jest.getTimerCount()).toBe(0);
      response.emit('close');
      expect(signal.aborted).toBe(false);
    } finally {
      jest.useRealTimers();
    }
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
  let answer: (given: HookAnswer) => void = () => undefined;
  const answered = new Promise<HookAnswer>((resolve) => (answer = resolve));
  const app = await startApp(
    [
      fakeService(() => {
        begin();
        return answered;
      }),
    ],
    // A connection that is not closed on its own would be waited for.
    { listen: { drainMs: 600_000, keepAliveMs: 600_000 } },
  );
  await fetch(`${app.url}/healthz`);
  const { port, hostname } = new URL(app.url);
  const unused = connect(Number(port), hostname);
  await once(unused, 'connect');
  const call = app.call(orderSign());
  await begun;
  const stop = app.close();
  answer(silence);
  const response = await call;
  expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  await stop;
  await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
});
