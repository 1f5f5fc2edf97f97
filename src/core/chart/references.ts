/**
 * One resolver for every form of reference (facts: quirk 21): relative, absolute, versioned, contained, urn:uuid.
 * A conditional reference, a display alone, or a reference to something that was not given resolves to nothing.
 */
import type { FhirResource, Reference } from '../fhir.js';
import type { Chart, Obtained } from './chart.js';

const RELATIVE = /^([A-Z][A-Za-z]+)\/([^/?#\s]+)(?:\/_history\/[^/?#\s]+)?$/;
const ABSOLUTE = /^https?:\/\/.+\/([A-Z][A-Za-z]+)\/([^/?#\s]+)(?:\/_history\/[^/?#\s]+)?$/;

/** `Type/id` of a reference, without base URL and version; undefined for contained, urn, conditional or missing references. */
export function typeAndId(reference: unknown): string | undefined {
  if (typeof reference !== 'string') return undefined;
  const match = RELATIVE.exec(reference) ?? ABSOLUTE.exec(reference);
  return match ? `${match[1]}/${match[2]}` : undefined;
}

/** The referenced resource if it was given; `from` is the resource that holds the reference, for contained ones. */
export function resolve(
  chart: Chart,
  reference: Reference | undefined,
  from?: Obtained,
): Obtained | undefined {
  const text: unknown = reference?.reference;
  if (typeof text !== 'string' || text === '') return undefined;
  if (text.startsWith('#')) return from && containedIn(containerOf(chart, from), text.slice(1));
  // Only an address and a version hold more than type and id.
  const key = text.includes(':') || text.includes('/_history/') ? typeAndId(text) : undefined;
  return (key === undefined ? undefined : chart.get(key)) ?? chart.get(text);
}

/** What to read when a reference cannot be resolved from what was given: a plain `Type/id`, or an absolute URL of the call's own server. */
export function readable(
  reference: Reference | undefined,
  chart: Chart,
): { resourceType: string; id: string } | undefined {
  const text: unknown = reference?.reference;
  const key = typeAndId(text);
  if (key === undefined) return undefined;
  if (ABSOLUTE.test(text as string) && !chart.isOnServer(text as string)) return undefined;
  const [resourceType, id] = key.split('/') as [string, string];
  return { resourceType, id };
}

/** Is this a reference to that patient? Ids are compared whole: Patient/1 is not Patient/12. */
export function isPatient(reference: Reference | undefined, patientId: string): boolean {
  return typeAndId(reference?.reference) === `Patient/${patientId}`;
}

/** Contained resources do not nest: inside one, `#x` is another resource of the same container. */
function containerOf(chart: Chart, from: Obtained): Obtained {
  const [container, isContained] = from.reference.split('#') as [string, string?];
  return (isContained === undefined ? undefined : chart.get(container)) ?? from;
}

function containedIn(holder: Obtained, id: string): Obtained | undefined {
  const contained = (holder.resource as { contained?: unknown }).contained;
  if (!Array.isArray(contained)) return undefined;
  const resource = (contained as FhirResource[]).find((candidate) => candidate?.id === id);
  return resource && { resource, reference: `${holder.reference}#${id}`, source: holder.source };
}
