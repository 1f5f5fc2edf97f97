/** What differs between two answers, leaving aside the ids that are new in every answer. */

export interface Difference {
  /** `cards[0].summary` */
  readonly path: string;
  /** Absent: it was not there. */
  readonly was?: unknown;
  readonly is?: unknown;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const MOST = 100;

/** @param request its ids are the EHR's own, and have to be the same in both */
export function differencesBetween(was: unknown, is: unknown, request: unknown): readonly Difference[] {
  const own = new Set(JSON.stringify(request).match(UUID) ?? []);
  const found: Difference[] = [];
  compare(withoutIds(was, own), withoutIds(is, own), '', found);
  return found.slice(0, MOST);
}

function withoutIds(value: unknown, own: ReadonlySet<string>): unknown {
  const text = JSON.stringify(value ?? null);
  return JSON.parse(text.replace(UUID, (id) => (own.has(id) ? id : 'id')));
}

function compare(was: unknown, is: unknown, path: string, found: Difference[]): void {
  if (isObject(was) && isObject(is)) {
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const below = Array.isArray(was) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
      compare(was[name], is[name], below, found);
    }
    return;
  }
  if (was === is) return;
  found.push({ path, ...(was !== undefined && { was }), ...(is !== undefined && { is }) });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
