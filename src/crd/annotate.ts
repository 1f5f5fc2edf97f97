/** Puts our coverage information on a request: replaces ours, leaves everybody else's, and sees when there is nothing new. */
import type { Extension, FhirResource } from '../core/fhir.js';
import { list, text } from '../core/chart/read.js';
import { extended } from '../core/extended.js';
import { typeAndId } from '../core/chart/references.js';
import { COVERAGE_INFORMATION } from './coverage-information.js';

/** A resource that can carry the extension: an order, an Appointment. */
export type Annotated = FhirResource & { readonly extension?: Extension[] | undefined };

/** `unchanged`: the resource already says this, under this id (CI-03). */
export type Annotation =
  | { readonly kind: 'unchanged'; readonly id: string }
  | { readonly kind: 'changed'; readonly id: string; readonly resource: Annotated };

/**
 * @param writes make the extensions for one coverage with a given assertion id: one, or one for each of several drugs that share the
 *   resource (CI-07); all of them get the same id (CI-08)
 * @param isOurs tells whether an id was given out by this service; an extension that says exactly what we would say now needs no such proof
 */
export function annotate(
  resource: Annotated,
  writes: readonly ((id: string) => Extension)[],
  newId: () => string,
  isOurs: (id: string) => boolean,
): Annotation {
  const present: readonly Extension[] = Array.isArray(resource.extension) ? resource.extension : [];
  const id = newId();
  const extensions = distinct(writes.map((write) => write(id)));
  const [sample] = extensions;
  // Most requests carry none yet, and then there is nothing to compare.
  if (!sample || !present.some((one) => one?.url === sample.url)) {
    return { kind: 'changed', id, resource: extended(resource, { extension: [...present, ...extensions] }) };
  }

  const said = new Set(extensions.map(contentOf));
  const coverage = coverageOf(sample);
  const ours = present.flatMap((one, index) => {
    if (one?.url !== sample.url || coverageOf(one) !== coverage) return [];
    const oneId = idOf(one);
    const content = contentOf(one);
    return oneId !== undefined && (said.has(content) || isOurs(oneId)) ? [{ index, id: oneId, content }] : [];
  });

  const [first] = ours;
  const isUnchanged =
    ours.length === extensions.length &&
    ours.every((one) => said.has(one.content)) &&
    new Set(ours.map((one) => one.content)).size === ours.length;
  if (first && isUnchanged) return { kind: 'unchanged', id: first.id };
  const place = first?.index ?? present.length;
  const kept = (from: number, to?: number): readonly Extension[] =>
    present.slice(from, to).filter((_, offset) => !ours.some((one) => one.index === from + offset));
  return {
    kind: 'changed',
    id,
    resource: { ...resource, extension: [...kept(0, place), ...extensions, ...kept(place)] },
  };
}

/**
 * Takes assertions off a resource that hold no longer (CI-04 allows no other change); undefined when it carries none.
 *
 * @param isStale told the assertion's id, and the `Type/id` of its coverage
 */
export function withdraw(
  resource: Annotated,
  isStale: (id: string, coverage: string | undefined) => boolean,
): Annotated | undefined {
  const { extension, ...rest } = resource;
  const present: readonly Extension[] = Array.isArray(extension) ? extension : [];
  const kept = present.filter((one) => {
    const id = one?.url === COVERAGE_INFORMATION ? idOf(one) : undefined;
    return id === undefined || !isStale(id, coverageOf(one));
  });
  if (kept.length === present.length) return undefined;
  // An empty array would be no valid FHIR.
  return kept.length === 0 ? rest : { ...resource, extension: kept };
}

/** The assertion ids a resource carries, ours and others'. */
export function assertionIds(resource: FhirResource): readonly string[] {
  const { extension } = resource as Annotated;
  return extension === undefined ? [] : list(extension).flatMap((one) => idOf(one) ?? []);
}

/** Several drugs that share a request may get the same answer. */
function distinct(extensions: readonly Extension[]): readonly Extension[] {
  if (extensions.length < 2) return extensions;
  return [...new Map(extensions.map((one) => [contentOf(one), one])).values()];
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
