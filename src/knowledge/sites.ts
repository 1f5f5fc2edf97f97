/** Loads policies/site-of-care.json, what codes say about the place of administration, once, at start. */
import { join } from 'node:path';
import { Ajv, type SchemaObject } from 'ajv';
import { compileSiteMap, type SiteMap, type SiteMapData } from '../core/site/site-map.js';
import { KnowledgeError } from './faults.js';
import { readJson } from './json-file.js';

const SITE_CLASS = { enum: ['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'PHARMACY', 'OUT_OF_SCOPE', 'UNRESOLVED'] };
const MEANING = {
  type: 'object',
  required: ['siteClass'],
  properties: {
    siteClass: SITE_CLASS,
    display: { type: 'string' },
    weak: { type: 'boolean' },
    among: { type: 'array', minItems: 1, items: SITE_CLASS },
  },
};
const SYSTEMS = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } };
const CLASSES = { type: 'object', additionalProperties: SITE_CLASS };
const MEANINGS = { type: 'object', additionalProperties: MEANING };
const CODES = { type: 'array', items: { type: 'string', minLength: 1 } };

/** A table of codes of one kind of system, with what else belongs to it. */
function table(codes: object, more: Readonly<Record<string, object>> = {}): object {
  const properties = { systems: SYSTEMS, codes, ...more };
  return { type: 'object', required: Object.keys(properties), properties };
}

const SECTIONS = {
  placeOfService: table(MEANINGS),
  taxonomy: table(MEANINGS, { organizationPrefixes: CLASSES, dispensers: MEANINGS }),
  roleCode: table(CLASSES, { clinics: CODES }),
  encounterClass: table(MEANINGS, {
    v2: table({ type: 'object', additionalProperties: { type: 'string' } }),
    orderingOutOfScope: CODES,
  }),
  typeOfBill: {
    type: 'object',
    required: ['systems', 'prefixes'],
    properties: { systems: SYSTEMS, prefixes: CLASSES },
  },
  medicationRequestCategory: MEANINGS,
  physicalType: table(MEANINGS),
  hospitalCertification: {
    type: 'object',
    required: ['systems', 'ranges'],
    properties: {
      systems: SYSTEMS,
      ranges: {
        type: 'array',
        items: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'integer', minimum: 0 } },
      },
    },
  },
  npi: { type: 'object', required: ['systems'], properties: { systems: SYSTEMS } },
  namePatterns: {
    type: 'array',
    items: {
      type: 'object',
      required: ['siteClass', 'pattern'],
      properties: { siteClass: SITE_CLASS, pattern: { type: 'string', minLength: 1, format: 'regex' } },
    },
  },
};
const SCHEMA: SchemaObject = { type: 'object', required: Object.keys(SECTIONS), properties: SECTIONS };

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictTuples: false });
ajv.addFormat('regex', isRegularExpression);
const validate = ajv.compile<SiteMapData>(SCHEMA);

/**
 * @param root the project folder, which holds `policies/site-of-care.json`
 * @throws KnowledgeError with every fault of the file; Error when it cannot be read
 */
export function loadSiteMap(root: string): SiteMap {
  const name = 'policies/site-of-care.json';
  const { value, faults } = readJson<SiteMapData>(join(root, name), name, validate);
  if (value === undefined) throw new KnowledgeError(faults);
  return compileSiteMap(value);
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
