/** Curves in a plane of two logarithmic axes, where a cost that grows in proportion is a line of slope 1. */
const WIDTH = 460;
const HEIGHT = 300;
const LEFT = 62;
const BOTTOM = 44;
const TOP = 34;
const RIGHT = 16;
const COLOURS = ['#2b6cb0', '#c05621', '#2f855a'];

/** How a cost grows between the last points, where what is fixed counts least: 0 not at all, 1 in proportion. */
export function slope(points) {
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  return Math.log(y2 / y1) / Math.log(x2 / x1);
}

/** @param plots `title`, `x` (what grows) and `lines`: name → [[n, microseconds], …] */
export function logLogPlots(plots) {
  const columns = 2;
  const rows = Math.ceil(plots.length / columns);
  const body = plots.map(
    (plot, at) =>
      `<g transform="translate(${(at % columns) * WIDTH} ${Math.floor(at / columns) * HEIGHT})">${draw(plot)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${columns * WIDTH} ${rows * HEIGHT}" font-family="sans-serif" font-size="11"><rect width="${columns * WIDTH}" height="${rows * HEIGHT}" fill="#fff"/>\n${body.join('\n')}\n</svg>\n`;
}

function draw({ title, x: xName, lines }) {
  const all = Object.values(lines).flat();
  const [xFrom, xTo] = decades(all.map(([x]) => x));
  const [yFrom, yTo] = decades(all.map(([, y]) => y));
  const x = (value) => LEFT + ((Math.log10(value) - xFrom) / (xTo - xFrom)) * (WIDTH - LEFT - RIGHT);
  const y = (value) =>
    HEIGHT - BOTTOM - ((Math.log10(value) - yFrom) / (yTo - yFrom)) * (HEIGHT - BOTTOM - TOP);
  const grid = [
    ...range(xFrom, xTo).map((power) => {
      const at = x(10 ** power);
      return `<line x1="${at}" y1="${TOP}" x2="${at}" y2="${HEIGHT - BOTTOM}" stroke="#ddd"/><text x="${at}" y="${HEIGHT - BOTTOM + 14}" text-anchor="middle">${short(10 ** power)}</text>`;
    }),
    ...range(yFrom, yTo).map((power) => {
      const at = y(10 ** power);
      return `<line x1="${LEFT}" y1="${at}" x2="${WIDTH - RIGHT}" y2="${at}" stroke="#ddd"/><text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${short(10 ** power)} µs</text>`;
    }),
  ];
  const curves = Object.entries(lines).map(([name, points], at) => {
    const path = points.map(([n, cost]) => `${x(n).toFixed(1)},${y(cost).toFixed(1)}`);
    const dots = path.map(
      (point) =>
        `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="2.5" fill="${COLOURS[at]}"/>`,
    );
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${COLOURS[at]}" stroke-width="1.5"/>${dots.join('')}<text x="${LEFT + 8}" y="${TOP + 14 + 14 * at}" fill="${COLOURS[at]}">${name}, slope ${slope(points).toFixed(2)}</text>`;
  });
  return `<text x="${LEFT}" y="18" font-size="13">${title}</text>${grid.join('')}${curves.join('')}<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${xName}</text>`;
}

/** The powers of ten around the values; at least one apart. */
function decades(values) {
  const from = Math.floor(Math.log10(Math.min(...values)));
  return [from, Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9))];
}

function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function short(value) {
  return value >= 1e6 ? `${value / 1e6}M` : value >= 1000 ? `${value / 1000}k` : String(value);
}
