/** Looks into JSON as text, for what JSON.parse does not keep. The text is known to be valid JSON. */

/** Numbers that may not come back as they were: trailing zeros, exponents, many digits, very small ones, minus zero. */
const SUSPECT = /[:,[]\s*(?=[-\d])(?:-0(?![.\d])|-?(?:\d+\.\d*0(?!\d)|\d+(?:\.\d+)?[eE]|[\d.]{16}|0\.0{6}))/;

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Quick, and sometimes wrong in the harmless direction: text inside strings is looked at as well. */
export function mayLoseNumbers(json: string): boolean {
  return SUSPECT.test(json);
}

/** Would any number of this text change on its way through JSON.parse and JSON.stringify? */
export function losesNumbers(json: string): boolean {
  let at = 0;
  while (at < json.length) {
    const char = json[at] as string;
    if (char === '"') at = endOfString(json, at);
    else if (char === '-' || (char >= '0' && char <= '9')) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(json)?.[0] ?? char;
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
    const char = json[at] as string;
    if (char === '"') {
      at = endOfString(json, at);
      if (depth === 0) return at;
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
      if (depth < 0) return at;
    } else if (char === ',' && depth === 0) return at;
    at += 1;
  }
  return at;
}

/** Index after the closing quote of the string that opens at `at`. */
function endOfString(json: string, at: number): number {
  let quote = json.indexOf('"', at + 1);
  while (quote >= 0) {
    let slashes = 0;
    while (json[quote - 1 - slashes] === '\\') slashes += 1;
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
