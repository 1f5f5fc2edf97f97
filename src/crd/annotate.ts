/** Puts our coverage information on an order: replaces ours, leaves everybody else's, and sees when there is nothing new. */
import type { Extension, MedicationRequest } from '../core/fhir.js';
import { list, text } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';

/** `unchanged`: the order already says this, under this id (CI-03). */
export type Annotation =
  | { readonly kind: 'unchanged'; readonly id: string }
  | { readonly kind: 'changed'; readonly id: string; readonly order: MedicationRequest };

/**
 * `write` makes the extension with a given assertion id. `isOurs` tells whether an id was given out by this service;
 * one that says exactly what we would say now needs no such proof.
 */
export function annotate(
  order: MedicationRequest,
  write: (id: string) => Extension,
  newId: () => string,
  isOurs: (id: string) => boolean,
): Annotation {
  const present: readonly Extension[] = Array.isArray(order.extension) ? order.extension : [];
  const id = newId();
  const extension = write(id);
  if (!present.some((one) => one?.url === extension.url)) {
    return { kind: 'changed', id, order: { ...order, extension: [...present, extension] } };
  }

  const coverage = coverageOf(extension);
  const content = contentOf(extension);
  const ours = present.flatMap((one, index) => {
    if (one?.url !== extension.url || coverageOf(one) !== coverage) return [];
    const oneId = idOf(one);
    const isUnchanged = contentOf(one) === content;
    return oneId !== undefined && (isUnchanged || isOurs(oneId)) ? [{ index, id: oneId, isUnchanged }] : [];
  });

  const [first] = ours;
  if (first?.isUnchanged && ours.length === 1) return { kind: 'unchanged', id: first.id };
  const place = first?.index ?? present.length;
  const kept = (from: number, to?: number): readonly Extension[] =>
    present.slice(from, to).filter((_, offset) => !ours.some((one) => one.index === from + offset));
  return {
    kind: 'changed',
    id,
    order: { ...order, extension: [...kept(0, place), extension, ...kept(place)] },
  };
}

function part(extension: Extension, url: string): Extension | undefined {
  return list(extension.extension).find((one) => one.url === url);
}

function idOf(extension: Extension): string | undefined {
  return text(part(extension, 'coverage-assertion-id')?.valueString);
}

function coverageOf(extension: Extension): string | undefined {
  return typeAndId(part(extension, 'coverage')?.valueReference?.reference);
}

/** Everything it says except when and under which id, so that the same answer on another day is no news. */
function contentOf(extension: Extension): string {
  return list(extension.extension)
    .filter((one) => one.url !== 'date' && one.url !== 'coverage-assertion-id' && one.url !== 'coverage')
    .map((one) => JSON.stringify(sorted(one)))
    .sort()
    .join('\n');
}

/** The same value with members in alphabetical order: an EHR may write them in another one. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
