/** Text of an order or a table, made comparable: lower case words without punctuation, and safe to quote. */

/** Longest text that is looked at; what an EHR writes behind it is a note, not a drug name. */
const LONGEST = 400;
const TAG = /<[^<>]{0,200}>/g;
const BEYOND_ASCII = /[\u0080-\uffff]/;
const ACCENT = /[\u0300-\u036f]/g;
const UNIT_AFTER_DIGIT = /(\d)(?=[a-z])/g;
const WORD = /[a-z0-9]+/g;
/** Words with one blank between them: nothing to take out. */
const PLAIN = /^[A-Za-z0-9.,:;/()%+-]+(?: [A-Za-z0-9.,:;/()%+-]+)*$/;

/**
 * Words of a text: lower case, accents and HTML tags gone, digits apart from letters (`100mg` is `100`, `mg`),
 * so that two spellings of one name give the same words.
 */
export function wordsOf(text: string): readonly string[] {
  const head = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  const plain = head.includes('<') ? head.replace(TAG, ' ') : head;
  const ascii = BEYOND_ASCII.test(plain) ? plain.normalize('NFKD').replace(ACCENT, '') : plain;
  return ascii.toLowerCase().replace(UNIT_AFTER_DIGIT, '$1 ').match(WORD) ?? [];
}

/** The words as one string, for exact comparison. */
export function normalise(text: string): string {
  return wordsOf(text).join(' ');
}

/** `text` fit to be quoted in a sentence: one line, no markup, at most 80 characters. */
export function quotable(text: string): string {
  if (text.length <= 80 && PLAIN.test(text)) return text;
  const line = text
    .slice(0, LONGEST)
    .replace(TAG, ' ')
    .replace(/[\p{C}<>`[\]|*_]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** Number of single-letter edits between two words, or `limit + 1` when there are more than `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const distance = Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      current.push(distance);
      if (distance < least) least = distance;
    }
    if (least > limit) return limit + 1;
    previous = current;
  }
  return Math.min(previous[b.length] ?? limit + 1, limit + 1);
}
