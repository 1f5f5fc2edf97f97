/** The client file: what is taken, and every fault of it, named with its line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKeyPair, exportJWK, type JWK } from 'jose';
import type { ClientRegistry } from '../../src/auth/client-registry.js';
import { loadClients } from '../../src/auth/load-clients.js';
import { RemoteKeys } from '../../src/auth/remote-keys.js';
import { cleanUp, temporaryFile } from './registered.js';
import { signer, type Signer } from './support.js';

const EXAMPLE = join(import.meta.dirname, '../../docs/examples/cds-clients.yaml');
const options = {
  payers: new Set(['demo-ga-him']),
  remote: new RemoteKeys(() => Promise.reject(new Error('nothing is fetched at start'))),
};
let ec: Signer;
let rsa: Signer;

beforeAll(async () => {
  [ec, rsa] = await Promise.all([signer('ES384', 'ec-1'), signer('RS384', 'rsa-1')]);
});
afterAll(cleanUp);

function load(clients: unknown, mode: 'sandbox' | 'production' = 'production'): ClientRegistry {
  return loadClients(temporaryFile('clients.json', { clients }), { ...options, mode });
}

/** Every fault, without the folder of the file. */
function faultsOf(clients: unknown, mode?: 'sandbox' | 'production'): readonly string[] {
  try {
    load(clients, mode);
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.replace(/^.*clients\.json:/, ''));
  }
  return [];
}

const north = (changes: object = {}) => ({
  id: 'north',
  issuer: 'https://north.example',
  keys: { jku: ['https://north.example/jwks.json'] },
  ...changes,
});
const pinning = (...keys: readonly JWK[]) => north({ keys: { jwks: { keys } } });

describe('a client', () => {
  test('needs an id, an issuer and keys; the rest has safe defaults', () => {
    const [client] = load([north()]).clients;
    expect(client).toMatchObject({
      id: 'north',
      issuer: 'https://north.example',
      audiences: [],
      silent: false,
      tokenReuse: 'refuse',
      maxTokenLifetimeSeconds: 300,
    });
    expect([...(client?.crdVersions ?? [])]).toEqual(['2.0', '2.2']);
    expect(client).not.toHaveProperty('fhirServers');
    expect(client).not.toHaveProperty('payers');
  });

  test('is found by issuer and tenant together', () => {
    const registry = load([north(), north({ id: 'south', tenant: 'south' })]);
    expect(registry.find('https://north.example', undefined)?.id).toBe('north');
    expect(registry.find('https://north.example', 'south')?.id).toBe('south');
    expect(registry.find('https://north.example', 'east')).toBeUndefined();
    expect(registry.find('https://north.example/', undefined)).toBeUndefined();
    expect(registry.find('["https://north.example",null]', undefined)).toBeUndefined();
  });

  test('has FHIR servers, payers, silence and limits as they are written', () => {
    const written = {
      fhirServers: ['https://FHIR.north.example/r4'],
      payers: ['demo-ga-him'],
      crdVersions: ['2.2'],
      silent: true,
      tokenReuse: 'allow',
      rateLimit: 60,
      contact: 'team@north.example',
    };
    const [client] = load([north(written)]).clients;
    expect(client).toMatchObject({
      silent: true,
      tokenReuse: 'allow',
      rateLimit: 60,
      contact: 'team@north.example',
    });
    expect([...(client?.fhirServers ?? [])]).toEqual(['https://fhir.north.example/r4/']);
    expect([...(client?.payers ?? [])]).toEqual(['demo-ga-him']);
    expect([...(client?.crdVersions ?? [])]).toEqual(['2.2']);
  });

  test('may have its keys in a file beside the client file', async () => {
    const file = temporaryFile('jwks.json', { keys: [ec.publicJwk] });
    const [client] = load([north({ keys: { jwks: file } })]).clients;
    await client?.keys({ alg: 'ES384', kid: 'ec-1' });
  });
});

