/**
 * May a resource count, judged by its status elements alone? The table is data (policies/status-filters.json);
 * this file only applies it, the weakest element deciding.
 */
import type { CodeableConcept, FhirResource } from '../fhir.js';
import { found } from '../lists.js';
import { codings, list, text } from './read.js';

/**
 * - `current`: counts.
 * - `history`: counts for events and exposures, never as a present impairment.
 * - `unsure`: can raise a question, never answer it.
 * - `never`: refuted, entered in error, not done: as if it were not there.
 */
export type Standing = 'current' | 'history' | 'unsure' | 'never';

/** What one status element says: each known value, a value that is not known, and its absence. */
export interface ElementFilter {
  readonly values: Readonly<Record<string, Standing>>;
  readonly absent: Standing;
  readonly other: Standing;
  /** Exceptions to `absent`, the first that holds wins. */
  readonly absentWhen?: readonly AbsentRule[];
}

export type AbsentRule =
  | { readonly abatement: true; readonly then: Standing }
  | { readonly category: string; readonly then: Standing };

/** Resource type → status element → filter. */
export type StatusFilters = Readonly<Record<string, Readonly<Record<string, ElementFilter>>>>;

const WEAKNESS: Record<Standing, number> = { current: 0, history: 1, unsure: 2, never: 3 };

export function standingOf(resource: FhirResource, filters: StatusFilters): Standing {
  const elements = filters[resource.resourceType];
  if (!elements) return 'current';
  const source = resource as unknown as Record<string, unknown>;
  let weakest: Standing = 'current';
  for (const element in elements) {
    const next = standingOfElement(source, element, elements[element] as ElementFilter);
    if (WEAKNESS[next] > WEAKNESS[weakest]) weakest = next;
  }
  return weakest;
}

function standingOfElement(
  source: Record<string, unknown>,
  element: string,
  filter: ElementFilter,
): Standing {
  const values = statusValues(source[element]);
  if (values.length === 0) {
    return filter.absentWhen?.find((rule) => holds(rule, source))?.then ?? filter.absent;
  }
  let weakest: Standing = 'current';
  for (const value of values) {
    const next = filter.values[value] ?? filter.other;
    if (WEAKNESS[next] > WEAKNESS[weakest]) weakest = next;
  }
  return weakest;
}

/** A code, or the codes of a CodeableConcept (translations of one status are equal, so the weakest may decide). */
function statusValues(element: unknown): readonly string[] {
  if (typeof element === 'string') return element === '' ? [] : [element];
  if (typeof element === 'boolean') return [String(element)];
  if (typeof element !== 'object' || element === null) return [];
  const coded = found(codings(element), (coding) => text(coding.code));
  if (coded.length > 0) return coded;
  const words = text((element as { text?: unknown }).text);
  return words ? [words.toLowerCase()] : [];
}

function holds(rule: AbsentRule, source: Record<string, unknown>): boolean {
  if ('abatement' in rule)
    return Object.keys(source).some((key) => key.startsWith('abatement') && list(source[key]).length > 0);
  const categories = list(source['category'] as CodeableConcept | CodeableConcept[] | undefined);
  return categories.some((category) => codings(category).some((coding) => coding.code === rule.category));
}
