/**
 * Gives requests back with their numbers as they came: a dose of `10.00` must not return as `10` (CI-04).
 * Most have no such number and cost one look at their text; the others are parsed once more, losslessly.
 */
import { LosslessNumber, parse, stringify } from 'lossless-json';
import type { Bundle, FhirResource } from '../core/fhir.js';
import type { Obtained } from '../core/chart/chart.js';
import { list } from '../core/chart/read.js';
import { losesNumbers, mayLoseNumbers, survives, textOf, textOfOnly } from './json-text.js';

export interface Originals {
  /** The same resource with its numbers as text; itself when none would change, or when its text is not known. */
  of<T extends FhirResource>(resource: T): T;
  /** Undefined: nothing is lossless, JSON.stringify will do. */
  readonly stringify?: (value: unknown) => string | undefined;
}

/** What the resources of a call were parsed from. They are recognised by identity. */
export interface Sources {
  /** The request body; `context` and `prefetch` are what JSON.parse made of it. */
  readonly rawText: string | undefined;
  readonly context: Readonly<Partial<Record<ContextBundle, Bundle | undefined>>>;
  readonly prefetch?: Readonly<Record<string, unknown>> | undefined;
}

type ContextBundle = 'draftOrders' | 'appointments';
type Pairs = Map<object, unknown>;

const AS_PARSED: Originals = { of: (resource) => resource };
const BUNDLES = ['draftOrders', 'appointments'] as const;

/** @param stored resources from elsewhere than the context that are to be written back: prefetched ones, and those that were read */
export function originalsOf(sources: Sources | undefined, stored: readonly Obtained[] = []): Originals {
  const originals: Pairs = new Map();
  const rawText = sources?.rawText;
  if (sources && rawText !== undefined) {
    for (const name of BUNDLES) ofBundle(rawText, name, sources.context[name], originals);
    const prefetched = stored.filter(({ source }) => source === 'prefetch');
    if (prefetched.length > 0 && mayLoseNumbers(rawText))
      ofPrefetch(rawText, sources.prefetch ?? {}, new Set(prefetched.map((one) => one.resource)), originals);
  }
  for (const { resource, json } of stored) {
    if (json === undefined || !mayLoseNumbers(json) || !losesNumbers(json)) continue;
    originals.set(resource, lossless(json));
  }
  if (originals.size === 0) return AS_PARSED;
  return {
    of: <T extends FhirResource>(resource: T) => (originals.get(resource) as T | undefined) ?? resource,
    stringify: (value) => stringify(value),
  };
}

/** The answer as JSON text without insignificant whitespace. */
export function serializeResponse(response: unknown, originals: Originals): string {
  return (originals.stringify ?? JSON.stringify)(response) ?? '';
}

function ofBundle(rawText: string, name: ContextBundle, bundle: Bundle | undefined, originals: Pairs): void {
  if (!bundle || !holdsNumber(bundle)) return;
  const text = textOfOnly(rawText, name) ?? textOf(rawText, ['context', name]);
  if (text === undefined || !losesNumbers(text)) return;
  const copy = lossless(text) as Bundle<FhirResource>;
  list(bundle.entry).forEach((entry, index) => {
    const original = list(copy.entry)[index]?.resource;
    if (entry.resource && original) originals.set(entry.resource, original);
  });
}

/** Only the keys that hold a wanted resource are parsed again, and a prefetch may be large. */
function ofPrefetch(
  rawText: string,
  prefetch: Readonly<Record<string, unknown>>,
  wanted: ReadonlySet<unknown>,
  originals: Pairs,
): void {
  for (const [key, value] of Object.entries(prefetch)) {
    if (!holds(value, wanted)) continue;
    const text = textOf(rawText, ['prefetch', key]);
    if (text !== undefined && losesNumbers(text)) pair(value, lossless(text), wanted, originals);
  }
}

function holds(value: unknown, wanted: ReadonlySet<unknown>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return wanted.has(value) || Object.values(value).some((member) => holds(member, wanted));
}

function holdsNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'number';
  if (Array.isArray(value)) return value.some(holdsNumber);
  for (const name in value) if (holdsNumber((value as Readonly<Record<string, unknown>>)[name])) return true;
  return false;
}

/** Walks both trees together: they are the same but for their numbers. */
function pair(value: unknown, copy: unknown, wanted: ReadonlySet<unknown>, originals: Pairs): void {
  if (typeof value !== 'object' || value === null || typeof copy !== 'object' || copy === null) return;
  if (wanted.has(value)) originals.set(value, copy);
  for (const [name, member] of Object.entries(value))
    pair(member, (copy as Readonly<Record<string, unknown>>)[name], wanted, originals);
}

function lossless(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (number) => (survives(number) ? Number(number) : new LosslessNumber(number)),
    onDuplicateKey: ({ newValue }) => newValue,
  });
}