describe('the example of the documentation', () => {
  test('is right, for production too', () => {
    const { clients } = loadClients(EXAMPLE, { ...options, mode: 'production' });
    expect(clients.map(({ id, tenant, silent }) => [id, tenant, silent])).toEqual([
      ['north-hospital', undefined, false],
      ['river-clinic', 'river-clinic', false],
      ['lake-pilot', undefined, true],
    ]);
  });

  test('holds no private key', () => {
    expect(readFileSync(EXAMPLE, 'utf8')).not.toMatch(/^\s*-?\s*d:/m);
  });
});

describe('pinned keys', () => {
  test('a private key is refused, and is not repeated', () => {
    const [fault, ...others] = faultsOf([pinning(ec.privateJwk)]);
    expect(fault).toMatch(/^\d+: clients\.0\.keys\.jwks\.keys\.0 is a private key/);
    expect(fault).not.toContain(String(ec.privateJwk.d));
    expect(others).toEqual([]);
  });

  test('a private key in a file of its own is refused too', () => {
    const file = temporaryFile('jwks.json', { keys: [rsa.publicJwk, rsa.privateJwk] });
    expect(faultsOf([north({ keys: { jwks: file } })]).join()).toMatch(/keys\.1 is a private key/);
  });

  test('a symmetric key is refused', () => {
    const secret = { kty: 'oct', k: 'c2VjcmV0', kid: 'x', alg: 'HS256' };
    expect(faultsOf([pinning(secret)])).toEqual([expect.stringMatching(/keys\.0 is a symmetric key/)]);
  });

  test('keys that could never verify a token are refused, each with its reason', async () => {
    const short = await exportJWK(
      (await generateKeyPair('RSA-OAEP', { modulusLength: 2048, extractable: true })).publicKey,
    );
    const nameless = { ...ec.publicJwk };
    delete nameless.kid;
    const faults = faultsOf([
      pinning(
        nameless,
        { ...ec.publicJwk, use: 'enc' },
        { ...rsa.publicJwk, key_ops: ['encrypt'] },
        { ...ec.publicJwk, kid: 'x', x: 'AAAA' },
        { ...ec.publicJwk, kid: 'secp', crv: 'secp256k1' },
        { ...short, kid: 'short', n: String(short.n).slice(0, 171) },
        { kty: 'EC', kid: 'empty', crv: 'P-384' },
        { ...rsa.publicJwk, kid: 'empty' },
      ),
    ]);
    expect(faults.map((fault) => fault.replace(/^\d+: clients\.0\.keys\.jwks\.keys\./, ''))).toEqual([
      '0 has no kid, so no token can name it',
      '1 is not for signatures (use)',
      '2 is not for verifying (key_ops)',
      '3 is not a valid key',
      '4 is of a key type, curve or algorithm that is not supported',
      '5 is an RSA key of less than 2048 bits',
      '6 is not a valid key',
      '7 has the kid of another key',
    ]);
  });

  test.each([
    ['no file', 'nowhere.json', 'names a file that cannot be read (ENOENT)'],
    ['no set', { key: 1 }, 'is no JSON Web Key Set'],
    ['an empty set', { keys: [] }, 'is no JSON Web Key Set'],
  ])('%s', (_, jwks, message) => {
    expect(faultsOf([north({ keys: { jwks } })]).join()).toContain(`clients.0.keys.jwks ${message}`);
  });
});

