/** What the hook call's prefetch carries of the chart (CH-22 to CH-24). */
import type { Obtained, ReadRequest, ReadResult } from '../core/chart/chart.js';
import { availabilityOf, failedStatus, isObject, readAnswer, type Answer } from './answer.js';
import { defaultLimits } from './limits.js';
import { bareId } from './patient.js';

const { maxEntries } = defaultLimits;

/** Key of the one result for resources that came under names this service did not ask for. */
const OTHER_KEYS = 'prefetch';

/** The shortfall of a search result of which the call carries the first page only; a session can read on. */
export const NEXT_UNREAD = 'further pages not read';

/**
 * One result for each of `requests` whose key is in the prefetch; a key that is absent was not attempted and gives
 * none. `null` and `{}` mean: looked, nothing there. Resources under unknown keys (`item1`) are data too, but
 * make no request complete, since nobody knows what was asked.
 */
export function prefetchResults(
  prefetch: Readonly<Record<string, unknown>> | null | undefined,
  requests: readonly ReadRequest[],
  patientId: string,
): ReadResult[] {
  if (!isObject(prefetch)) return [];
  const patient = bareId(patientId);
  const results: ReadResult[] = [];
  const known = new Set<string>();
  for (const request of requests) {
    const { key } = request;
    const value = prefetch[key];
    if (value === undefined || !Object.hasOwn(prefetch, key) || known.has(key)) continue;
    known.add(key);
    results.push(keyResult(value, request, patient));
  }
  const others = otherResources(prefetch, known, patient);
  if (others) results.push(others);
  return results;
}

function keyResult(value: unknown, request: ReadRequest, patientId: string): ReadResult {
  const { key, resourceType: expected } = request;
  const content = unwrap(value);
  if ('failed' in content)
    return { key, availability: { state: 'unavailable', reason: content.failed }, obtained: [] };
  if (isNothing(content.value)) return { key, availability: { state: 'complete' }, obtained: [] };
  const answer = withinLimit(readAnswer(content.value, { patientId, source: 'prefetch', key, expected }));
  const { obtained, next } = answer;
  const isRead = answer.fits > 0;
  if (next === undefined) return { key, availability: availabilityOf(answer.shortfalls, isRead), obtained };
  return { key, availability: availabilityOf([...answer.shortfalls, NEXT_UNREAD], isRead), obtained, next };
}

function otherResources(
  prefetch: Record<string, unknown>,
  known: ReadonlySet<string>,
  patientId: string,
): ReadResult | undefined {
  const all: Obtained[] = [];
  for (const key of Object.keys(prefetch)) {
    if (known.has(key)) continue;
    const content = unwrap(prefetch[key]);
    if ('failed' in content || isNothing(content.value)) continue;
    for (const one of readAnswer(content.value, { patientId, source: 'prefetch', key }).obtained)
      all.push(one);
  }
  const obtained = all.slice(0, maxEntries);
  return obtained.length === 0
    ? undefined
    : { key: OTHER_KEYS, availability: { state: 'complete' }, obtained };
}

/** What is prefetched is cut where what is read would be, so that no call costs without end. */
function withinLimit(answer: Answer): Answer {
  if (answer.obtained.length <= maxEntries) return answer;
  const shortfalls = [...answer.shortfalls, `more than ${maxEntries} entries`];
  return { ...answer, shortfalls, obtained: answer.obtained.slice(0, maxEntries) };
}

/** Takes a value out of the `{ response, resource }` wrapper that some clients send (quirk 27). */
function unwrap(value: unknown): { readonly value: unknown } | { readonly failed: string } {
  if (!isObject(value) || value['resourceType'] !== undefined) return { value };
  if (!('resource' in value) && !('response' in value)) return { value };
  const failed = failedStatus(value);
  return failed === undefined ? { value: value['resource'] ?? null } : { failed };
}

function isNothing(value: unknown): boolean {
  if (!isObject(value)) return value === null;
  return value['resourceType'] === undefined && Object.keys(value).length === 0;
}
