/** The one line everybody reads: fits the limit of CDS Hooks by shortening names, never by cutting the verdict. */
import { SHORTENABLE } from '../knowledge/card-vocabulary.js';
import { fill, type Template, type Values } from '../knowledge/template.js';
import { SUMMARY_LIMIT } from '../knowledge/compile-card.js';
import { shorten } from './plain.js';

/** Shorter than this a name is no longer recognised; then a shorter summary is the better choice. */
const READABLE_NAME = 28;

/** The best summary whose values are all there and that fits; the last one always does (src/knowledge/compile-card.ts). */
export function summarise(templates: readonly Template[], values: Values): string {
  for (const template of templates) {
    const fitting = fit(template, values, READABLE_NAME);
    if (fitting !== undefined) return fitting;
  }
  const last = templates.at(-1);
  return (last && fit(last, values, 1)) ?? '';
}

/** The filled text within the limit, drug and site shortened alike if need be, but not below `floor` characters. */
function fit(template: Template, values: Values, floor: number): string | undefined {
  const longest = Math.max(...SHORTENABLE.map((name) => values[name]?.length ?? 0));
  for (let limit = longest; limit >= Math.min(floor, longest); limit -= 1) {
    const names = SHORTENABLE.map((name) => [name, shorten(values[name] ?? '', limit)] as const);
    const text = fill(template, { ...values, ...Object.fromEntries<string>(names) });
    if (text === undefined || text.length <= SUMMARY_LIMIT) return text;
  }
  return undefined;
}
