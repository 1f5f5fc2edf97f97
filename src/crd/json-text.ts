/** Looks into JSON as text, for what JSON.parse does not keep. The text is known to be valid JSON. */

/** Numbers that may not come back as they were: trailing zeros, exponents, many digits, very small ones, minus zero. */
const SUSPECT = /[:,[]\s*(?=[-\d])(?:-0(?![.\d])|-?(?:\d+\.\d*0(?!\d)|\d+(?:\.\d+)?[eE]|[\d.]{16}|0\.0{6}))/;

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Character codes of `"`, `\\`, `,`, `-`, `0` and `9`, and of the brackets. */
const [QUOTE, BACKSLASH, COMMA, MINUS, ZERO, NINE] = [0x22, 0x5c, 0x2c, 0x2d, 0x30, 0x39];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Quick, and sometimes wrong in the harmless direction: text inside strings is looked at as well. */
export function mayLoseNumbers(json: string): boolean {
  return SUSPECT.test(json);
}

/** Would any number of this text change on its way through JSON.parse and JSON.stringify? */
export function losesNumbers(json: string): boolean {
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(json)?.[0] ?? '-';
      if (!survives(number)) return true;
      at += number.length;
    } else at += 1;
  }
  return false;
}

/** Is a JSON number the same text after parsing and stringifying? */
export function survives(number: string): boolean {
  return JSON.stringify(Number(number)) === number;
}

/**
 * The text of the value of a member that is there, wherever it is, found without reading all that stands before it. Undefined when the
 * name is there more than once, or may be written with escapes.
 */
export function textOfOnly(json: string, name: string): string | undefined {
  const key = JSON.stringify(name);
  const at = json.indexOf(key);
  if (at < 0 || json.charCodeAt(at - 1) === BACKSLASH) return undefined;
  if (json.includes(key, at + 1) || json.includes('\\u')) return undefined;
  const colon = skipSpace(json, at + key.length);
  if (json[colon] !== ':') return undefined;
  const start = skipSpace(json, colon + 1);
  return json.slice(start, endOfValue(json, start));
}

/** The text of the value under nested member names; of members given twice the last, as JSON.parse does. */
export function textOf(json: string, path: readonly string[]): string | undefined {
  let [start, end] = [skipSpace(json, 0), json.length];
  for (const name of path) {
    const found = memberOf(json, start, name);
    if (!found) return undefined;
    [start, end] = found;
  }
  return json.slice(start, end);
}

/** Start and end of a member's value; `at` is where the object opens. */
function memberOf(json: string, at: number, name: string): [number, number] | undefined {
  if (json[at] !== '{') return undefined;
  let found: [number, number] | undefined;
  let key = skipSpace(json, at + 1);
  while (json[key] === '"') {
    const keyEnd = endOfString(json, key);
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = endOfValue(json, start);
    if (JSON.parse(json.slice(key, keyEnd)) === name) found = [start, end];
    const comma = skipSpace(json, end);
    key = json[comma] === ',' ? skipSpace(json, comma + 1) : json.length;
  }
  return found;
}

function endOfValue(json: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(json, at);
      if (depth === 0) return at;
      continue;
    }
    if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) return at + 1;
      if (depth < 0) return at;
    } else if (code === COMMA && depth === 0) return at;
    at += 1;
  }
  return at;
}

/** Index after the closing quote of the string that opens at `at`. */
function endOfString(json: string, at: number): number {
  let quote = json.indexOf('"', at + 1);
  while (quote >= 0) {
    let slashes = 0;
    while (json.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    quote = json.indexOf('"', quote + 1);
  }
  return json.length;
}

function skipSpace(json: string, at: number): number {
  let index = at;
  while (index < json.length && ' \n\r\t'.includes(json[index] as string)) index += 1;
  return index;
}
