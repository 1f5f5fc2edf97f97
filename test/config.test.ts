import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../src/config.js';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('given an empty environment', () => {
  const config = loadConfig({});

  test('then the sandbox listens on loopback and assumes coverage', () => {
    expect(config).toMatchObject({
      mode: 'sandbox',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      assumeCoverage: true,
      bodyLimit: 10 * 1024 * 1024,
      records: { database: 'data/decisions.sqlite', retentionDays: 0 },
      corsOrigins: '*',
      validateResponses: 'log',
      ehr: { timeoutMs: 1500, budgetMs: 3500, maxInFlight: 6 },
    });
  });

  test('then the configuration cannot be changed afterwards', () => {
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.ehr)).toBe(true);
  });
});

test('a variable that is set to nothing counts as not set', () => {
  expect(loadConfig({ PORT: '', ASSUME_COVERAGE: ' ' })).toEqual(loadConfig({}));
});

test('the public URL follows host and port, IPv6 too, and loses its trailing slash', () => {
  expect(loadConfig({ HOST: '::1', PORT: '8080' }).publicUrl).toBe('http://[::1]:8080');
  expect(loadConfig({ PUBLIC_URL: 'https://cds.example.org/crd/' }).publicUrl).toBe(
    'https://cds.example.org/crd',
  );
});

test.each([
  ['10 MB', 10 * 1024 * 1024],
  ['500kB', 500 * 1024],
  ['2048', 2048],
])('BODY_LIMIT %s is %d bytes', (given, bytes) => {
  expect(loadConfig({ BODY_LIMIT: given }).bodyLimit).toBe(bytes);
});

test('ASSUME_COVERAGE=off holds in the sandbox', () => {
  expect(loadConfig({ ASSUME_COVERAGE: 'off' }).assumeCoverage).toBe(false);
});

test('CORS_ORIGINS is a list of origins', () => {
  expect(loadConfig({ CORS_ORIGINS: 'https://a.example, https://b.example:8443' }).corsOrigins).toEqual([
    'https://a.example',
    'https://b.example:8443',
  ]);
});

test.each([
  ['MODE', 'staging'],
  ['PORT', '65536'],
  ['PORT', '80.5'],
  ['PORT', '-1'],
  ['PUBLIC_URL', 'cds.example.org'],
  ['PUBLIC_URL', 'ftp://cds.example.org'],
  ['ASSUME_COVERAGE', 'maybe'],
  ['BODY_LIMIT', 'lots'],
  ['BODY_LIMIT', '5 XB'],
  ['LOG_LEVEL', 'loud'],
  ['CORS_ORIGINS', 'https://a.example/path'],
  ['VALIDATE_RESPONSES', 'yes'],
  ['DISCOVERY', 'perhaps'],
  ['EHR_TIMEOUT_MS', 'soon'],
  ['EHR_MAX_IN_FLIGHT', '0'],
  ['EHR_BUDGET_MS', '4500'],
])('%s=%s is refused, and the fault names the variable', (name, value) => {
  const faults = faultsOf({ [name]: value });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(new RegExp(`^${name}: `));
});

test('all faults are told at once', () => {
  const faults = faultsOf({ PORT: 'x', LOG_LEVEL: 'x', BODY_LIMIT: 'x' });
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(
    expect.arrayContaining(['PORT', 'LOG_LEVEL', 'BODY_LIMIT']),
  );
  expect(faults).toHaveLength(3);
});

describe('given MODE=production', () => {
  test('then it refuses to start and names everything that is missing', () => {
    const faults = faultsOf({ MODE: 'production' }).join('\n');
    expect(faults).toMatch(/PUBLIC_URL: is missing/);
    expect(faults).toMatch(/CDS_CLIENTS: is missing/);
    expect(faults).toMatch(/PAYER: is missing/);
  });

  test('then it starts when all of it is set, and discovery wants a token', () => {
    const production = {
      MODE: 'production',
      PUBLIC_URL: 'https://cds.example.org',
      CDS_CLIENTS: 'clients.yaml',
      PAYER: 'demo-ga-him',
    };
    expect(loadConfig(production)).toMatchObject({
      mode: 'production',
      clientsFile: 'clients.yaml',
      payers: ['demo-ga-him'],
      openDiscovery: false,
    });
    expect(loadConfig({ ...production, DISCOVERY: 'open' }).openDiscovery).toBe(true);
  });

  test('then a public URL without TLS is a fault of its own', () => {
    expect(faultsOf({ MODE: 'production', PUBLIC_URL: 'http://cds.example.org' }).join('\n')).toMatch(
      /PUBLIC_URL: .*https/,
    );
  });
});

describe('the second opinion on drug codes', () => {
  test('is off unless it is configured', () => {
    expect(loadConfig({}).drugCrossCheck).toBeUndefined();
  });

  test('given a terminology server, then it is asked with its map, in half a second', () => {
    const environment = {
      DRUG_CROSS_CHECK: 'translate',
      DRUG_CROSS_CHECK_URL: 'https://tx.example.org/r4/',
      DRUG_CROSS_CHECK_MAP: 'https://example.org/ConceptMap/x',
    };
    expect(loadConfig(environment).drugCrossCheck).toEqual({
      kind: 'translate',
      url: 'https://tx.example.org/r4',
      map: 'https://example.org/ConceptMap/x',
      timeoutMs: 500,
    });
  });

  test('given RxNav, then the address of NLM stands in for none', () => {
    expect(loadConfig({ DRUG_CROSS_CHECK: 'rxnav' }).drugCrossCheck).toMatchObject({
      url: 'https://rxnav.nlm.nih.gov',
    });
  });

  test('given a terminology server without address, or a time no order can wait, then both are faults', () => {
    const faults = faultsOf({ DRUG_CROSS_CHECK: 'translate', DRUG_CROSS_CHECK_TIMEOUT_MS: '5000' });
    expect(faults.join()).toMatch(/DRUG_CROSS_CHECK_URL.*DRUG_CROSS_CHECK_TIMEOUT_MS/s);
  });
});
