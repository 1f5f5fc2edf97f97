// Reads CSV text (RFC 4180): as rows of cells, or with its header line into objects.

/** Objects keyed by the header line. */
export function parseCsv(text) {
  const [header, ...body] = parseRows(text);
  return body.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

/** Rows of cells, whatever the first lines are. */
export function parseRows(text) {
  const rows = [];
  let row = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') ((cell += '"'), (at += 1));
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') (row.push(cell), (cell = ''));
    else if (character === '\n') (rows.push([...row, cell]), (row = []), (cell = ''));
    else if (character !== '\r') cell += character;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows;
}
