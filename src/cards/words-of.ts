/** Summary and detail of a card: a template filled from a view. */
import type { CardTemplate, CommonWords, DetailLine } from '../knowledge/card-types.js';
import type { CardList, CardValue } from '../knowledge/card-vocabulary.js';
import { CARD_LISTS } from '../knowledge/card-vocabulary.js';
import { LINE_LIMIT } from '../knowledge/compile-card.js';
import { fill, fillWithin, type Template, type Values } from '../knowledge/template.js';
import { shorten } from './plain.js';
import { summarise } from './summary.js';
import type { CardView } from './view.js';

export interface CardWords {
  readonly summary: string;
  /** A bullet list: every line stands alone, so it reads the same with and without Markdown. */
  readonly detail: string;
}

export function wordsOf(template: CardTemplate, view: CardView, words: CommonWords): CardWords {
  const lines = template.detail.flatMap((line) => linesOf(line, view, words));
  return {
    summary: summarise(template.summary, view),
    detail: lines.map((line) => `- ${line}`).join('\n'),
  };
}

function linesOf(line: DetailLine, view: CardView, words: CommonWords): readonly string[] {
  if (line.if !== undefined && !isThere(line.if, view)) return [];
  if (line.unless.some((name) => isThere(name, view))) return [];
  const items: readonly Values[] = line.each === undefined ? [{}] : view.lists[line.each];
  const sayable = items.filter((item) => fill(line.line, view.values, item) !== undefined);
  const hidden = sayable.length - line.max;
  const rest = line.countRest && hidden > 0 ? (fill(words.more, { count: String(hidden) }) ?? '') : '';
  return sayable.slice(0, line.max).map((item, index) => {
    const end = index === line.max - 1 ? rest : '';
    return lineOf(line.line, view.values, item, LINE_LIMIT - end.length) + end;
  });
}

/** Optional parts go first; only what is still too long is cut. */
function lineOf(template: Template, values: Values, item: Values, limit: number): string {
  return shorten(fillWithin(template, values, item, limit) ?? '', limit);
}

function isThere(name: CardValue | CardList, view: CardView): boolean {
  return isList(name) ? view.lists[name].length > 0 : view.values[name] !== undefined;
}

function isList(name: CardValue | CardList): name is CardList {
  return name in CARD_LISTS;
}
