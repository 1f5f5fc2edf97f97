/** Keys that are fetched: rotation, floods, and everything a key server may answer. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { JWTVerifyGetKey } from 'jose';
import { CallerRefused } from '../../src/auth/refusal.js';
import { defaultRemoteKeyOptions, RemoteKeys, type RemoteKeyOptions } from '../../src/auth/remote-keys.js';
import { keyFetcher } from '../../src/callers.js';
import { createNetwork, type Network } from '../../src/ehr/network.js';
import { UNHURRIED_MS } from '../support/no-hurry.js';
import { signer, startKeyServer, type KeyServer, type Signer } from './support.js';

let first: Signer;
let second: Signer;
let server: KeyServer;
let network: Network;

beforeAll(async () => {
  [first, second] = await Promise.all([signer('ES384', 'first'), signer('ES384', 'second')]);
  network = createNetwork({ allowPrivate: true });
});
afterAll(() => network.close());
beforeEach(async () => {
  server = await startKeyServer(first.publicJwk);
});
afterEach(() => server.close());

function keysOf(options: Partial<RemoteKeyOptions> = {}, by: Network = network): JWTVerifyGetKey {
  return new RemoteKeys(keyFetcher(by), {
    ...defaultRemoteKeyOptions,
    timeoutMs: UNHURRIED_MS,
    ...options,
  }).at(server.jku);
}

const ask = (keys: JWTVerifyGetKey, kid: string, alg = 'ES384') =>
  Promise.resolve(keys({ alg, kid }, { payload: '', signature: '' }));

/** The reason a look-up was refused for, and in which words. */
async function refusalOf(keys: JWTVerifyGetKey): Promise<string> {
  const error: unknown = await ask(keys, 'first').then(
    () => new Error('there was a key'),
    (thrown: unknown) => thrown,
  );
  return error instanceof CallerRefused ? `${error.reason}: ${error.words}` : String(error);
}

describe('keys', () => {
  test('are fetched once for many calls, also for calls at the same time', async () => {
    const keys = keysOf();
    await Promise.all([ask(keys, 'first'), ask(keys, 'first'), ask(keys, 'first')]);
    await ask(keys, 'first');
    expect(server.requests).toHaveLength(1);
  });

  test('are imported once', async () => {
    const keys = keysOf();
    expect(await ask(keys, 'first')).toBe(await ask(keys, 'first'));
  });

  test('are fetched again when they are too old', async () => {
    const keys = keysOf({ maxAgeMs: 0 });
    await ask(keys, 'first');
    await ask(keys, 'first');
    expect(server.requests).toHaveLength(2);
  });

  test('of one address are shared by all clients that register it', () => {
    const remote = new RemoteKeys(keyFetcher(network));
    expect(remote.at(server.jku)).toBe(remote.at(server.jku));
  });
});

describe('a client that changes its key', () => {
  test('is answered after one more fetch, and the key it took back is gone', async () => {
    const keys = keysOf({ leastIntervalMs: 0 });
    await ask(keys, 'first');
    server.answer({ keys: [second.publicJwk] });
    await ask(keys, 'second');
    expect(server.requests).toHaveLength(2);
    await expect(ask(keys, 'first')).rejects.toThrow('no applicable key');
  });

  test('a kid that nobody has is fetched for once in an interval, however often it is asked for', async () => {
    const keys = keysOf();
    await ask(keys, 'first');
    for (let at = 0; at < 20; at += 1) await expect(ask(keys, `made-up-${at}`)).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
    await ask(keys, 'first');
  });

  test('a key server that fails is asked once in an interval, and known keys stay good', async () => {
    const keys = keysOf({ leastIntervalMs: 60_000 });
    server.answer('', 503);
    for (let at = 0; at < 20; at += 1) await expect(ask(keys, 'first')).rejects.toThrow(CallerRefused);
    expect(server.requests).toHaveLength(1);
  });

  test('a key server that fails while a new key is looked for leaves the old keys as they are', async () => {
    const keys = keysOf({ leastIntervalMs: 0 });
    await ask(keys, 'first');
    server.answer('', 500);
    await expect(ask(keys, 'second')).rejects.toThrow(CallerRefused);
    await ask(keys, 'first');
  });
});

describe('what a key server must not answer', () => {
  test('a private key: none of its keys is used', async () => {
    server.answer({ keys: [second.privateJwk, first.publicJwk] });
    expect(await refusalOf(keysOf())).toMatch(/^keys-unusable/);
  });

  test('a symmetric key: none of its keys is used', async () => {
    server.answer({ keys: [first.publicJwk, { kty: 'oct', k: 'c2VjcmV0', kid: 'x', alg: 'HS256' }] });
    expect(await refusalOf(keysOf())).toMatch(/^keys-unusable/);
  });

  test.each([
    ['a key alone', () => first.publicJwk],
    ['keys that are no list', () => ({ keys: first.publicJwk })],
    ['a list of words', () => ({ keys: ['first'] })],
    ['no key', () => ({ keys: [] })],
    ['null', () => null],
  ])('no set of keys: %s', async (_, body) => {
    server.answer(body());
    expect(await refusalOf(keysOf())).toMatch(/^keys-unusable/);
  });

  test.each([
    ['a redirect', '', 302, { location: 'http://169.254.169.254/' }, 'redirect refused'],
    ['a page', '<html>', 200, { 'content-type': 'text/html' }, 'not JSON'],
    ['broken JSON', '{"keys":[', 200, {}, 'not JSON'],
    ['nothing', '', 200, {}, 'empty answer'],
    ['404', '{}', 404, {}, '404'],
    [
      'more than 100 kB',
      JSON.stringify({ keys: ['x'.repeat(200_000)] }),
      200,
      {},
      'answer larger than 100000 bytes',
    ],
  ])('nothing that is taken for keys: %s', async (_, body, status, headers, why) => {
    server.answer(body, status, headers);
    expect(await refusalOf(keysOf())).toBe(
      `keys-unreachable: The client's keys could not be fetched: ${why}.`,
    );
    expect(server.requests).toHaveLength(1);
  });

  test('a key for another purpose is not taken for a signature', async () => {
    server.answer({ keys: [{ ...first.publicJwk, use: 'enc' }] });
    await expect(ask(keysOf(), 'first')).rejects.toThrow('no applicable key');
  });
});

describe('a key server that', () => {
  test('does not answer is given up', async () => {
    const never: Network = {
      send: (_url, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
      close: () => undefined,
    };
    expect(await refusalOf(keysOf({ timeoutMs: 20 }, never))).toMatch(
      /keys-unreachable: .*no answer in time/,
    );
  });

  test('is on a private address is not asked where private networks are closed', async () => {
    const guarded = createNetwork({ allowPrivate: false });
    expect(await refusalOf(keysOf({}, guarded))).toMatch(/keys-unreachable: .*private address refused/);
    expect(server.requests).toEqual([]);
    guarded.close();
  });

  test('is not there has a reason', async () => {
    const keys = keysOf();
    await server.close();
    expect(await refusalOf(keys)).toMatch(/keys-unreachable: .*ECONNREFUSED/);
  });
});
