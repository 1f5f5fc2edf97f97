/** docker-compose.yml, checked against the parts of the Compose Specification it uses; nobody runs Docker here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { imageDefaults } from './image.js';
import { faultsOf, knownVariables } from './known-variables.js';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

const strings = { type: 'array', items: { type: 'string' }, minItems: 1 };
const duration = { type: 'string', pattern: '^\\d+(ms|s|m)$' };

/** Unknown members are refused: Compose does too. */
const service = {
  type: 'object',
  required: ['image'],
  additionalProperties: false,
  properties: {
    build: { const: '.' },
    // A tag that stays what it is; `latest` would be another image tomorrow.
    image: { type: 'string', pattern: '^[a-z0-9]+([._/-][a-z0-9]+)*:(?!latest$)[A-Za-z0-9._-]+$' },
    environment: {
      type: 'object',
      additionalProperties: { type: ['string', 'number', 'null'] },
    },
    ports: {
      type: 'array',
      uniqueItems: true,
      // Host address, host port, container port: without the address Docker opens the port to the network.
      items: { type: 'string', pattern: '^127\\.0\\.0\\.1:\\d{1,5}:\\d{1,5}$' },
    },
    volumes: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', pattern: '^[a-z][a-z0-9_-]*:/[a-z/]+(:ro)?$' },
    },
    read_only: { type: 'boolean' },
    cap_drop: strings,
    security_opt: strings,
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
    stop_grace_period: duration,
    healthcheck: {
      type: 'object',
      required: ['test'],
      additionalProperties: false,
      properties: {
        test: { type: 'array', items: { type: 'string' }, minItems: 2 },
        interval: duration,
        timeout: duration,
        start_period: duration,
        retries: { type: 'integer' },
      },
    },
    depends_on: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: { condition: { enum: ['service_started', 'service_healthy'] } },
      },
    },
  },
};
const schema = {
  type: 'object',
  required: ['services'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      patternProperties: { '^[a-zA-Z0-9._-]+$': service },
    },
    volumes: { type: 'object', additionalProperties: { type: ['object', 'null'] } },
  },
};

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly build?: string;
        readonly environment?: Readonly<Record<string, string>>;
        readonly volumes?: readonly string[];
        readonly healthcheck?: { readonly test: readonly string[] };
        readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
        readonly read_only?: boolean;
        readonly cap_drop?: readonly string[];
      }
    >
  >;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

const valid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Compose>(schema);

function compose(): Compose {
  const document: unknown = parse(text, { uniqueKeys: true });
  if (!valid(document)) throw new Error(JSON.stringify(valid.errors, null, 1));
  return document;
}

test('is valid', () => {
  expect(() => compose()).not.toThrow();
});

test('the check can fail', () => {
  const { services } = compose();
  expect(valid({ services: { ...services, x: { image: 'node:22', prots: [] } } })).toBe(false);
  expect(valid({ services: { x: { image: 'node:22', ports: ['3000:3000'] } } })).toBe(false);
  expect(valid({ services: { x: { image: 'node:latest' } } })).toBe(false);
});

test('every dependency is a service that can be healthy, every named volume is declared and used', () => {
  const { services, volumes = {} } = compose();
  for (const { depends_on = {} } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect(Object.keys(services)).toContain(name);
      if (condition === 'service_healthy') expect(services[name]?.healthcheck).toBeDefined();
    }
  }
  const used = Object.values(services).flatMap((one) =>
    (one.volumes ?? []).map((mount) => mount.split(':')[0]),
  );
  expect(used.sort()).toEqual(Object.keys(volumes).sort());
});

test('every service says when it is healthy', () => {
  for (const [name, { build, healthcheck }] of Object.entries(compose().services)) {
    // The image of the service has its own.
    const own =
      build === undefined ? undefined : /^HEALTHCHECK /m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8'));
    expect({ name, healthy: healthcheck ?? own }).not.toEqual({ name, healthy: undefined });
  }
});

describe('the service', () => {
  const { cds } = compose().services;
  const environment = { ...imageDefaults(), ...cds?.environment };

  test('has a configuration it can start with, of variables that exist', () => {
    expect(faultsOf(environment)).toEqual([]);
    expect(Object.keys(environment).filter((name) => !knownVariables().has(name))).toEqual([]);
    expect(environment['MODE']).toBe('sandbox');
  });

  test('is told where the database is, by the names and the password it has', () => {
    const { postgres } = compose().services;
    const url = new URL(environment['DATABASE_URL'] ?? '');
    expect(url.hostname).toBe('postgres');
    expect(postgres?.environment).toMatchObject({
      POSTGRES_USER: url.username,
      POSTGRES_PASSWORD: url.password,
      POSTGRES_DB: url.pathname.slice(1),
    });
  });

  test('writes to its volume only, and is allowed nothing else', () => {
    expect(cds).toMatchObject({ build: '.', read_only: true, cap_drop: ['ALL'] });
    const [mount = ''] = cds?.volumes ?? [];
    expect(environment['SPOOL_DIR']).toMatch(`${mount.split(':')[1]}/`);
    expect(existsSync(join(root, 'Dockerfile'))).toBe(true);
  });
});

test('the FHIR server speaks R4, at the address its own links name', () => {
  const { fhir } = compose().services;
  expect(fhir?.image).toMatch(/^hapiproject\/hapi:/);
  expect(fhir?.environment).toMatchObject({
    'hapi.fhir.fhir_version': 'R4',
    'hapi.fhir.server_address': 'http://fhir:8080/fhir',
  });
});
