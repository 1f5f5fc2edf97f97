/** Text that comes from a chart or quotes one, made fit for a card: plain, without ids, without words that read as a verdict. */
import { plain, shorten } from './plain.js';

/** Never said by a card (contract.md, "Words for cards"), so not by a name in the chart either. */
const VERDICT = /[\p{L}-]*(?:approved|denied)\p{L}*/giu;
/** What the one above cannot match without; most texts have none of it, and are not searched letter by letter. */
const VERDICT_STEM = /approved|denied/i;

const REFERENCE = /\b([A-Z][A-Za-z]+)\/[A-Za-z0-9][A-Za-z0-9.-]{0,63}(?=$|[^\w/])/g;

/** What stands in place of `Coverage/c1`, by resource type: an id means nothing to a prescriber. */
type Records = Readonly<Record<string, string>>;

/** A name whole or not at all: half of a name, an id, or a name that reads as a verdict misleads. */
export function nameOf(value: string | undefined, limit: number, records: Records): string | undefined {
  const name = plain(value, limit * 4);
  if (name === undefined || name.length > limit || VERDICT_STEM.test(name)) return undefined;
  return withoutIds(name, records) === name ? name : undefined;
}

/** A sentence or a display of at most `limit` characters. */
export function sentenceOf(value: string | undefined, limit: number, records: Records): string | undefined {
  const text = plain(value, limit * 2);
  return text === undefined ? undefined : shorten(withoutVerdict(withoutIds(text, records)), limit);
}

function withoutVerdict(text: string): string {
  return VERDICT_STEM.test(text) ? text.replace(VERDICT, '…') : text;
}

function withoutIds(text: string, records: Records): string {
  if (!text.includes('/')) return text;
  return text.replace(REFERENCE, (whole, type: string, at: number) => {
    const record = Object.hasOwn(records, type) ? records[type] : undefined;
    return record === undefined ? whole : `${at === 0 ? 'The' : 'the'} ${record}`;
  });
}

/** A sentence without its full stop: templates go on after it. */
export function clauseOf(value: string | undefined, limit: number, records: Records): string | undefined {
  return value === undefined ? undefined : sentenceOf(withoutStop(value), limit, records);
}

const STOP = /[.\s]/;

function withoutStop(text: string): string {
  let end = text.length;
  while (end > 0 && STOP.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** `a, b and c` */
export function enumerated(parts: readonly string[], and: string): string {
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}` : parts.join('');
}

/** As many parts as fit, whole; `more` says how many are left out. Not even one: that one, cut. */
export function joined(
  parts: readonly string[],
  separator: string,
  limit: number,
  more: (count: number) => string,
): string {
  for (let count = parts.length; count > 0; count -= 1) {
    const rest = parts.length - count;
    const text = parts.slice(0, count).join(separator) + (rest > 0 ? more(rest) : '');
    if (text.length <= limit) return text;
  }
  return shorten(parts.join(separator), limit);
}
