/** What could not be read, in a prescriber's words: `diagnoses, results (not shown by the EHR)`. */
import type { CommonWords } from '../knowledge/card-types.js';
import { fill } from '../knowledge/template.js';
import { enumerated } from './chart-text.js';

/** Names said per reason. */
const NAMES_SAID = 3;

export interface Unavailable {
  /** `diagnoses`, `results`, each once. */
  readonly names: readonly string[];
  /** The names with the reason they share. */
  readonly phrases: readonly string[];
}

const NOTHING: Unavailable = { names: [], phrases: [] };

/** @param entries of `Decision.unavailable`: `MedicationAdministration: 403`, `Location/h1: timed out after 1500 ms` */
export function unavailableOf(entries: readonly string[], common: CommonWords): Unavailable {
  if (entries.length === 0) return NOTHING;
  const words = common.unavailable;
  const byReason = new Map<string, string[]>();
  for (const entry of entries) {
    const [, type = '', reason = ''] = /^([A-Za-z]*)[^:]*:?\s*(.*)$/s.exec(entry) ?? [];
    const name = (Object.hasOwn(words.types, type) ? words.types[type] : words.types['other']) ?? '';
    const why = words.reasons.find(({ match }) => match.test(reason))?.say ?? words.otherReason;
    byReason.set(why, [...new Set([...(byReason.get(why) ?? []), name])]);
  }
  return {
    names: [...new Set([...byReason.values()].flat())],
    phrases: [...byReason].map(([why, names]) => `${some(names, common)} (${why})`),
  };
}

function some(names: readonly string[], words: CommonWords): string {
  const hidden = names.length - NAMES_SAID;
  if (hidden <= 0) return names.join(', ');
  const rest = fill(words.unavailable.rest, { count: String(hidden) }) ?? '';
  return enumerated([...names.slice(0, NAMES_SAID), rest], words.and);
}