describe('addresses', () => {
  test.each([
    ['http://north.example/jwks.json', 'is not https'],
    ['http://localhost:4567/jwks.json', 'is not https'],
    ['ftp://north.example/jwks.json', 'is not https'],
    ['file:///etc/passwd', 'is not https'],
    ['north.example/jwks.json', 'is not an absolute address'],
    ['https://user:secret@north.example/jwks.json', 'has credentials in it'],
  ])('keys at %s are refused in production', (jku, message) => {
    const [fault, ...others] = faultsOf([north({ keys: { jku: [jku] } })]);
    expect(fault).toContain(`clients.0.keys.jku.0 ${message}`);
    expect(fault).not.toContain('secret');
    expect(others).toEqual([]);
  });

  test('keys may come by http from this machine in a sandbox, and from nowhere else', () => {
    const at = (jku: string) => faultsOf([north({ keys: { jku: [jku] } })], 'sandbox');
    for (const host of ['localhost:4567', '127.0.0.1', '[::1]:80'])
      expect(at(`http://${host}/jwks.json`)).toEqual([]);
    for (const host of ['10.0.0.1', 'localhost.evil.example', '127.0.0.1.evil.example', '[::2]'])
      expect(at(`http://${host}/jwks.json`)).toHaveLength(1);
  });

  test('a FHIR server is a base address, in production with https', () => {
    const faults = faultsOf([
      north({
        fhirServers: [
          'http://north.example/r4',
          'https://north.example/r4?x=1',
          'r4',
          'https://u:p@north.example',
        ],
      }),
    ]);
    expect(faults).toHaveLength(4);
    expect(faultsOf([north({ fhirServers: ['http://10.0.0.1:8080/r4'] })], 'sandbox')).toEqual([]);
  });
});

describe('the file', () => {
  test('two clients that cannot be told apart are a fault, and so is an id used twice', () => {
    const faults = faultsOf([north(), north({ id: 'again' }), north({ tenant: 'x' })]);
    expect(faults).toEqual([
      expect.stringMatching(/^\d+: clients\.1\.issuer and tenant are those of north/),
      expect.stringMatching(/^\d+: clients\.2\.id north is the id of another client/),
    ]);
  });

  test('every fault is told at once, each with its line', () => {
    const faults = faultsOf([
      { issuer: 'x', keys: {} },
      north({
        id: 'North Hospital',
        keys: { jku: [], algorithms: ['HS256', 'none'] },
        tokenReuse: 'always',
        silnt: true,
      }),
      north({ id: 'south', maxTokenLifetimeSeconds: 86_400, rateLimit: 0, crdVersions: ['1.0'] }),
    ]).join('\n');
    for (const named of [
      "clients.0 must have required property 'id'",
      'clients.0.keys must NOT have fewer than 1 properties',
      'clients.1.id must match pattern',
      'clients.1.keys.jku must NOT have fewer than 1 items',
      'clients.1.keys.algorithms.0 must be equal to one of the allowed values',
      'clients.1.keys.algorithms.1 must be equal to one of the allowed values',
      'clients.1.tokenReuse must be equal to one of the allowed values',
      'additional properties ("silnt")',
      'clients.2.maxTokenLifetimeSeconds must be <= 3600',
      'clients.2.rateLimit must be >= 1',
      'clients.2.crdVersions.0 must be equal to one of the allowed values',
    ])
      expect(faults).toContain(named);
    expect(faults.split('\n').every((fault) => /^\d+: /.test(fault))).toBe(true);
  });

  test('a client without keys and a payer that is not there are faults', () => {
    const faults = faultsOf([north({ keys: { algorithms: ['ES384'] }, payers: ['demo-ga-him', 'nobody'] })]);
    expect(faults).toEqual([
      expect.stringContaining('clients.0.keys names neither addresses of keys (jku) nor keys (jwks)'),
      expect.stringContaining('clients.0.payers.1 "nobody" is no payer of this service'),
    ]);
  });

  test('YAML that is broken is told with its line', () => {
    const file = temporaryFile('clients.yaml', 'clients:\n  - id: north\n   issuer: x\n');
    expect(() => loadClients(file, { ...options, mode: 'production' })).toThrow(/clients\.yaml:3: /);
  });

  test.each([
    ['no clients', {}],
    ['an empty list', { clients: [] }],
    ['a list', []],
    ['nothing', ''],
  ])('%s is a fault', (_, content) => {
    const file = temporaryFile('clients.yaml', content);
    expect(() => loadClients(file, { ...options, mode: 'production' })).toThrow(/clients\.yaml:\d+: /);
  });

  test('a file that is not there is named', () => {
    const file = join(temporaryFile('x', ''), '..', 'nowhere.yaml');
    expect(() => loadClients(file, { ...options, mode: 'production' })).toThrow(
      /nowhere\.yaml:0: there is no such file/,
    );
  });
});
