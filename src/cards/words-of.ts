/** Summary and detail of a card: a template filled from a view. */
import type { CardTemplate, CommonWords, DetailLine } from '../knowledge/card-types.js';
import type { CardList, CardValue } from '../knowledge/card-vocabulary.js';
import { CARD_LISTS } from '../knowledge/card-vocabulary.js';
import { DETAIL_LINES, LINE_LIMIT } from '../knowledge/compile-card.js';
import {
  fill,
  fillFrom,
  fillWithin,
  type Template,
  type ValueOf,
  type Values,
} from '../knowledge/template.js';
import { shorten } from './plain.js';
import { summarise } from './summary.js';
import type { CardView } from './view.js';

export interface CardWords {
  readonly summary: string;
  /** A bullet list: every line stands alone, so it reads the same with and without Markdown. */
  readonly detail: string;
}

export function wordsOf(template: CardTemplate, view: CardView, words: CommonWords): CardWords {
  const lines: string[] = [];
  let grown: { readonly line: DetailLine; readonly at: number } | undefined;
  for (const line of template.detail) {
    const at = lines.length;
    addLines(line, line.max, view, words, lines);
    // With fewer lines than it may have there is nothing left to say.
    if (line.grows && lines.length - at === line.max) grown = { line, at };
  }
  const room = DETAIL_LINES - lines.length;
  if (grown && room > 0) {
    const { line, at } = grown;
    const more: string[] = [];
    addLines(line, line.max + room, view, words, more);
    lines.splice(at, line.max, ...more);
  }
  return {
    summary: summarise(template.summary, view),
    detail: lines.length === 0 ? '' : `- ${lines.join('\n- ')}`,
  };
}

/** Puts what a line of the template says behind `lines`: nothing, one line or at most `max`. */
function addLines(line: DetailLine, max: number, view: CardView, words: CommonWords, lines: string[]): void {
  if (line.if !== undefined && !isThere(line.if, view)) return;
  for (const name of line.unless) if (isThere(name, view)) return;
  if (line.each === undefined) {
    const text = lineOf(line.line, view.value as ValueOf);
    if (text !== undefined) lines.push(text);
  } else addLinesOfEach(line, view.list(line.each), max, view, words, lines);
}

function addLinesOfEach(
  { line, countRest }: DetailLine,
  items: readonly Values[],
  max: number,
  view: CardView,
  words: CommonWords,
  lines: string[],
): void {
  const end = lines.length + max;
  let hidden = 0;
  let last: ValueOf | undefined;
  for (const item of items) {
    const values = valueOf(item, view);
    if (lines.length < end) {
      const text = lineOf(line, values);
      if (text === undefined) continue;
      lines.push(text);
      last = values;
    } else if (countRest && fillFrom(line, values) !== undefined) hidden += Number(item['count'] ?? '1');
  }
  if (hidden === 0 || !last) return;
  const rest = fill(words.more, { count: String(hidden) }) ?? '';
  lines[end - 1] = (lineOf(line, last, LINE_LIMIT - rest.length) ?? '') + rest;
}

/** Optional parts go first; only what is still too long is cut. */
function lineOf(template: Template, valueOf: ValueOf, limit = LINE_LIMIT): string | undefined {
  const text = fillWithin(template, valueOf, limit);
  return text === undefined ? undefined : shorten(text, limit);
}

/** An item has a member for each name its list adds; every other name is the view's. */
function valueOf(item: Values, view: CardView): ValueOf {
  return (name) => (name in item ? item[name] : view.value(name as CardValue));
}

function isThere(name: CardValue | CardList, view: CardView): boolean {
  return isList(name) ? view.list(name).length > 0 : view.value(name) !== undefined;
}

function isList(name: CardValue | CardList): name is CardList {
  return name in CARD_LISTS;
}
