/** Loads policies/status-filters.json: which statuses let a resource of the chart count, once, at start. */
import { join } from 'node:path';
import { Ajv, type SchemaObject } from 'ajv';
import type { StatusFilters } from '../core/chart/standing.js';
import { KnowledgeError } from './faults.js';
import { readJson } from './json-file.js';

const FILE = 'policies/status-filters.json';

const STANDING = { enum: ['current', 'history', 'unsure', 'never'] };

/** An object with exactly these members, all required. */
function object(properties: Readonly<Record<string, object>>): SchemaObject {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties };
}

const ABSENT_RULE = {
  type: 'object',
  if: { required: ['abatement'], properties: { abatement: {} } },
  then: object({ abatement: { const: true }, then: STANDING }),
  else: object({ category: { type: 'string', minLength: 1 }, then: STANDING }),
};
const ELEMENT_FILTER = {
  type: 'object',
  required: ['values', 'absent', 'other'],
  additionalProperties: false,
  properties: {
    values: { type: 'object', minProperties: 1, additionalProperties: STANDING },
    absent: STANDING,
    other: STANDING,
    absentWhen: { type: 'array', minItems: 1, items: ABSENT_RULE },
  },
};
const SCHEMA: SchemaObject = {
  type: 'object',
  required: ['resources'],
  properties: {
    resources: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^[A-Z][A-Za-z]+$' },
      additionalProperties: { type: 'object', minProperties: 1, additionalProperties: ELEMENT_FILTER },
    },
  },
};

const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile<{
  readonly resources: StatusFilters;
}>(SCHEMA);

/**
 * @param root the project folder
 * @throws KnowledgeError with every fault of the file; Error when it cannot be read
 */
export function loadStatusFilters(root: string): StatusFilters {
  const { value, faults } = readJson(join(root, FILE), FILE, validate);
  if (value === undefined) throw new KnowledgeError(faults);
  return value.resources;
}
