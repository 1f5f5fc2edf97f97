/** Membership before code: is what remains on the payer's list, even when the exact code is not known? */
import { list } from '../chart/read.js';
import type { DrugOutcome } from './types.js';
import type { Candidates } from './candidates.js';
import type { CodeEntry, DrugTables } from './tables.js';

export interface Membership {
  readonly outcome: DrugOutcome;
  readonly listed: readonly CodeEntry[];
  readonly unlisted: readonly CodeEntry[];
}

/** The outcome for the codes that remain; `selfAdministeredForm` is the product's form if the patient can inject it. */
export function membership(
  candidates: Candidates,
  selfAdministeredForm: string | undefined,
  tables: DrugTables,
): Membership {
  const entries = candidates.codes.flatMap((code) => list(tables.codes.get(code)));
  const listed = entries.filter((entry) => entry.listed);
  const unlisted = entries.filter((entry) => !entry.listed);
  if (candidates.elsewhere === 'self-administered')
    return { outcome: 'SELF_ADMIN_FORM', listed: [], unlisted: [] };
  if (candidates.elsewhere === 'not-injected') return { outcome: 'NOT_LISTED', listed: [], unlisted: [] };
  if (listed.length === 0) return { outcome: 'NOT_LISTED', listed, unlisted };
  if (unlisted.length > 0 || candidates.otherForms) return { outcome: 'AMBIGUOUS_MIXED', listed, unlisted };
  if (selfAdministeredForm !== undefined && listed.every((entry) => entry.excludesSelfAdministration)) {
    return { outcome: 'SELF_ADMIN_FORM', listed, unlisted };
  }
  return { outcome: listed.length === 1 ? 'RESOLVED' : 'LISTED_CODE_AMBIGUOUS', listed, unlisted };
}

/** Doubts about the rows of the codes that remain, and about products a row does not name; `words` are the order's. */
export function rowDoubts({ listed, unlisted }: Membership, words: string): readonly string[] {
  const said = (phrases: readonly string[]): boolean =>
    phrases.some((phrase) => words.includes(` ${phrase} `));
  const products = listed
    .flatMap((entry) => entry.productDoubts)
    .filter((doubt) => said(doubt.words) && !said(doubt.unless))
    .map((product) => product.doubt);
  return [...[...listed, ...unlisted].flatMap((entry) => entry.doubts), ...products];
}

/** A plain name for what remains: the shared generic name, else that of the molecule. */
export function plainName(entries: readonly CodeEntry[], tables: DrugTables): string | undefined {
  const [first] = entries;
  if (!first || entries.every((entry) => entry.name === first.name)) return first?.name;
  return tables.moleculeNames.get(first.molecule);
}

/** The question whose answer decides between listed and unlisted. */
export function questionFor({ listed, unlisted }: Membership, name: string): string {
  const entries = [...listed, ...unlisted];
  const on = listed.map(described).join(', ');
  if (unlisted.length === 0)
    return `Which form of ${name} is ordered? Only ${on} is on the list; other forms are not.`;
  const off = unlisted.map(described).join(', ');
  if (new Set(entries.map((entry) => entry.dialysis)).size > 1) {
    return `Is the patient on dialysis for end-stage renal disease? ${on} is on the list, ${off} is not.`;
  }
  return `Which ${name} product is ordered (brand, NDC or HCPCS code)? On the list: ${on}. Not on the list: ${off}.`;
}

/** `Remicade (J1745)` */
function described({ brands, name, routes, code }: CodeEntry): string {
  return `${brands[0] ?? name}${routes.length === 1 ? ` ${routes[0]}` : ''} (${code})`;
}
