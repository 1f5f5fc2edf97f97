/** The service as a process: how it refuses to start, and how it stops. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { keepCertificate, makeCertificate } from './support/certificate.js';
import { runCommand, startService } from './support/service-process.js';

jest.setTimeout(60_000);
/** EX_CONFIG of sysexits.h. */
const CANNOT_START = 78;
const memory = { DATABASE: ':memory:' };
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'site-of-care-process-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('given several files and names that cannot be used, then one failed start names all of them', async () => {
  const notThere = (name: string) => join(directory, 'not-there', name);
  const { status, error } = await runCommand([], {
    MODE: 'production',
    PUBLIC_URL: 'https://cds.example.org',
    ...memory,
    PAYER: 'nobody',
    CDS_CLIENTS: notThere('clients.yaml'),
    TLS_CERT: notThere('tls.crt'),
    TLS_KEY: notThere('tls.key'),
  });
  expect(status).toBe(CANNOT_START);
  const named = error.match(/^ {2}- \w+(?=:)/gm)?.map((line) => line.slice(4));
  expect(named).toEqual(['PAYER', 'CDS_CLIENTS', 'TLS_CERT']);
});

describe('given an address that cannot be listened on, then one sentence says why, without a stack trace', () => {
  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { status, error } = await runCommand([], { ...memory, PORT: String(port) });
    other.close();
    expect(status).toBe(CANNOT_START);
    expect(error).toMatch(`PORT: ${port} on 127.0.0.1 is taken`);
    expect(error).not.toMatch(/\n\s+at |node:|\.ts/);
  });

  test('a host that is no address of this machine', async () => {
    const { status, error } = await runCommand([], { ...memory, HOST: '203.0.113.77' });
    expect(status).toBe(CANNOT_START);
    expect(error).toMatch(/HOST: "203\.0\.113\.77" is no address of this machine/);
    expect(error).not.toMatch(/\n\s+at /);
  });

  test('a certificate that is not there', async () => {
    const { status, error } = await runCommand([], {
      ...memory,
      TLS_CERT: '/none.crt',
      TLS_KEY: '/none.key',
    });
    expect(status).toBe(CANNOT_START);
    expect(error).toMatch(/TLS_CERT: \/none\.crt cannot be read/);
    expect(error).not.toMatch(/\n\s+at |ENOENT/);
  });
});

describe('given a signal', () => {
  test('then it turns not ready and answers on during SHUTDOWN_DELAY_MS, and a second one ends it now', async () => {
    const service = await startService({ ...memory, SHUTDOWN_DELAY_MS: '300000' });
    const ready = async () => (await fetch(`${service.url}/readyz`)).status;
    expect(await ready()).toBe(200);
    const stopped = service.stop();
    while ((await ready()) === 200);
    expect(await ready()).toBe(503);
    expect((await fetch(`${service.url}/cds-services`)).status).toBe(200);
    service.signal('SIGTERM');
    expect(await stopped).toBe(143);
  });

  test('then it ends with 0 once SHUTDOWN_DELAY_MS is over', async () => {
    const service = await startService({ ...memory, SHUTDOWN_DELAY_MS: '100' });
    expect(await service.stop()).toBe(0);
  });
});

test('given a certificate, then SIGHUP brings a new one into use', async () => {
  const paths = keepCertificate(directory, makeCertificate({ name: 'first' }));
  const service = await startService({ ...memory, TLS_CERT: paths.cert, TLS_KEY: paths.key });
  const { hostname: host, port } = new URL(service.url);
  const subject = async (): Promise<string | undefined> => {
    // Only the name is looked at; who signed it is of no interest here.
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return CN;
  };
  expect(await subject()).toBe('first');
  keepCertificate(directory, makeCertificate({ name: 'second' }));
  service.signal('SIGHUP');
  while ((await subject()) === 'first');
  expect(await subject()).toBe('second');
  expect(await service.stop()).toBe(0);
});

test('given a folder that others may look into, then what the service writes there is for its own user alone', async () => {
  const open = join(directory, 'open');
  mkdirSync(open, { mode: 0o755 });
  const service = await startService({ DATABASE: join(open, 'decisions.sqlite') });
  const written = readdirSync(open, { recursive: true, encoding: 'utf8' });
  expect(written).toContain('decisions.sqlite');
  const openToOthers = written.filter((name) => (statSync(join(open, name)).mode & 0o077) !== 0);
  await service.stop();
  expect(openToOthers).toEqual([]);
});
