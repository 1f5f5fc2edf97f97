/** Compiles JSON Schemas once, at start, and turns what they find into faults that name the member and what was expected. */
import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv';
import type { Fault } from '../../errors.js';

/** More faults than these help nobody and could fill the answer. */
const MOST_FAULTS = 20;

/** RFC 3339 date-time; `Date.parse` settles whether the day exists. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

const findsAll = newAjv(true);
const findsFirst = newAjv(false);

/** Returns the faults of a value; none when it is valid. */
export type Check = (value: unknown) => readonly Fault[];

/**
 * @param find `first` for schemas with lists of any length: a large body full of faults would fill the memory with them
 */
export function compileCheck(schema: SchemaObject, find: 'all' | 'first'): Check {
  const validate: ValidateFunction = (find === 'all' ? findsAll : findsFirst).compile(schema);
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).filter(speaks).slice(0, MOST_FAULTS).map(toFault);
}

function newAjv(allErrors: boolean): Ajv {
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors, verbose: true });
  ajv.addFormat('http-url', (text: string) => /^https?:\/\//i.test(text) && URL.canParse(text));
  ajv.addFormat('date-time', (text: string) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)));
  return ajv;
}

/** `if` and `oneOf` only repeat what their branches said. */
function speaks({ keyword }: ErrorObject): boolean {
  return keyword !== 'if' && keyword !== 'oneOf' && keyword !== 'anyOf';
}

function toFault(error: ErrorObject): Fault {
  const path = toPath(error.instancePath);
  const params = error.params as Record<string, unknown>;
  const named = path === '' ? 'The body' : path;
  switch (error.keyword) {
    case 'required': {
      const missing = join(path, String(params['missingProperty']));
      return { expression: missing, diagnostics: `${missing} is missing.` };
    }
    case 'type':
      return at(path, `${named} has to be ${withArticle(params['type'])}, not ${typeOf(error.data)}.`);
    case 'format':
      return at(path, `${named} has to be ${FORMATS[String(params['format'])] ?? 'well-formed'}.`);
    case 'const':
    case 'enum': {
      const allowed = [params['allowedValue'] ?? params['allowedValues']].flat().join(', ');
      return at(path, `${named} has to be one of: ${allowed}.`);
    }
    case 'minLength':
      return at(path, `${named} is empty.`);
    default:
      return at(path, `${named} ${error.message ?? 'is invalid'}.`);
  }
}

function at(path: string, diagnostics: string): Fault {
  return path === '' ? { diagnostics } : { expression: path, diagnostics };
}

const FORMATS: Readonly<Record<string, string>> = {
  'http-url': 'an absolute http(s) address',
  'date-time': 'a date and time with zone, such as 2025-10-01T12:00:00Z',
};

/** `/feedback/0/card` → `feedback[0].card`. Only names the schema knows can stand in it, so nothing of the input is echoed. */
function toPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : join(path, step)), '');
}

function join(path: string, member: string): string {
  return path === '' ? member : `${path}.${member}`;
}

function withArticle(type: unknown): string {
  const names = [type].flat().filter((name) => name !== 'null');
  return names
    .map((name) => (/^[aeio]/.test(String(name)) ? `an ${String(name)}` : `a ${String(name)}`))
    .join(' or ');
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : withArticle(typeof value);
}
