/** Loads the payers this service answers for, each with its provider directory, once, at start. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type SchemaObject } from 'ajv';
import type { PayerKnowledge } from '../core/coverage/types.js';
import type { Bundle } from '../core/fhir.js';
import { compileDirectory } from '../core/site/directory.js';
import type { SiteMap } from '../core/site/site-map.js';
import type { ProviderDirectory } from '../core/site/types.js';
import { KnowledgeError, type KnowledgeFault } from './faults.js';
import { readJson } from './json-file.js';

export interface LoadedPayer {
  readonly payer: PayerKnowledge;
  readonly directory: ProviderDirectory;
  /** The Plan-Net resources as they stand, for those who publish them. */
  readonly network: Bundle;
}

const WORDS = { type: 'string', minLength: 1 };
const REFERENCE = { type: 'string', pattern: '^[A-Z][A-Za-z]+/[^/\\s]+$' };
const REQUIRED = {
  id: WORDS,
  name: WORDS,
  identifiers: {
    type: 'array',
    minItems: 1,
    items: { type: 'object', required: ['system', 'value'], properties: { system: WORDS, value: WORDS } },
  },
  lineOfBusiness: WORDS,
  state: { type: 'string', pattern: '^[A-Z]{2}$' },
  planIds: { type: 'array', items: { type: 'string', pattern: '^[0-9A-Z-]+$' } },
  policyId: WORDS,
  network: REFERENCE,
  maxDistanceMiles: { type: 'number', exclusiveMinimum: 0 },
  facilityCertifications: { type: 'object', additionalProperties: { type: 'array', items: REFERENCE } },
  specialtyPharmacyCannotSupply: { type: 'array', items: { type: 'string', pattern: '^[A-Z]\\d{4}$' } },
  zipCentroids: {
    type: 'object',
    propertyNames: { pattern: '^\\d{5}$' },
    additionalProperties: {
      type: 'array',
      minItems: 2,
      maxItems: 2,
      items: { type: 'number', minimum: -180, maximum: 180 },
    },
  },
};
/** FHIR's ContactDetail, as coverage-information gives it on. */
const CONTACT = {
  type: 'object',
  required: ['telecom'],
  additionalProperties: false,
  properties: {
    name: WORDS,
    telecom: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['system', 'value'],
        additionalProperties: false,
        properties: { system: { enum: ['phone', 'fax', 'email', 'url'] }, value: WORDS },
      },
    },
  },
};
const PAYER: SchemaObject = {
  type: 'object',
  required: Object.keys(REQUIRED),
  additionalProperties: false,
  properties: { ...REQUIRED, phone: WORDS, contact: CONTACT, comment: WORDS, source: WORDS },
};
const NETWORK: SchemaObject = {
  type: 'object',
  required: ['resourceType', 'entry'],
  properties: {
    resourceType: { const: 'Bundle' },
    entry: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['resource'],
        properties: {
          resource: {
            type: 'object',
            required: ['resourceType', 'id'],
            properties: { resourceType: WORDS, id: WORDS },
          },
        },
      },
    },
  },
};

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
const isPayer = ajv.compile<PayerKnowledge>(PAYER);
const isNetwork = ajv.compile<Bundle>(NETWORK);

/**
 * Every folder of `policies/payers`, by name; the first payer is the one that stands in when coverage is assumed.
 * @param root the project folder
 * @throws KnowledgeError with every fault of every payer's files; Error when a file cannot be read
 */
export function loadPayers(root: string, siteMap: SiteMap): readonly LoadedPayer[] {
  const folder = join(root, 'policies', 'payers');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'payer.json')))
    .map((entry) => entry.name)
    .sort();
  const faults: KnowledgeFault[] = [];
  const loaded = names.flatMap((name) => {
    const payer = readJson(join(folder, name, 'payer.json'), `policies/payers/${name}/payer.json`, isPayer);
    const network = readJson(
      join(folder, name, 'network.json'),
      `policies/payers/${name}/network.json`,
      isNetwork,
    );
    faults.push(...payer.faults, ...network.faults);
    if (!payer.value || !network.value) return [];
    const directory = compileDirectory(network.value, payer.value, siteMap);
    faults.push(
      ...unknownOrganizations(payer.value, network.value).map((message) => payer.fault([], message)),
    );
    return [{ payer: payer.value, directory, network: network.value }];
  });
  if (loaded.length === 0 && faults.length === 0) {
    faults.push({ file: 'policies/payers', line: 0, message: 'holds no payer' });
  }
  if (faults.length > 0) throw new KnowledgeError(faults);
  return loaded;
}

/** A misspelt reference would silently leave a network empty or a facility uncertified. */
function unknownOrganizations(payer: PayerKnowledge, network: Bundle): readonly string[] {
  const known = new Set(
    (network.entry ?? []).map(({ resource }) => `${resource?.resourceType}/${resource?.id}`),
  );
  const named = [payer.network, ...Object.values(payer.facilityCertifications).flat()];
  return [...new Set(named)]
    .filter((reference) => !known.has(reference))
    .map((reference) => `names ${reference}, which its network.json does not hold`);
}
