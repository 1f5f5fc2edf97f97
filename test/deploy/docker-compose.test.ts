/** docker-compose.yml, checked against the parts of the Compose Specification it uses; nobody runs Docker here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.js';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

/** Unknown members are refused: Compose does too. */
const service = {
  type: 'object',
  required: ['image'],
  additionalProperties: false,
  properties: {
    image: { type: 'string', pattern: '^[a-z0-9]+([._/-][a-z0-9]+)*:[A-Za-z0-9._-]+$' },
    working_dir: { type: 'string', pattern: '^/' },
    command: { type: 'string', minLength: 1 },
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
      items: { type: 'string', pattern: '^(\\.|[a-z][a-z0-9_-]*):/[a-z/]+(:ro)?$' },
    },
    depends_on: { type: 'array', uniqueItems: true, items: { type: 'string' } },
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
        readonly command?: string;
        readonly environment?: Readonly<Record<string, string>>;
        readonly volumes?: readonly string[];
        readonly depends_on?: readonly string[];
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
});

test('every dependency is a service, every named volume is declared', () => {
  const { services, volumes = {} } = compose();
  for (const { depends_on = [], volumes: used = [] } of Object.values(services)) {
    for (const name of depends_on) expect(Object.keys(services)).toContain(name);
    const named = used.map((one) => one.split(':')[0] ?? '').filter((name) => name !== '.');
    for (const name of named) expect(Object.keys(volumes)).toContain(name);
  }
});

describe('the service', () => {
  test('has a configuration it can start with', () => {
    const { cds } = compose().services;
    expect(loadConfig(cds?.environment ?? {})).toMatchObject({ mode: 'sandbox', sandboxFhir: true });
  });

  test('is built from files that exist, by scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    expect(compose().services['cds']?.command).toMatch(/npm ci && npm start/);
    expect(Object.keys(scripts)).toContain('start');
    expect(existsSync(join(root, 'package-lock.json'))).toBe(true);
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
