/** The file of a case: one call with everything it needs, the day it was asked on, and what was answered. No token, no server. */
import type { SchemaObject } from 'ajv';
import type { CdsResponse } from '../cards/types.js';
import type { Determination } from '../core/decision.js';
import { ServiceError } from '../errors.js';
import { compileCheck } from '../hooks/schema/compile.js';
import type { Json } from './fhir-source.js';
import { once } from './once.js';

export const CASE_FORMAT = 'site-of-care-cds/case';
export const CASE_VERSION = 1;

export interface CaseFile {
  readonly format: typeof CASE_FORMAT;
  readonly version: typeof CASE_VERSION;
  /** ISO instant */
  readonly madeAt: string;
  readonly crd: '2.0' | '2.2';
  readonly endpoint: string;
  /** Address of the service that answered: links in its cards begin with it. */
  readonly service: string;
  /** ISO instant: the case is replayed as if it were now. */
  readonly evaluatedAt: string;
  readonly request: Json;
  readonly expected: {
    /** By order reference. */
    readonly determinations: Readonly<Record<string, Determination>>;
    readonly response: CdsResponse;
  };
  /** Was a stand-in payer assumed for a patient without coverage? */
  readonly assumeCoverage: boolean;
  /** Assertion ids in the orders that the service had given out itself. */
  readonly knownAssertions: readonly string[];
  /** What was made up, and what could not be taken along. */
  readonly notes: readonly string[];
}

const TEXT = { type: 'string', minLength: 1 };
const SCHEMA: SchemaObject = {
  type: 'object',
  required: ['format', 'version', 'crd', 'endpoint', 'evaluatedAt', 'request', 'expected'],
  properties: {
    format: { const: CASE_FORMAT },
    version: { const: CASE_VERSION },
    madeAt: { type: 'string', format: 'date-time' },
    crd: { enum: ['2.0', '2.2'] },
    service: { type: 'string' },
    endpoint: { type: 'string', pattern: '^(/crd/2\\.2)?/cds-services/[a-z-]+$' },
    evaluatedAt: { type: 'string', format: 'date-time' },
    request: {
      type: 'object',
      required: ['hook', 'hookInstance', 'context'],
      properties: { hook: TEXT, hookInstance: TEXT, context: { type: 'object' } },
    },
    expected: {
      type: 'object',
      required: ['determinations', 'response'],
      properties: {
        determinations: {
          type: 'object',
          additionalProperties: {
            enum: ['met', 'needs-documentation', 'not-met', 'insufficient-context', 'not-applicable'],
          },
        },
        response: { type: 'object', required: ['cards'], properties: { cards: { type: 'array' } } },
      },
    },
    assumeCoverage: { type: 'boolean' },
    knownAssertions: { type: 'array', items: TEXT },
    notes: { type: 'array', items: { type: 'string' } },
  },
};

const check = once(() => compileCheck(SCHEMA, 'all'));

/** @throws ServiceError `case-unusable` naming what is wrong */
export function readCase(value: unknown): CaseFile {
  if (typeof value === 'object' && value !== null && 'resourceType' in value)
    throw new ServiceError('case-unusable', [{ diagnostics: 'This is a FHIR resource.' }]);
  const faults = check()(value);
  if (faults.length > 0) throw new ServiceError('case-unusable', faults);
  const file = value as Partial<CaseFile> & CaseFile;
  for (const name of ['fhirServer', 'fhirAuthorization'])
    if (name in file.request)
      throw new ServiceError('case-unusable', [
        {
          expression: `request.${name}`,
          diagnostics: `A case reads from no server; remove request.${name}.`,
        },
      ]);
  return {
    ...file,
    service: file.service ?? '',
    assumeCoverage: file.assumeCoverage ?? true,
    knownAssertions: file.knownAssertions ?? [],
    notes: file.notes ?? [],
  };
}
