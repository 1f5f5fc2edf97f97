/**
 * Looks through a large body for nesting without end before it is parsed: 10 MB of `[` take the parser more than a
 * second and 300 MB, and this 15 ms. Small bodies are not worth the look; the parser itself gives up on them soon enough.
 */

/** Bytes up to which a body goes to the parser as it is: at worst that takes 15 ms. */
const WORTH_A_LOOK = 256 * 1024;
/** FHIR nests a few dozen levels; a questionnaire of a questionnaire, some more. */
const MAX_DEPTH = 256;

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_BRACE, CLOSE_BRACE] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

export function nestsWithoutEnd(bytes: Uint8Array): boolean {
  if (bytes.length <= WORTH_A_LOOK) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN || byte === OPEN_BRACE) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (byte === CLOSE || byte === CLOSE_BRACE) depth -= 1;
  }
  return false;
}
