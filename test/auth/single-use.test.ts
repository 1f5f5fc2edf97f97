/** A token is good for one call, over all instances that share the guard; for some clients again within a minute. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Client } from '../../src/auth/client.js';
import { CallerRefused } from '../../src/auth/refusal.js';
import { MemoryReplayGuard, type ReplayGuard } from '../../src/auth/replay-guard.js';
import { singleUse, type SingleUse, type UsedToken } from '../../src/auth/single-use.js';

let time: number;
const now = () => new Date(time);
const later = (seconds: number): void => {
  time += seconds * 1000;
};

let guard: ReplayGuard;
let use: SingleUse;
/** Another process with the same store. */
let elsewhere: SingleUse;

beforeEach(() => {
  time = Date.parse('2025-10-01T12:00:00Z');
  guard = new MemoryReplayGuard(now);
  use = singleUse(guard, now);
  elsewhere = singleUse(guard, now);
});

function client(tokenReuse: Client['tokenReuse']): Client {
  return {
    id: 'north',
    issuer: 'https://north.example',
    keys: () => Promise.reject(new Error('not asked')),
    audiences: [],
    crdVersions: new Set(['2.0']),
    silent: false,
    tokenReuse,
    maxTokenLifetimeSeconds: 300,
  };
}

const token = (changes: Partial<UsedToken> = {}): UsedToken => ({
  jti: 'token-1',
  signature: 'c2lnbmF0dXJl',
  expiresAt: new Date(time + 360_000),
  ...changes,
});

const replayed: unknown = expect.objectContaining({ reason: 'replayed' });

describe('a client whose tokens are good once', () => {
  const strict = client('refuse');

  test('is refused the second time, here and elsewhere', async () => {
    const one = token();
    await use(strict, one);
    await expect(use(strict, one)).rejects.toEqual(replayed);
    await expect(elsewhere(strict, one)).rejects.toEqual(replayed);
  });

  test('is refused until the token could not be accepted any more', async () => {
    const one = token();
    await use(strict, one);
    later(359);
    await expect(use(strict, one)).rejects.toEqual(replayed);
  });
});

describe('a client that may reuse a token', () => {
  const lenient = client('allow');

  test('is answered again within a minute of the first use, here and elsewhere', async () => {
    const one = token();
    await use(lenient, one);
    later(30);
    await use(lenient, one);
    await elsewhere(lenient, one);
    later(29);
    await elsewhere(lenient, one);
  });

  test('is refused after a minute, and stays refused', async () => {
    const one = token();
    await use(lenient, one);
    later(59);
    await use(lenient, one);
    later(2);
    for (const instance of [use, elsewhere, use, elsewhere])
      await expect(instance(lenient, one)).rejects.toEqual(replayed);
  });

  test('is refused another token with the same jti', async () => {
    await use(lenient, token());
    const other = token({ signature: 'b3RoZXI' });
    for (const instance of [use, elsewhere, use])
      await expect(instance(lenient, other)).rejects.toEqual(replayed);
    await use(lenient, token());
  });

  test('may send it several times at once, whatever claim the store answers first', async () => {
    const one = token();
    let claims = 0;
    const uneven: ReplayGuard = {
      claimToken: async (...claim) => {
        claims += 1;
        for (let turn = claims; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        return guard.claimToken(...claim);
      },
    };
    const use = singleUse(uneven, now);
    await Promise.all(Array.from({ length: 20 }, () => use(lenient, one)));
  });
});

describe('a guard that cannot tell', () => {
  test('is no reason to trust a token', async () => {
    const broken = singleUse({ claimToken: () => Promise.reject(new Error('gone')) }, now);
    const refused: unknown = expect.objectContaining({
      reason: 'replay-unchecked',
      code: 'caller-unchecked',
    });
    await expect(broken(client('refuse'), token())).rejects.toEqual(refused);
    await expect(broken(client('allow'), token())).rejects.toEqual(refused);
  });

  test('one failure does not spoil the next call', async () => {
    let fails = true;
    const flaky: ReplayGuard = {
      claimToken: (...claim) => (fails ? Promise.reject(new Error('gone')) : guard.claimToken(...claim)),
    };
    const after = singleUse(flaky, now);
    await expect(after(client('allow'), token())).rejects.toThrow(CallerRefused);
    fails = false;
    await after(client('allow'), token());
  });
});

test('the memory of a process lets go of expired tokens', async () => {
  const memory = new MemoryReplayGuard(now);
  const expiresAt = new Date(time + 60_000);
  for (let at = 0; at < 5000; at += 1) await memory.claimToken('issuer', `jti-${at}`, expiresAt);
  expect(memory.size).toBe(5000);
  later(61);
  for (let at = 0; at < 1000; at += 1)
    await memory.claimToken('issuer', `new-${at}`, new Date(time + 60_000));
  expect(memory.size).toBeLessThanOrEqual(1000);
});
