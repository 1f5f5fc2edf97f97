/** The results as a bar chart: for each row its share of what node:http does with the same call, by time and by CPU, and the goal. */
const LEFT = 250;
const SCALE = 480;
const WIDTH = LEFT + SCALE * 1.05 + 90;
const ROW = 34;
const TOP = 34;

export function bars(rows) {
  const height = TOP + rows.length * ROW + 24;
  const axis = [0, 0.25, 0.5, 0.75, 1].map((value) => {
    const x = LEFT + value * SCALE;
    return `<line x1="${x}" y1="${TOP - 6}" x2="${x}" y2="${height - 20}" stroke="#ddd"/><text x="${x}" y="${height - 6}" text-anchor="middle">${value}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="8" y="18">Share of what node:http does with the same call: <tspan fill="#2b6cb0">by time</tspan>, <tspan fill="#90cdf4">by CPU of the main thread</tspan>, <tspan fill="#c53030">goal</tspan></text>`,
    ...axis,
    ...rows.map((row, at) => bar(row, TOP + at * ROW)),
    '</svg>\n',
  ].join('\n');
}

function bar({ name, ratio, cpuRatio, goal }, y) {
  const mark = (value) => LEFT + Math.min(value, 1.05) * SCALE;
  const line = (value, top, colour) =>
    `<rect x="${LEFT}" y="${top}" width="${(mark(value) - LEFT).toFixed(1)}" height="11" fill="${colour}"/><text x="${(mark(value) + 5).toFixed(1)}" y="${top + 10}">${value.toFixed(2)}</text>`;
  const goalLine =
    goal === undefined
      ? ''
      : `<line x1="${mark(goal)}" y1="${y}" x2="${mark(goal)}" y2="${y + 26}" stroke="#c53030" stroke-width="2"/>`;
  return `<text x="${LEFT - 8}" y="${y + 17}" text-anchor="end">${name}</text>${line(ratio, y + 1, '#2b6cb0')}${line(cpuRatio, y + 14, '#90cdf4')}${goalLine}`;
}
