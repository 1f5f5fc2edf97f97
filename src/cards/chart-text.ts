/** Text that comes from a chart or quotes one, made fit for a card: plain, without ids, without words that read as a verdict. */
import { plain, shorten } from './plain.js';

/** Never said by a card (contract.md, "Words for cards"), so not by a name in the chart either. */
const VERDICT = /[\p{L}-]*(?:approved|denied)\p{L}*/giu;

const REFERENCE = /\b([A-Z][A-Za-z]+)\/[A-Za-z0-9][A-Za-z0-9.-]{0,63}(?=$|[^\w/])/g;

/** What stands in place of `Coverage/c1`, by resource type: an id means nothing to a prescriber. */
type Records = Readonly<Record<string, string>>;

/** A name whole or not at all: half of a name, an id, or a name that reads as a verdict misleads. */
export function nameOf(value: string | undefined, limit: number, records: Records): string | undefined {
  const name = plain(value, limit * 4);
  if (name === undefined || name.length > limit || name.search(VERDICT) >= 0) return undefined;
  return withoutIds(name, records) === name ? name : undefined;
}

/** A sentence or a display of at most `limit` characters. */
export function sentenceOf(value: string | undefined, limit: number, records: Records): string | undefined {
  const text = plain(value, limit * 2);
  return text === undefined ? undefined : shorten(withoutIds(text, records).replace(VERDICT, '…'), limit);
}

function withoutIds(text: string, records: Records): string {
  return text.replace(REFERENCE, (whole, type: string, at: number) => {
    const record = Object.hasOwn(records, type) ? records[type] : undefined;
    return record === undefined ? whole : `${at === 0 ? 'The' : 'the'} ${record}`;
  });
}

/** A sentence without its full stop: templates go on after it. */
export function clauseOf(value: string | undefined, limit: number, records: Records): string | undefined {
  return sentenceOf(value?.replace(/[.\s]+$/, ''), limit, records);
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
