// Reads a CSV text with a header line (RFC 4180) into objects keyed by the header.

export function parseCsv(text) {
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
  const [header, ...body] = rows;
  return body.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}
