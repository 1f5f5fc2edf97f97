/**
 * Gives orders back with their numbers as they came: a dose of `10.00` must not return as `10` (CI-04).
 * Most orders have no such number and cost one regular expression; the others are parsed once more, losslessly.
 */
import { LosslessNumber, parse, stringify } from 'lossless-json';
import type { Bundle, FhirResource } from '../core/fhir.js';
import { list } from '../core/chart/read.js';
import { losesNumbers, mayLoseNumbers, survives, textOf } from './json-text.js';

export interface Originals {
  /** The same resource with its numbers as text; itself when none would change, or when it is not of the draft. */
  of<T extends FhirResource>(resource: T): T;
  /** Undefined: nothing is lossless, JSON.stringify will do. */
  readonly stringify?: (value: unknown) => string | undefined;
}

const AS_PARSED: Originals = { of: (resource) => resource };

/** `rawText` is the request body `draftOrders` was parsed from; its resources are recognised by identity. */
export function originalsOf(rawText: string | undefined, draftOrders: Bundle): Originals {
  if (rawText === undefined || !mayLoseNumbers(rawText)) return AS_PARSED;
  const draft = textOf(rawText, ['context', 'draftOrders']);
  if (draft === undefined || !losesNumbers(draft)) return AS_PARSED;

  const lossless = parse(draft, undefined, {
    parseNumber: (number) => (survives(number) ? Number(number) : new LosslessNumber(number)),
    onDuplicateKey: ({ newValue }) => newValue,
  }) as Bundle<FhirResource>;
  const originals = new Map<object, unknown>();
  list(draftOrders.entry).forEach((entry, index) => {
    const original = list(lossless.entry)[index]?.resource;
    if (entry.resource && original) originals.set(entry.resource, original);
  });
  return {
    of: <T extends FhirResource>(resource: T) => (originals.get(resource) as T | undefined) ?? resource,
    stringify: (value) => stringify(value),
  };
}

/** The answer as JSON text without insignificant whitespace. */
export function serializeResponse(response: unknown, originals: Originals): string {
  return (originals.stringify ?? JSON.stringify)(response) ?? '';
}
