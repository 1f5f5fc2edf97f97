/**
 * The template language of cards/ and of the policies' answers:
 *
 * - `{{drug}}` is replaced by the value of that name;
 * - a text that names a missing value is not rendered at all;
 * - `[[ (paragraph {{paragraph}})]]` is an optional part: only that part is left out when its value is missing.
 */
export type Values = Readonly<Record<string, string | undefined>>;

/** What a placeholder stands for; undefined when there is nothing. */
export type ValueOf = (name: string) => string | undefined;

/** Words, a placeholder, or an optional part. */
interface Segment {
  readonly text: string;
  readonly name: string | undefined;
  readonly optional: readonly Segment[] | undefined;
}

export interface Template {
  readonly source: string;
  readonly segments: readonly Segment[];
  /** Every placeholder, those of optional parts included. */
  readonly names: readonly string[];
}

export class TemplateError extends Error {}

const TOKEN = /\{\{(\w+)\}\}|\[\[|\]\]/g;

/** Throws TemplateError for an optional part that is nested or not closed, or a brace that opens no placeholder. */
export function compileTemplate(source: string): Template {
  const segments: Segment[] = [];
  const names: string[] = [];
  let open: Segment[] | undefined;
  let end = 0;
  for (const token of source.matchAll(TOKEN)) {
    const target = open ?? segments;
    if (token.index > end) target.push(words(source.slice(end, token.index)));
    end = token.index + token[0].length;
    if (token[1] !== undefined) {
      names.push(token[1]);
      target.push({ text: '', name: token[1], optional: undefined });
    } else if (token[0] === '[[') {
      if (open) throw new TemplateError('an optional part [[…]] cannot hold another');
      open = [];
    } else {
      if (!open) throw new TemplateError(']] without [[');
      segments.push({ text: '', name: undefined, optional: open });
      open = undefined;
    }
  }
  if (open) throw new TemplateError('[[ without ]]');
  if (end < source.length) segments.push(words(source.slice(end)));
  if (/\{\{|\}\}/.test(source.replaceAll(TOKEN, '')))
    throw new TemplateError('a placeholder is written {{name}}');
  return { source, segments, names };
}

function words(text: string): Segment {
  return { text, name: undefined, optional: undefined };
}

/** The text with its values, or undefined when a value it needs is missing. */
export function fill(template: Template, values: Values): string | undefined {
  return fillSegments(template.segments, (name) => values[name]);
}

/** The same with values that are looked up when a placeholder asks for them. */
export function fillFrom(template: Template, valueOf: ValueOf): string | undefined {
  return fillSegments(template.segments, valueOf);
}

/**
 * As `fillFrom`, in at most `limit` characters where that can be had by leaving out optional parts, the last ones first.
 * What is essential is never left out, so the text can still be longer.
 */
export function fillWithin(template: Template, valueOf: ValueOf, limit: number): string | undefined {
  let { segments } = template;
  let text = fillSegments(segments, valueOf);
  while (text !== undefined && text.length > limit) {
    const last = segments.findLastIndex(({ optional }) => optional !== undefined);
    if (last < 0) break;
    segments = segments.filter((_, index) => index !== last);
    text = fillSegments(segments, valueOf);
  }
  return text;
}

/** Length of the words themselves, with no optional part. */
export function fixedLength(template: Template): number {
  return template.segments.reduce((sum, { text }) => sum + text.length, 0);
}

function fillSegments(segments: readonly Segment[], valueOf: ValueOf): string | undefined {
  let result = '';
  for (const { text, name, optional } of segments) {
    if (name !== undefined) {
      const value = valueOf(name);
      if (value === undefined) return undefined;
      result += value;
    } else if (optional !== undefined) result += fillSegments(optional, valueOf) ?? '';
    else result += text;
  }
  return result;
}
