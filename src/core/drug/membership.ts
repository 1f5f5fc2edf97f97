/** Membership before code: is what remains on the payer's list, even when the exact code is not known? */
import { flatMapped } from '../lists.js';
import { entriesOf } from './candidates.js';
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
  const entries = entriesOf(candidates, tables);
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

/** Doubts about the rows of the codes that remain, and about products a row does not name; `wordsSaid` are the order's, asked only then. */
export function rowDoubts({ listed, unlisted }: Membership, wordsSaid: () => string): readonly string[] {
  const doubts = flatMapped([...listed, ...unlisted], (entry) => entry.doubts);
  const products = flatMapped(listed, (entry) => entry.productDoubts);
  if (products.length === 0) return doubts;
  const words = wordsSaid();
  const said = (phrases: readonly string[]): boolean =>
    phrases.some((phrase) => words.includes(` ${phrase} `));
  for (const { words: named, unless, doubt } of products)
    if (said(named) && !said(unless)) doubts.push(doubt);
  return doubts;
}

/** Every route the codes can have. */
export function routesOf(entries: readonly CodeEntry[]): readonly string[] {
  const [only] = entries;
  if (entries.length === 1 && only) return only.routes;
  return [...new Set(flatMapped(entries, (entry) => entry.routes))];
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
