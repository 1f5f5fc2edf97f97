/** `site-of-care-cds clients check` */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../src/cli/run.js';
import { cleanUp, temporaryFile } from './registered.js';
import { signer, startKeyServer, type KeyServer, type Signer } from './support.js';

const EXAMPLE = join(import.meta.dirname, '../../docs/examples/cds-clients.yaml');
const FHIR = ['https://fhir.north.example/r4'];

let ec: Signer;
let rsa: Signer;
let server: KeyServer;
beforeAll(async () => {
  [ec, rsa] = await Promise.all([signer('ES384', 'ec-1'), signer('RS384', 'rsa-1')]);
  server = await startKeyServer(ec.publicJwk, rsa.publicJwk);
});
afterAll(async () => {
  await server.close();
  cleanUp();
});

async function check(args: readonly string[], environment: Record<string, string> = { MODE: 'sandbox' }) {
  const written = { out: '', error: '' };
  const output = {
    out: (text: string) => void (written.out += text),
    error: (text: string) => void (written.error += text),
  };
  const status = await run(['clients', ...args], output, environment);
  return { status, ...written };
}

const file = (...clients: readonly object[]) => temporaryFile('clients.json', { clients });
const north = (keys: object, changes: object = {}) => ({
  id: 'north',
  issuer: 'https://north.example',
  fhirServers: FHIR,
  keys,
  ...changes,
});

describe('clients check', () => {
  test('prints one line for each client, with the keys that can verify its tokens', async () => {
    server.answer({ keys: [ec.publicJwk, { ...rsa.publicJwk, use: 'enc' }] });
    const { status, out } = await check([
      'check',
      file(
        north({ jku: [server.jku], algorithms: ['ES384'] }),
        north({ jwks: { keys: [rsa.publicJwk] } }, { id: 'south', tenant: 'south', fhirServers: undefined }),
      ),
    ]);
    expect(status).toBe(0);
    expect(out.split('\n')).toEqual([
      `ok      north  ${server.jku}: "ec-1" ES384, "rsa-1" is not for signatures (use)`,
      'ok      south  pinned: "rsa-1" RS384; its calls may name any FHIR server, because fhirServers is not given',
      '2 clients (MODE=sandbox)',
      '',
    ]);
  });

  test('asks an address once for all the clients that share it', async () => {
    server.answer({ keys: [ec.publicJwk] });
    const before = server.requests.length;
    const keys = { jku: [server.jku] };
    const tenants = ['a', 'b', 'c'].map((tenant) => north(keys, { id: tenant, tenant }));
    expect((await check(['check', file(...tenants)])).out).toContain('3 clients');
    expect(server.requests).toHaveLength(before + 1);
  });

  test.each([
    ['a private key', () => ({ keys: [ec.privateJwk] }), 'keys.0 is a private key'],
    ['no key set', () => ({ hello: 1 }), 'is no JSON Web Key Set'],
    [
      'keys for other algorithms',
      () => ({ keys: [rsa.publicJwk] }),
      '"rsa-1" fits no algorithm of the client',
    ],
    [
      'a kid that a terminal would obey',
      () => ({ keys: [{ kty: 'EC', kid: '\u001b[2J' }] }),
      '"\\u001b[2J" is of',
    ],
  ])('fails where the address answers with %s', async (_, body, words) => {
    server.answer(body());
    const { status, out } = await check(['check', file(north({ jku: [server.jku], algorithms: ['ES384'] }))]);
    expect(status).toBe(1);
    expect(out).toMatch(/^FAILED {2}north /);
    expect(out).toContain(words);
    expect(out).toContain('1 client, 1 failed');
    expect(out).not.toContain(String(ec.privateJwk.d));
  });

  test('fails where the address cannot be reached, or only through a private network', async () => {
    server.answer('', 404);
    expect((await check(['check', file(north({ jku: [server.jku] }))])).out).toContain(
      'cannot be fetched: 404',
    );
    const gone = await startKeyServer();
    await gone.close();
    expect((await check(['check', file(north({ jku: [gone.jku] }))])).out).toContain('ECONNREFUSED');
    const closed = { MODE: 'sandbox', ALLOW_PRIVATE_NETWORKS: 'off' };
    expect((await check(['check', file(north({ jku: [server.jku] }))], closed)).out).toContain(
      'private address refused',
    );
  });

  test('fetches nothing with --offline', async () => {
    const before = server.requests.length;
    const { status, out } = await check(['check', file(north({ jku: [server.jku] })), '--offline']);
    expect([status, out]).toEqual([0, expect.stringContaining(`north  ${server.jku}: not fetched\n`)]);
    expect(server.requests).toHaveLength(before);
  });

  test('tells every fault of the file, with its line', async () => {
    const wrong = file(north({ jku: ['http://10.0.0.1/jwks'] }), north({ jwks: { keys: [ec.privateJwk] } }));
    const { status, out, error } = await check(['check', wrong]);
    expect([status, out]).toEqual([1, '']);
    expect(error).toMatch(/clients\.json:\d+: clients\.0\.keys\.jku\.0 is not https/);
    expect(error).toMatch(/clients\.json:\d+: clients\.1\.keys\.jwks\.keys\.0 is a private key/);
    expect(error).toContain('4 faults');
  });

  test('takes the file of the configuration, and the rules of production unless told otherwise', async () => {
    const { status, out } = await check(['check', '--offline'], { CDS_CLIENTS: EXAMPLE });
    expect([status, out]).toEqual([0, expect.stringContaining('3 clients (MODE=production)')]);
    const local = file(north({ jku: [server.jku] }));
    expect((await check(['check', local, '--offline'], {})).error).toContain('is not https');
    expect((await check(['check', local, '--offline', '--mode', 'sandbox'], {})).status).toBe(0);
  });

  test.each([
    [['check'], 'What file?'],
    [[], 'Write: clients check'],
    [['list'], 'Write: clients check'],
    [['check', 'a', 'b'], 'Write: clients check'],
    [['check', 'a', '--mode', 'test'], '--mode'],
    [['check', 'a', '--colour'], '--colour'],
  ])('%j is refused with its usage and status 64', async (args, message) => {
    const { status, out, error } = await check(args, {});
    expect([status, out]).toEqual([64, '']);
    expect(error).toContain(message);
    expect(error).toContain('Usage:');
  });

  test('help is no error', async () => {
    expect(await check(['--help'])).toMatchObject({ status: 0, error: '' });
  });
});
