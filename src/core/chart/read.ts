/** Reads elements of resources that may be missing, null or of the wrong type, without ever throwing. */
import type { CodeableConcept, Coding } from '../fhir.js';

const NOTHING: readonly never[] = [];

/** An array whatever came: undefined and null are empty, a single object becomes one element, null elements are dropped. */
export function list<T>(value: readonly T[] | T | null | undefined): readonly T[] {
  if (value === undefined || value === null) return NOTHING;
  if (!Array.isArray(value)) return [value as T];
  const values = value as readonly (T | null | undefined)[];
  // Nearly every array is whole, and this is asked some thousand times a call.
  for (let index = 0; index < values.length; index += 1)
    if (!isPresent(values[index])) return values.filter(isPresent) as readonly T[];
  return values as readonly T[];
}

function isPresent(element: unknown): boolean {
  return element !== null && element !== undefined;
}

/** A string that has something in it, else undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && (isPrinted(value.charCodeAt(0)) || value.trim() !== '')
    ? value
    : undefined;
}

/** A character of ASCII that is no white space: what nearly every text begins with. */
function isPrinted(code: number): boolean {
  return code > 32 && code < 127;
}

export function codings(concept: CodeableConcept | undefined | null): readonly Coding[] {
  const found = list(concept?.coding);
  for (let index = 0; index < found.length; index += 1)
    if (!isObject(found[index])) return found.filter(isObject);
  return found;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object';
}

/** The best words a concept has for a reader: text, else the first display, else the first code. */
export function displayOf(concept: CodeableConcept | undefined | null): string | undefined {
  const coded = codings(concept);
  return (
    text(concept?.text) ?? text(coded.find((coding) => text(coding.display))?.display) ?? text(coded[0]?.code)
  );
}

/** Codes of a concept in one system. */
export function codesIn(concept: CodeableConcept | undefined | null, system: string): readonly string[] {
  return codings(concept).flatMap((coding) =>
    coding.system === system && text(coding.code) ? [coding.code as string] : [],
  );
}
