/** Three kinds of plot as SVG: stacked columns by week, lines by week, stacked bars by name. */
import { escape } from './escape.js';
import { scaleTo } from './scale.js';

export interface Series {
  readonly name: string;
  /** One for each label; null leaves a gap. */
  readonly values: readonly (number | null)[];
  /** For what is no outcome of its own. */
  readonly color?: string;
}

/** Told apart by people who do not see all colours (Okabe and Ito). */
const COLORS = ['#0072b2', '#e69f00', '#d55e00', '#56b4e9', '#999999', '#009e73'];
const WIDTH = 800;
const LEFT = 60;
const TOP = 34;
const HEIGHT = 200;
const ROW = 24;

/** Stacked columns. */
export function columns(title: string, labels: readonly string[], series: readonly Series[]): string {
  const { y, step, grid, names } = frame(labels, Math.max(0, ...labels.map((_, at) => sumAt(series, at))));
  const width = Math.min(48, step * 0.7);
  const shapes = labels.flatMap((label, at) => {
    let below = 0;
    return series.map(({ name, values, color }, which) => {
      const value = values[at] ?? 0;
      const top = y(below + value);
      const height = y(below) - top;
      below += value;
      const x = LEFT + step * (at + 0.5) - width / 2;
      return box(x, top, width, height, color ?? colorOf(which), `${label}, ${name}: ${shown(value)}`);
    });
  });
  return svg(title, series, TOP + HEIGHT + 30, [...grid, ...shapes, ...names]);
}

/** Lines, with a dot for each value, so that a single week is seen as well. */
export function lines(title: string, labels: readonly string[], series: readonly Series[]): string {
  const largest = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const { y, step, grid, names } = frame(labels, largest);
  const x = (at: number): number => LEFT + step * (at + 0.5);
  const shapes = series.flatMap(({ name, values, color: own }, which) => {
    const points = values.flatMap((value, at) => (value === null ? [] : [{ at, value }]));
    const path = points.map(({ at, value }) => `${fixed(x(at))},${fixed(y(value))}`).join(' ');
    const color = own ?? colorOf(which);
    return [
      `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...points.map(
        ({ at, value }) =>
          `<circle cx="${fixed(x(at))}" cy="${fixed(y(value))}" r="3" fill="${color}">${tip(`${labels[at]}, ${name}: ${shown(value)}`)}</circle>`,
      ),
    ];
  });
  return svg(title, series, TOP + HEIGHT + 30, [...grid, ...shapes, ...names]);
}

/** Stacked bars, one below the other. */
export function bars(title: string, labels: readonly string[], series: readonly Series[]): string {
  const left = 220;
  const { top: most } = scaleTo(Math.max(0, ...labels.map((_, at) => sumAt(series, at))));
  const length = (value: number): number => (value / most) * (WIDTH - left - 60);
  const shapes = labels.flatMap((label, at) => {
    const top = TOP + at * ROW;
    let before = 0;
    const boxes = series.map(({ name, values, color }, which) => {
      const value = values[at] ?? 0;
      const x = left + length(before);
      before += value;
      return box(
        x,
        top,
        length(value),
        ROW - 6,
        color ?? colorOf(which),
        `${label}, ${name}: ${shown(value)}`,
      );
    });
    return [
      text(left - 8, top + 13, shortened(label), 'end'),
      ...boxes,
      text(left + length(before) + 6, top + 13, shown(before), 'start'),
    ];
  });
  return svg(title, series, TOP + labels.length * ROW + 10, shapes);
}

/** Scale, grid and names below of a plot by week. */
function frame(labels: readonly string[], largest: number) {
  const { top, marks } = scaleTo(largest);
  const y = (value: number): number => TOP + HEIGHT - (value / top) * HEIGHT;
  const step = (WIDTH - LEFT - 10) / Math.max(1, labels.length);
  const grid = marks.flatMap((mark) => [
    `<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${fixed(y(mark))}" y2="${fixed(y(mark))}" stroke="#ddd"/>`,
    text(LEFT - 8, y(mark) + 4, shown(mark), 'end'),
  ]);
  // As many names as fit beside each other.
  const every = Math.ceil(85 / step);
  const names = labels.flatMap((label, at) =>
    at % every === 0 ? [text(LEFT + step * (at + 0.5), TOP + HEIGHT + 18, label, 'middle')] : [],
  );
  return { y, step, grid, names };
}

function svg(title: string, series: readonly Series[], height: number, parts: readonly string[]): string {
  const legend = series.length < 2 ? [] : legendOf(series);
  const label = escape(title);
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}; the table below has the figures" font-size="12" font-family="system-ui, sans-serif">
<text x="0" y="12" font-weight="600">${label}</text>
${[...legend, ...parts].join('\n')}
</svg>`;
}

function legendOf(series: readonly Series[]): readonly string[] {
  let x = WIDTH - 10;
  return series
    .map(({ name, color }, which) => ({ name, color: color ?? colorOf(which) }))
    .toReversed()
    .flatMap(({ name, color }) => {
      x -= name.length * 6.6 + 24;
      return [box(x, 4, 10, 10, color, name), text(x + 14, 13, name, 'start')];
    });
}

function box(x: number, y: number, width: number, height: number, color: string, words: string): string {
  return `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}" fill="${color}">${tip(words)}</rect>`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}" fill="#444">${escape(words)}</text>`;
}

function tip(words: string): string {
  return `<title>${escape(words)}</title>`;
}

function sumAt(series: readonly Series[], at: number): number {
  return series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);
}

function colorOf(which: number): string {
  return COLORS[which % COLORS.length] ?? '#000';
}

function shown(value: number): string {
  return (Math.round(value * 10) / 10).toLocaleString('en-US');
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function shortened(label: string): string {
  return label.length > 30 ? `${label.slice(0, 29)}…` : label;
}
