/** A flame graph as SVG: the width of a frame is its share of the time, callers stand below what they call. */
const WIDTH = 1200;
const ROW = 16;
/** Frames narrower than this many pixels are left out. */
const LEAST = 1.5;
const COLOURS = [
  [/^dist\/core\//, '#7fc97f'],
  [/^dist\/cards\//, '#beaed4'],
  [/^dist\/(crd|hooks)\//, '#fdc086'],
  [/^dist\/(http|server|app|main)/, '#ffff99'],
  [/^dist\/decisions\//, '#80b1d3'],
  [/^dist\/(ehr|auth)\//, '#fb9a99'],
  [/^node_modules\//, '#d9d9d9'],
  [/^\(engine\)/, '#bc80bd'],
];

/** @param tree of readProfile */
export function flameGraph(tree, title) {
  const frames = [];
  const lay = (node, x, depth) => {
    const width = (node.ms / tree.ms) * WIDTH;
    if (width < LEAST) return;
    frames.push({ node, x, depth, width });
    let from = x;
    for (const child of merged(node.children)) {
      lay(child, from, depth + 1);
      from += (child.ms / tree.ms) * WIDTH;
    }
  };
  lay({ ...tree, name: title, place: '', file: '' }, 0, 0);
  const height = (Math.max(...frames.map(({ depth }) => depth)) + 1) * ROW;
  const body = frames.map((frame) => draw(frame, height, tree.ms)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="11">\n${body}\n</svg>\n`;
}

function draw({ node, x, depth, width }, height, total) {
  const y = height - (depth + 1) * ROW;
  const told = `${node.name} ${node.place} ${((100 * node.ms) / total).toFixed(1)} %`;
  const letters = Math.floor((width - 4) / 6.6);
  const label =
    letters > 2
      ? `<text x="${(x + 2).toFixed(1)}" y="${y + 12}">${escaped(node.name.slice(0, letters))}</text>`
      : '';
  const colour = COLOURS.find(([files]) => files.test(node.file))?.[1] ?? '#f0f0f0';
  return `<g><title>${escaped(told)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>${label}</g>`;
}

/** Calls of one function from several lines are one frame. */
function merged(children) {
  const byPlace = new Map();
  for (const child of children) {
    const key = `${child.name} ${child.place}`;
    const known = byPlace.get(key);
    byPlace.set(
      key,
      known
        ? {
            ...known,
            ms: known.ms + child.ms,
            selfMs: known.selfMs + child.selfMs,
            children: [...known.children, ...child.children],
          }
        : child,
    );
  }
  return [...byPlace.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
