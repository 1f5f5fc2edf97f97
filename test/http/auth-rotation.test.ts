/** Keys that change and tokens that are reused, through HTTP. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { RemoteKeyOptions } from '../../src/auth/remote-keys.js';
import { MemoryReplayGuard, type ReplayGuard } from '../../src/auth/replay-guard.js';
import { cleanUp, NOW, verifierFor } from '../auth/registered.js';
import {
  claims,
  header,
  ISSUER,
  sign,
  signer,
  startKeyServer,
  type KeyServer,
  type Signer,
} from '../auth/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { fakeService, orderSign } from '../support/hook-call.js';

let current: Signer;
let next: Signer;
let keyServer: KeyServer;
let time: Date;
let replay: ReplayGuard;
const apps: TestApp[] = [];

beforeAll(async () => {
  [current, next] = await Promise.all([signer('ES384', 'march'), signer('ES384', 'april')]);
});
beforeEach(async () => {
  time = NOW;
  replay = new MemoryReplayGuard(() => time);
  keyServer = await startKeyServer(current.publicJwk);
});
afterEach(async () => {
  await Promise.all([...apps.splice(0).map((app) => app.close()), keyServer.close()]);
});
afterAll(cleanUp);

async function start(registration: object = {}, fetching: Partial<RemoteKeyOptions> = {}): Promise<TestApp> {
  const client = { id: 'north', issuer: ISSUER, keys: { jku: [keyServer.jku] }, ...registration };
  const verify = verifierFor([client], { now: () => time, replay, fetching });
  const app = await startApp([fakeService()], { config: { mode: 'production' }, deps: { verify } });
  apps.push(app);
  return app;
}

const statusOf = async (app: TestApp, token: string): Promise<number> =>
  (await app.call(orderSign(), { headers: { Authorization: `Bearer ${token}` } })).status;
const tokenOf = (by: Signer) => sign(by, header(by, { jku: keyServer.jku }), claims(time));

describe('a client that publishes its keys', () => {
  test('may change them: the first token with a new key costs one fetch, and the old key is worth nothing then', async () => {
    const app = await start({}, { leastIntervalMs: 0 });
    expect(await statusOf(app, await tokenOf(current))).toBe(200);
    keyServer.answer({ keys: [next.publicJwk] });
    expect(await statusOf(app, await tokenOf(next))).toBe(200);
    expect(keyServer.requests).toHaveLength(2);
    expect(await statusOf(app, await tokenOf(current))).toBe(401);
  });

  test('is not asked for them again for every made-up kid', async () => {
    const app = await start();
    for (let at = 0; at < 5; at += 1) expect(await statusOf(app, await tokenOf(next))).toBe(401);
    expect(await statusOf(app, await tokenOf(current))).toBe(200);
    expect(keyServer.requests).toHaveLength(1);
  });

  test('that publishes a private key is refused altogether, with the same words as a stranger', async () => {
    const app = await start();
    keyServer.answer({ keys: [current.privateJwk] });
    const response = await app.call(orderSign(), {
      headers: { Authorization: `Bearer ${await tokenOf(current)}` },
    });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('"code":"token-untrusted"');
    expect(app.log()).toContain('"reason":"keys-unusable"');
    expect(app.log()).not.toContain(String(current.privateJwk.d));
  });

  test('whose key server redirects is refused, and the redirect is not followed', async () => {
    const trap = await startKeyServer(current.publicJwk);
    const app = await start();
    keyServer.answer('', 302, { location: trap.jku });
    expect(await statusOf(app, await tokenOf(current))).toBe(401);
    expect(trap.requests).toEqual([]);
    expect(app.log()).toContain('redirect refused');
    await trap.close();
  });
});

describe('a token that is sent again', () => {
  test('within a minute is taken from a client that is registered to reuse tokens, not after', async () => {
    const app = await start({ tokenReuse: 'allow' });
    const token = await tokenOf(current);
    expect(await statusOf(app, token)).toBe(200);
    time = new Date(NOW.getTime() + 59_000);
    expect(await statusOf(app, token)).toBe(200);
    time = new Date(NOW.getTime() + 61_000);
    expect(await statusOf(app, token)).toBe(401);
  });
});
