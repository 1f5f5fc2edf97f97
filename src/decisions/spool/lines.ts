/** Bytes of a spool as lines. */

export const NEWLINE = 0x0a;

/**
 * The lines that are complete; a process that was killed can have left half of one at the end.
 *
 * @param at offset of the first byte in its file; `end` is the offset behind each line
 */
export function wholeLines(
  bytes: Buffer,
  at: number,
): readonly { readonly line: string; readonly end: number }[] {
  const lines: { line: string; end: number }[] = [];
  let begin = 0;
  for (let stop = bytes.indexOf(NEWLINE); stop >= 0; stop = bytes.indexOf(NEWLINE, begin)) {
    lines.push({ line: bytes.toString('utf8', begin, stop), end: at + stop + 1 });
    begin = stop + 1;
  }
  return lines;
}
