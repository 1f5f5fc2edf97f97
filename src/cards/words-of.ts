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
  const said = template.detail.map((line) => linesOf(line, line.max, view, words));
  const growing = template.detail.findIndex(({ grows }) => grows);
  const grown = template.detail[growing];
  if (grown) {
    const room = DETAIL_LINES - said.reduce((sum, lines) => sum + lines.length, 0);
    said[growing] = linesOf(grown, grown.max + room, view, words);
  }
  const lines: string[] = [];
  for (const one of said) lines.push(...one);
  return {
    summary: summarise(template.summary, view),
    detail: lines.length === 0 ? '' : `- ${lines.join('\n- ')}`,
  };
}

const NONE: readonly string[] = [];

function linesOf(line: DetailLine, max: number, view: CardView, words: CommonWords): readonly string[] {
  if (line.if !== undefined && !isThere(line.if, view)) return NONE;
  if (line.unless.some((name) => isThere(name, view))) return NONE;
  if (line.each === undefined) {
    const text = lineOf(line.line, (name) => view.value(name as CardValue));
    return text === undefined ? NONE : [text];
  }
  return linesOfEach(line, view.list(line.each), max, view, words);
}

function linesOfEach(
  { line, countRest }: DetailLine,
  items: readonly Values[],
  max: number,
  view: CardView,
  words: CommonWords,
): readonly string[] {
  const sayable = items.filter((item) => fillFrom(line, valueOf(item, view)) !== undefined);
  const hidden = sayable.slice(max).reduce((total, { count = '1' }) => total + Number(count), 0);
  const rest = countRest && hidden > 0 ? (fill(words.more, { count: String(hidden) }) ?? '') : '';
  return sayable.slice(0, max).map((item, index) => {
    const end = index === max - 1 ? rest : '';
    return (lineOf(line, valueOf(item, view), LINE_LIMIT - end.length) ?? '') + end;
  });
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
