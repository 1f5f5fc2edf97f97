// Words as CQL writes them.
export function quoted(words) {
  return `'${String(words).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A line between the parts of a library. */
export function heading(words) {
  return `// -- ${words} ${'-'.repeat(Math.max(3, 116 - words.length))}`;
}
