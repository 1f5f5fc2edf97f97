/** The service speaking TLS itself (CH-80): versions, renewed certificates, mutual TLS. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../src/config.js';
import type { TlsFiles } from '../../src/server/certificate.js';
import { watchCertificate } from '../../src/server/certificate-watch.js';
import { listen, type RunningServer } from '../../src/server.js';
import { startApp, type TestApp } from '../support/app.js';
import { keepCertificate, makeCertificate } from '../support/certificate.js';
import { fakeService, orderSign } from '../support/hook-call.js';

const authority = makeCertificate({ name: 'Test authority', authority: true });
const ca = authority.cert;
let directory: string;
let files: TlsFiles;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'site-of-care-tls-'));
  files = keepCertificate(directory, makeCertificate({ name: 'cds', issuer: authority }));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** A call over https; `fetch` cannot be told about authorities and client certificates. */
function call(
  url: string,
  options: ConnectionOptions & { body?: string; agent?: Agent } = {},
): Promise<Reply> {
  const { body, ...tls } = options;
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      ca,
      agent: false,
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json' },
      ...tls,
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    asked.end(body);
  });
}

async function handshake(server: RunningServer, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const { hostname: host, port } = new URL(server.address);
  const socket = connect({ host, port: Number(port), ca, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

describe('given a certificate', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp([fakeService()], { listen: { tls: files } });
  });
  afterAll(() => app.close());

  test('then calls are answered over https', async () => {
    expect(app.url).toMatch(/^https:/);
    const address = `${app.url}/cds-services/site-of-care-order-sign`;
    expect(await call(address, { body: JSON.stringify(orderSign()) })).toMatchObject({ status: 200 });
  });

  test('then plain http is refused', async () => {
    await expect(fetch(app.url.replace('https:', 'http:'))).rejects.toThrow();
    expect((await call(`${app.url}/healthz`)).status).toBe(200);
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('then %s is refused', async (version) => {
    // Level 0: else this side would refuse the old version first.
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(call(`${app.url}/healthz`, old)).rejects.toThrow(/version|handshake|ECONNRESET/i);
  });

  test.each(['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384'])(
    'then %s, without authenticated encryption, is refused',
    async (ciphers) => {
      const weak = { maxVersion: 'TLSv1.2', ciphers } as const;
      await expect(call(`${app.url}/healthz`, weak)).rejects.toThrow(/handshake|ECONNRESET/i);
    },
  );

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('then %s is spoken', async (version) => {
    const only = { minVersion: version, maxVersion: version };
    expect((await call(`${app.url}/healthz`, only)).status).toBe(200);
  });
});

describe('stopping', () => {
  test('ends connections that are idle, and those that never finished their handshake', async () => {
    const { connect: connectPlain } = await import('node:net');
    const server = await listen(() => undefined, '127.0.0.1', 0, { tls: files });
    const idle = await handshake(server);
    const { port, hostname } = new URL(server.address);
    const silent = connectPlain(Number(port), hostname);
    await once(silent, 'connect');
    const ended = [once(idle, 'close'), once(silent, 'close')];
    idle.resume();
    silent.resume();
    await server.stop();
    await Promise.all(ended);
  });
});

describe('when the certificate is replaced', () => {
  let server: RunningServer;
  const validTo: Date[] = [];
  const current = async () => {
    const socket = await handshake(server);
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return subject.CN;
  };

  test('then the next connection gets the new one, without a restart', async () => {
    const own = mkdtempSync(join(directory, 'renewed-'));
    const paths = keepCertificate(own, makeCertificate({ name: 'first', issuer: authority }));
    server = await listen(() => undefined, '127.0.0.1', 0, {
      tls: paths,
      events: { certificate: (date) => void validTo.push(date) },
    });
    expect(await current()).toBe('first');

    const reloaded = new Promise<void>((resolve) => {
      const watch = watchCertificate({
        files: paths,
        reload: () => server.reloadCertificate(),
        reloaded: () => {
          watch.stop();
          resolve();
        },
        // Half of it was written: the next look finds the rest.
        failed: () => undefined,
        everyMs: 5,
      });
    });
    const later = new Date(Date.now() + 86_400_000);
    keepCertificate(own, makeCertificate({ name: 'second', issuer: authority, validTo: later }));
    await reloaded;
    expect(await current()).toBe('second');
    expect(validTo.at(-1)?.getTime()).toBe(Math.floor(later.getTime() / 1000) * 1000);
    expect(validTo.at(-1)).not.toEqual(validTo[0]);
  });

  test('then one that cannot be used is told, and the old one stays', async () => {
    const own = mkdtempSync(join(directory, 'broken-'));
    const paths = keepCertificate(own, makeCertificate({ name: 'good', issuer: authority }));
    server = await listen(() => undefined, '127.0.0.1', 0, { tls: paths });
    writeFileSync(paths.cert, '-----BEGIN CERTIFICATE-----\nbroken\n');
    const failures: unknown[] = [];
    const watch = watchCertificate({
      files: paths,
      reload: () => server.reloadCertificate(),
      reloaded: () => undefined,
      failed: (error) => void failures.push(error),
    });
    watch.readNow();
    watch.stop();
    expect(failures).toEqual([expect.any(ConfigError)]);
    expect(await current()).toBe('good');
  });

  afterEach(() => server.stop());
});

describe('a certificate that cannot be used is one sentence, without what the files hold', () => {
  const other = makeCertificate({ name: 'other' });
  const with_ = (changes: Partial<TlsFiles>): TlsFiles => ({ ...files, ...changes });
  const inFile = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };

  test.each<[string, () => TlsFiles, RegExp]>([
    ['no file', () => with_({ cert: join(directory, 'none.crt') }), /TLS_CERT: .*cannot be read/],
    ['no certificate', () => with_({ cert: inFile('not.crt', 'secret') }), /TLS_CERT: is no certificate/],
    ['no key', () => with_({ key: inFile('not.key', 'secret') }), /TLS_KEY: /],
    ['another key', () => with_({ key: inFile('other.key', other.key) }), /TLS_KEY: .*not the one/],
    ['no authority', () => with_({ clientCa: inFile('not-ca.crt', 'secret') }), /TLS_CLIENT_CA: /],
  ])('%s', async (_, tls, words) => {
    const failure = await listen(() => undefined, '127.0.0.1', 0, { tls: tls() }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toMatch(words);
    expect(String(failure)).not.toContain('secret');
  });
});

describe('given mutual TLS', () => {
  let app: TestApp;
  const client = makeCertificate({ name: 'ehr', issuer: authority });
  const stranger = makeCertificate({ name: 'stranger' });

  beforeAll(async () => {
    const clientCa = join(directory, 'authority.crt');
    writeFileSync(clientCa, authority.cert);
    const tls = { ...files, clientCa };
    const deps = { payer: { system: 'urn:example', value: '1' } };
    app = await startApp([fakeService()], { listen: { tls }, edge: { tls }, deps });
  });
  afterAll(() => app.close());

  test('then a client with a certificate of the authority is answered', async () => {
    const { cert, key } = client;
    expect((await call(`${app.url}/cds-services`, { cert, key })).status).toBe(200);
  });

  test('then endpoint discovery needs no certificate (HX-01)', async () => {
    expect((await call(`${app.url}/.well-known/davinci-configuration`)).status).toBe(200);
  });

  test.each<[string, ConnectionOptions]>([
    ['without a certificate', {}],
    ['with a certificate of somebody else', { cert: stranger.cert, key: stranger.key }],
  ])('then a client %s is told what is missing, and probes still work', async (_, options) => {
    const refusal = await call(`${app.url}/cds-services`, options);
    expect(refusal.status).toBe(403);
    expect(refusal.body).toContain('client-certificate');
    expect((await call(`${app.url}/healthz`, options)).status).toBe(200);
    expect((await call(`${app.url}/readyz`, options)).status).toBe(200);
    expect((await call(`${app.url}/metrics`, options)).status).toBe(403);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'then a %s session begun without a certificate and taken up again is refused too',
    async (version) => {
      const { hostname: host, port } = new URL(app.url);
      const options = { host, port: Number(port), ca, minVersion: version, maxVersion: version };
      const first = connect(options);
      let session: Buffer | undefined;
      first.on('session', (ticket: Buffer) => (session = ticket));
      first.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      first.resume();
      await once(first, 'close');
      expect(session).toBeDefined();

      const again = connect({ ...options, ...(session && { session }) });
      let text = '';
      again.on('data', (chunk) => (text += String(chunk)));
      again.write('GET /cds-services HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      await once(again, 'secureConnect');
      expect(again.isSessionReused()).toBe(true);
      await once(again, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 403 /);
    },
  );
});
