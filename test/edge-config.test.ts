import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../src/config.js';
import { edgeConfig } from '../src/edge-config.js';

const edgeOf = (environment: Record<string, string>) => loadConfig(environment).edge;

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('a sandbox limits nobody, trusts no proxy, speaks no TLS and sends no traces', () => {
  const edge = edgeOf({});
  expect(edge).toMatchObject({ trustProxy: 0, rateLimit: { perClient: 0, perAddress: 0 } });
  expect(edge).not.toHaveProperty('tls');
  expect(edge).not.toHaveProperty('traces');
  expect(Object.isFrozen(edge) && Object.isFrozen(edge.rateLimit)).toBe(true);
});

describe('TRUST_PROXY', () => {
  test.each([
    ['off', 0],
    ['0', 0],
    ['2', 2],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, fd00::/8, loopback', ['10.0.0.0/8', 'fd00::/8', 'loopback']],
  ])('%s', (given, trusted) => {
    expect(edgeOf({ TRUST_PROXY: given }).trustProxy).toEqual(trusted);
  });

  test.each(['true', '*', '10.0.0.0/0', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy.example', '-1', '10'])(
    '%s is refused: it would trust everybody, or nobody knows whom',
    (given) => {
      expect(faultsOf({ TRUST_PROXY: given })).toEqual([expect.stringMatching(/^TRUST_PROXY: /)]);
    },
  );
});

describe('TLS', () => {
  test('needs certificate and key, and makes the public URL https', () => {
    const config = loadConfig({ TLS_CERT: 'a.crt', TLS_KEY: 'a.key', TLS_CLIENT_CA: 'ca.crt' });
    expect(config.edge.tls).toEqual({ cert: 'a.crt', key: 'a.key', clientCa: 'ca.crt' });
    expect(config.publicUrl).toBe('https://127.0.0.1:3000');
  });

  test.each([
    [{ TLS_CERT: 'a.crt' }, /^TLS_KEY: is missing/],
    [{ TLS_KEY: 'a.key' }, /^TLS_CERT: is missing/],
    [{ TLS_CLIENT_CA: 'ca.crt' }, /^TLS_CLIENT_CA: needs TLS_CERT/],
  ])('half of it (%j) is a fault', (environment, words) => {
    expect(faultsOf(environment)).toEqual([expect.stringMatching(words)]);
  });
});

describe('traces', () => {
  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }, 'http://collector:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/x' }, 'http://collector:4318/x'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
  ])('%j', (environment, url) => {
    expect(edgeOf(environment as Record<string, string>).traces).toBe(url);
  });
});

test.each([
  ['RATE_LIMIT', 'many'],
  ['RATE_LIMIT_ADDRESS', '-1'],
  ['MAX_CONNECTIONS', '0'],
  ['HEADERS_TIMEOUT_MS', '40000'],
  ['REQUEST_TIMEOUT_MS', '10'],
  ['KEEP_ALIVE_MS', 'x'],
  ['BODY_MEMORY', 'much'],
  ['SHUTDOWN_DELAY_MS', '1s'],
  ['DRAIN_MS', '-5'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
])('%s=%s is refused, and the fault names the variable', (name, value) => {
  expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
});

test('every variable is explained in the runbook', () => {
  const operations = readFileSync(join(import.meta.dirname, '../docs/operations.md'), 'utf8');
  const read = new Set<string>();
  const value = (name: string) => {
    read.add(name);
    return undefined;
  };
  const httpUrl = (name: string, fallback: string) => value(name) ?? fallback;
  const number = (name: string, fallback: number) => value(name) ?? fallback;
  edgeConfig({ sandbox: true, faults: [], value, httpUrl, whole: number, bytes: number });
  expect(read.size).toBeGreaterThan(12);
  expect([...read].filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
});
