/**
 * The template language of cards/ and of the policies' answers:
 *
 * - `{{drug}}` is replaced by the value of that name;
 * - a text that names a missing value is not rendered at all;
 * - `[[ (paragraph {{paragraph}})]]` is an optional part: only that part is left out when its value is missing.
 */
export type Values = Readonly<Record<string, string | undefined>>;

type Segment =
  { readonly text: string } | { readonly name: string } | { readonly optional: readonly Segment[] };

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
    if (token.index > end) target.push({ text: source.slice(end, token.index) });
    end = token.index + token[0].length;
    if (token[1] !== undefined) {
      names.push(token[1]);
      target.push({ name: token[1] });
    } else if (token[0] === '[[') {
      if (open) throw new TemplateError('an optional part [[…]] cannot hold another');
      open = [];
    } else {
      if (!open) throw new TemplateError(']] without [[');
      segments.push({ optional: open });
      open = undefined;
    }
  }
  if (open) throw new TemplateError('[[ without ]]');
  if (end < source.length) segments.push({ text: source.slice(end) });
  if (/\{\{|\}\}/.test(source.replaceAll(TOKEN, '')))
    throw new TemplateError('a placeholder is written {{name}}');
  return { source, segments, names };
}

const NONE: Values = {};

/** The text with its values, or undefined when a value it needs is missing. Values of `item` go before the others. */
export function fill(template: Template, values: Values, item: Values = NONE): string | undefined {
  return fillSegments(template.segments, values, item);
}

/**
 * As `fill`, in at most `limit` characters where that can be had by leaving out optional parts, the last ones first.
 * What is essential is never left out, so the text can still be longer.
 */
export function fillWithin(
  template: Template,
  values: Values,
  item: Values,
  limit: number,
): string | undefined {
  let { segments } = template;
  let text = fillSegments(segments, values, item);
  while (text !== undefined && text.length > limit) {
    const last = segments.findLastIndex((segment) => 'optional' in segment);
    if (last < 0) break;
    segments = segments.filter((_, index) => index !== last);
    text = fillSegments(segments, values, item);
  }
  return text;
}

/** Length of the words themselves, with no optional part. */
export function fixedLength(template: Template): number {
  return template.segments.reduce((sum, segment) => sum + ('text' in segment ? segment.text.length : 0), 0);
}

function fillSegments(segments: readonly Segment[], values: Values, item: Values): string | undefined {
  let result = '';
  for (const segment of segments) {
    if ('text' in segment) result += segment.text;
    else if ('optional' in segment) result += fillSegments(segment.optional, values, item) ?? '';
    else {
      const value = item[segment.name] ?? values[segment.name];
      if (value === undefined) return undefined;
      result += value;
    }
  }
  return result;
}
