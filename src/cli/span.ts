/** `--from` and `--to` of a command: days in UTC, the first included, the second not. */
import { spanOf } from '../core/dates.js';
import type { Span } from '../decisions/store.js';

/** @returns words for the terminal when one of them is no day */
export function spanFrom(from: string | undefined, to: string | undefined): Span | string {
  for (const [name, day] of [
    ['--from', from],
    ['--to', to],
  ]) {
    const known = day === undefined || (/^\d{4}-\d{2}-\d{2}$/.test(day) && spanOf(day) !== undefined);
    if (!known) return `${name}: "${day}" is no day; write 2026-01-31.`;
  }
  if (from !== undefined && to !== undefined && from >= to) return '--to: has to come after --from.';
  return {
    ...(from !== undefined && { from: `${from}T00:00:00.000Z` }),
    ...(to !== undefined && { to: `${to}T00:00:00.000Z` }),
  };
}

/** `2026-01-01 to 2026-02-01`, for the audit and for headings. */
export function wordsOf({ from, to }: Span): string {
  const day = (instant: string | undefined): string | undefined => instant?.slice(0, 10);
  if (from === undefined && to === undefined) return 'all time';
  if (to === undefined) return `from ${day(from)}`;
  return from === undefined ? `before ${day(to)}` : `${day(from)} to ${day(to)}`;
}
