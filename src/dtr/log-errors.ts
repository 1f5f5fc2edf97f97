/** $log-questionnaire-errors: what went wrong with a form in somebody's application, for whoever maintains the form (DT-01). */
import type { OperationOutcome } from 'fhir/r4.js';
import { list, text } from '../core/chart/read.js';
import { ServiceError } from '../errors.js';
import type { Shelf } from './bundle.js';
import { canonicalOf } from './draft.js';
import { isObject, parametersOf } from './parameters.js';

export interface ReportedErrors {
  /** The form, as it is published here. */
  readonly questionnaire: string;
  /** How many issues of each severity. */
  readonly issues: Readonly<Record<string, number>>;
  /** linkIds the issues name, and nothing else of them: their words may hold what was answered. */
  readonly items: readonly string[];
}

const SEVERITIES: ReadonlySet<unknown> = new Set(['fatal', 'error', 'warning', 'information']);
const LINK_ID = /\b\d{1,2}(?:\.\d{1,2}){0,3}\b/g;
const MOST_ISSUES = 100;

/** @throws ServiceError `invalid-parameters`, or `unknown-artifact` for a form that is not published here */
export function reportedErrors(body: unknown, shelf: Shelf): ReportedErrors {
  const parameters = parametersOf(body);
  const named = (name: string) => parameters.find((one) => text(one['name'])?.toLowerCase() === name);
  const given = named('questionnaire');
  const canonical =
    text(given?.['valueCanonical']) ?? text(given?.['valueUri']) ?? text(given?.['valueString']);
  const outcome = (named('operationoutcome') ?? named('outcome'))?.['resource'];
  if (canonical === undefined || !isObject(outcome) || outcome['resourceType'] !== 'OperationOutcome')
    throw new ServiceError('invalid-parameters', [
      { diagnostics: 'Questionnaire (a canonical) and OperationOutcome (a resource) are needed.' },
    ]);
  const questionnaire = shelf.questionnaire(canonical);
  if (!questionnaire) throw new ServiceError('unknown-artifact');
  const issues = list((outcome as unknown as OperationOutcome).issue)
    .filter(isObject)
    .slice(0, MOST_ISSUES);
  const counts = new Map<string, number>();
  for (const { severity } of issues as readonly { severity?: unknown }[]) {
    const name = SEVERITIES.has(severity) ? String(severity) : 'unknown';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const places = issues
    .flatMap((issue) => list((issue as { expression?: string[] }).expression))
    .filter((one) => typeof one === 'string');
  const linkIds = new Set(linkIdsOf(questionnaire.item));
  const items = places.flatMap((place) => place.match(LINK_ID) ?? []).filter((linkId) => linkIds.has(linkId));
  return {
    questionnaire: canonicalOf(questionnaire),
    issues: Object.fromEntries(counts),
    items: [...new Set(items)],
  };
}

interface Nested {
  readonly linkId: string;
  readonly item?: readonly Nested[] | undefined;
}

function linkIdsOf(items: readonly Nested[] = []): readonly string[] {
  return items.flatMap(({ linkId, item }) => [linkId, ...linkIdsOf(item)]);
}
