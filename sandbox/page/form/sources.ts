/** Where a pre-filled answer was found: what the resource is called, its day, and where it can be opened. */
import type { DecisionRecord } from '../../../src/decisions/record.js';
import type { Answer } from '../api/sandbox.js';
import { isObject, keyOf, list, resourcesIn, text, type Resource } from '../ehr/resources.js';

export interface Source {
  readonly reference: string;
  readonly place: 'chart' | 'order' | 'directory';
  readonly what?: string | undefined;
  /** ISO day */
  readonly date?: string | undefined;
  /** Where it can be looked at. */
  readonly href?: string | undefined;
}

export interface SourceBook {
  readonly find: (reference: string) => Source;
  /** References of the call's own resources of these types, or of all. */
  readonly known: (types: readonly string[]) => readonly string[];
}

/** @param records base address of the embedded server; undefined when its records cannot be looked at */
export function sourceBook(
  { request }: Answer,
  record: DecisionRecord | undefined,
  records: string | undefined,
): SourceBook {
  const ordered = new Map(resourcesIn(request.context).map((one) => [keyOf(one), one]));
  const charted = new Map(resourcesIn(request.prefetch).map((one) => [keyOf(one), one]));
  const evidence = new Map(
    [...(record?.criteria ?? []).flatMap((one) => one.evidence), ...(record?.site?.evidence ?? [])].flatMap(
      (one) => (one.reference === undefined ? [] : [[one.reference, one] as const]),
    ),
  );
  const placeOf = (reference: string): Source['place'] => {
    if (ordered.has(reference)) return 'order';
    if (charted.has(reference)) return 'chart';
    const isListed = evidence.get(reference)?.source === 'directory' || reference.startsWith('Organization/');
    return isListed ? 'directory' : 'chart';
  };
  return {
    find: (reference) => {
      const resource = ordered.get(reference) ?? charted.get(reference);
      const found = evidence.get(reference);
      const place = placeOf(reference);
      const canOpen = records !== undefined && place === 'chart' && !reference.includes('what-if');
      return {
        reference,
        place,
        what: titleOf(resource) ?? found?.display,
        date: dayOf(resource) ?? found?.date?.slice(0, 10),
        href: canOpen ? `${records}/${reference}` : undefined,
      };
    },
    known: (types) =>
      [...ordered.keys(), ...charted.keys()].filter(
        (key) => types.length === 0 || types.some((type) => key.startsWith(`${type}/`)),
      ),
  };
}

const TITLES = ['code', 'type', 'event', 'medicationCodeableConcept'];
const DAYS = [
  'onsetDateTime', 'effectiveDateTime', 'performedDateTime', 'occurrenceDateTime', 'date', 'recordedDate', 'authoredOn',
]; // prettier-ignore
const PERIODS = ['effectivePeriod', 'onsetPeriod', 'performedPeriod', 'occurrencePeriod', 'period'];

function titleOf(resource: Resource | undefined): string | undefined {
  if (!resource) return undefined;
  const concept = TITLES.map((name) => resource[name]).find(isObject);
  if (!concept) return undefined;
  const displays = list(concept['coding']).map((one) => (isObject(one) ? text(one['display']) : undefined));
  return text(concept['text']) ?? displays.find((one) => one !== undefined);
}

function dayOf(resource: Resource | undefined): string | undefined {
  if (!resource) return undefined;
  const starts = PERIODS.map((name) => resource[name]).map((one) =>
    isObject(one) ? one['start'] : undefined,
  );
  return [...DAYS.map((name) => resource[name]), ...starts]
    .map(text)
    .find((one) => one !== undefined)
    ?.slice(0, 10);
}
