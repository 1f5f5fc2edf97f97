/**
 * Makes a value plain before it goes into a card. Chart text is written by anyone, and a card is rendered as GitHub-flavoured
 * Markdown in someone else's program: no value may become a link, an image, HTML, emphasis, a heading or a new line.
 * Characters are replaced, not escaped, so that the text reads the same when Markdown is not rendered.
 */

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  // Control characters, then what is invisible or turns the reading direction
  [/[\p{Cc}\u2028\u2029]+/gu, ' '],
  [/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, ''],
  // Unpaired halves of a surrogate pair
  [/\p{Cs}/gu, ''],
  [/</g, '‹'],
  [/>/g, '›'],
  [/\[/g, '('],
  [/\]/g, ')'],
  [/`/g, '’'],
  [/[\\|]/g, '/'],
  [/\*/g, '∗'],
  [/_/g, ' '],
  [/~/g, '-'],
  [/&(?=#?\w+;)/g, '+'],
  // GFM turns bare addresses into links
  [/:\/\//g, ': '],
  [/www\./gi, 'www '],
  [/\b(mailto|xmpp):/gi, '$1 '],
  [/@/g, ' at '],
  [/\s+/g, ' '],
  // At the start of a list item these would open a heading, a list, a rule
  [/^(?:\s*(?:[-+#=]+|\d+[.)])(?=\s|$))+/, ''],
];

const NUMBERED = /^\d+[.)](?: |$)/;
const ADDRESS = /:\/\/|www\.|\bmailto:|\bxmpp:/i;
/** Character codes of a space, `+`, `.`, `9` and `:`. */
const [SPACE, PLUS, DOT, NINE, COLON] = [0x20, 0x2b, 0x2e, 0x39, 0x3a];
/** By character code: 0 none of the ordinary ones, 1 ordinary, 2 such as a word can begin with. */
const KIND = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9]/.test(character)) return 2;
  return /[ .,;:%()'/+-]/.test(character) ? 1 : 0;
});

/** One line of plain text of at most `limit` characters (UTF-16 units); undefined when nothing readable is left. */
export function plain(value: string | undefined, limit: number): string | undefined {
  if (value === undefined) return undefined;
  let result = value.slice(0, limit * 4);
  if (isOrdinary(result)) return shorten(result, limit);
  for (const [pattern, replacement] of REPLACEMENTS) result = result.replace(pattern, replacement);
  result = result.trim();
  return result === '' ? undefined : shorten(result, limit);
}

/** Most values are ordinary words, and one look at each character tells: nothing above would change them. */
function isOrdinary(text: string): boolean {
  const first = text.charCodeAt(0);
  // A plus sign opens a list only where a space follows; in front of a telephone number it is one.
  if (KIND[first === PLUS ? text.charCodeAt(1) : first] !== 2) return false;
  let hasMark = first <= NINE;
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!KIND[code] || (code === SPACE && before === SPACE)) return false;
    if (code === DOT || code === COLON) hasMark = true;
    before = code;
  }
  if (before === SPACE) return false;
  return !hasMark || !(NUMBERED.test(text) || ADDRESS.test(text));
}

/** Cuts a text at a word if one ends in its second half, never inside a character, and marks the cut. */
export function shorten(value: string, limit: number): string {
  if (value.length <= limit) return value;
  if (limit < 1) return '';
  let cut = value.slice(0, limit - 1);
  if (/[\ud800-\udbff]$/.test(cut)) cut = cut.slice(0, -1);
  const space = cut.lastIndexOf(' ');
  if (space >= limit / 2 && value[cut.length] !== ' ') cut = cut.slice(0, space);
  return `${cut.replace(/[\s,;:.–-]+$/, '')}…`;
}
