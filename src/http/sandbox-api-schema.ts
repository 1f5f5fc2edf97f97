/** What the page of the sandbox may send (docs: the sandbox's own API; it is no part of CDS Hooks). */
import type { SchemaObject } from 'ajv';
import { spanOf } from '../core/dates.js';
import { ServiceError, type Fault } from '../errors.js';
import { compileCheck, type Check } from '../hooks/schema/compile.js';
import type { CallRequest, CaseRequest, ServerChoice } from '../sandbox/console.js';
import { once } from '../sandbox/once.js';
import type { PatientQuery } from '../sandbox/patients.js';
import { SITE_IDS } from '../sandbox/stories.js';
import { DRUG, ORDER } from '../sandbox/stories-schema.js';

const TEXT = { type: 'string', minLength: 1, maxLength: 2000 };
const TOKEN = { type: 'string', maxLength: 20_000 };
const DAY = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
/** As ehr/query.ts takes ids: nothing that could change a path. */
const ID = { type: 'string', pattern: '^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,255}$' };
const RESOURCE = {
  type: 'object',
  required: ['resourceType'],
  properties: { resourceType: { type: 'string', pattern: '^[A-Z][A-Za-z]+$' } },
};

const object = (
  required: readonly string[],
  properties: Readonly<Record<string, SchemaObject>>,
): SchemaObject => ({ type: 'object', required, properties, additionalProperties: false });

const WHAT_IF = object([], {
  lvef: { type: ['number', 'null'], minimum: 0, maximum: 100 },
  removeAllergies: { const: true },
  postalCode: { type: 'string', pattern: '^\\d{5}(-\\d{4})?$' },
  lastDoseDate: { anyOf: [DAY, { type: 'null' }] },
  addFacts: { type: 'array', maxItems: 50, items: RESOURCE },
});

const CALL = object(['hook', 'crd', 'prefetch'], {
  story: TEXT,
  server: TEXT,
  token: TOKEN,
  patientId: ID,
  drug: DRUG,
  site: { enum: SITE_IDS },
  hook: { enum: ['order-sign', 'order-select', 'order-dispatch', 'appointment-book'] },
  crd: { enum: ['2.0', '2.2'] },
  prefetch: { type: 'boolean' },
  plannedDate: DAY,
  dispensePeriod: object([], { start: DAY, end: DAY }),
  order: ORDER,
  patch: WHAT_IF,
  configuration: { type: 'object' },
});

const PATIENTS = object(['server'], {
  server: TEXT,
  token: TOKEN,
  query: { type: 'string', maxLength: 200 },
  count: { type: 'integer', minimum: 1, maximum: 200 },
});

const COVERAGE = object(['server', 'reference'], {
  server: TEXT,
  token: TOKEN,
  reference: { type: 'string', pattern: '^Coverage/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,255}$' },
});

const CASE: SchemaObject = {
  type: 'object',
  required: ['request', 'endpoint', 'response', 'evaluatedAt'],
  properties: {
    request: { type: 'object', required: ['hook', 'context'], properties: { context: { type: 'object' } } },
    endpoint: TEXT,
    response: { type: 'object' },
    evaluatedAt: { type: 'string', format: 'date-time' },
    server: TEXT,
    synthetic: { type: 'boolean' },
    deidentified: { type: 'boolean' },
  },
};

const isCall = once(() => compileCheck(CALL, 'all'));
const isPatients = once(() => compileCheck(PATIENTS, 'all'));
const isCoverage = once(() => compileCheck(COVERAGE, 'all'));
const isCase = once(() => compileCheck(CASE, 'all'));

/** @throws ServiceError 400 naming each fault */
export function readCall(body: unknown): CallRequest {
  const call = read(isCall, body) as CallRequest;
  const days = {
    plannedDate: call.plannedDate,
    'dispensePeriod.start': call.dispensePeriod?.start,
    'dispensePeriod.end': call.dispensePeriod?.end,
    'patch.lastDoseDate': call.patch?.lastDoseDate ?? undefined,
  };
  const wrong = Object.entries(days).filter(([, day]) => day !== undefined && !isDay(day));
  if (wrong.length > 0)
    throw new ServiceError(
      'sandbox-request',
      wrong.map(([expression]) => ({ expression, diagnostics: `${expression} is no day of the calendar.` })),
    );
  return call;
}

/** @throws ServiceError 400 naming each fault */
export function readPatientQuery(body: unknown): ServerChoice & PatientQuery {
  return read(isPatients, body) as ServerChoice & PatientQuery;
}

/** @throws ServiceError 400 naming each fault */
export function readCoverageWish(body: unknown): ServerChoice & { readonly reference: string } {
  return read(isCoverage, body) as ServerChoice & { readonly reference: string };
}

/** @throws ServiceError 400 naming each fault */
export function readCaseRequest(body: unknown): CaseRequest {
  return read(isCase, body) as CaseRequest;
}

function read(check: () => Check, body: unknown): unknown {
  const faults: readonly Fault[] = check()(body);
  if (faults.length > 0) throw new ServiceError('sandbox-request', faults);
  return body;
}

/** `Date.parse` takes 31 February for March. */
function isDay(text: string): boolean {
  const span = spanOf(text);
  return span !== undefined && span.first === span.last;
}
