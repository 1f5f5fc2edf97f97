/** Counting by key, by week and as shares. */

interface Counted {
  readonly count: number;
}

/** Sums by key, the largest first. */
export function tally<T extends Counted>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.count);
  return [...sums].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** @returns 0…1; null when there is nothing to have a share of */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

const DAY = 86_400_000;

/** `2026-01-07` → `2026-01-05` */
export function mondayOf(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - sinceMonday * DAY).toISOString().slice(0, 10);
}
