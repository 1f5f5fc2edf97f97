/** The HCPCS codes an order can still mean, and how a filter makes them fewer. */
import { found } from '../lists.js';
import type { CodeEntry, DrugTables } from './tables.js';

/** The codes still possible, and how they came to be so few. */
export interface Candidates {
  readonly codes: readonly string[];
  /** The drug may also be a form that no code of the tables describes. */
  readonly otherForms: boolean;
  /** The order's form or route belongs to none of the codes, but to such another form. */
  readonly elsewhere: 'self-administered' | 'not-injected' | undefined;
  readonly path: readonly string[];
  readonly doubts: readonly string[];
}

/** Does a code stay? */
export type Keep = (entry: CodeEntry) => boolean;

export const entriesOf = ({ codes }: Candidates, tables: DrugTables): readonly CodeEntry[] =>
  found(codes, (code) => tables.codes.get(code));

/** Applies one filter; one that would leave nothing is not applied, and its doubt is kept. */
export function narrow(candidates: Candidates, what: string, keep: Keep, tables: DrugTables): Candidates {
  const kept = found(candidates.codes, (code) => {
    const entry = tables.codes.get(code);
    return entry && keep(entry) ? entry.code : undefined;
  });
  if (kept.length === candidates.codes.length) return candidates;
  if (kept.length === 0) {
    const doubt = `The order says ${what}, which fits none of ${candidates.codes.join(', ')}; not used.`;
    return { ...candidates, doubts: [...candidates.doubts, doubt] };
  }
  return { ...candidates, codes: kept, path: [...candidates.path, `${what} → ${kept.join(' ')}`] };
}

/** Applies a filter unless it would leave unlisted codes alone where listed ones were possible. */
export function narrowKeepingListed(
  candidates: Candidates,
  what: string,
  keep: Keep,
  tables: DrugTables,
): Candidates {
  const entries = entriesOf(candidates, tables);
  const kept = entries.filter(keep);
  if (kept.some((entry) => entry.listed) || !entries.some((entry) => entry.listed))
    return narrow(candidates, what, keep, tables);
  const fitting = kept.map((entry) => entry.code).join(', ');
  const doubt = `The order says ${what}, which fits only ${fitting}, not on the list; not used to rule out the listed codes.`;
  return { ...candidates, doubts: [...candidates.doubts, doubt] };
}
