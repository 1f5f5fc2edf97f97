/** The table of the results, as text and as Markdown, and what has changed since the results that were kept. */
import { fixed, markdown, table } from './table.mjs';

/** A change of less is noise, on a quiet machine and on one that others use. */
const NOTABLE = { quiet: 0.1, busy: 0.5 };
/** CPUs that others used while a row was measured; above it, times say little and only CPU is compared. */
const QUIET = 0.15;

const COLUMNS = [
  ['calls/s', (row) => fixed(row.perSecond)],
  ['ratio', (row) => fixed(row.ratio, 2)],
  ['by CPU', (row) => fixed(row.cpuRatio, 2)],
  ['goal', (row) => (row.goal === undefined ? '' : fixed(row.goal, 2))],
  ['main µs', (row) => fixed(row.mainMicros)],
  ['all µs', (row) => fixed(row.cpuMicros)],
  ['p50 ms', (row) => fixed(row.p50, 1)],
  ['p99 ms', (row) => fixed(row.p99, 1)],
  ['1: p50', (row) => fixed(row.aloneP50, 2)],
  ['1: p99', (row) => fixed(row.aloneP99, 2)],
  ['in', (row) => fixed(row.bytesIn)],
  ['out', (row) => fixed(row.bytesOut)],
  ['RSS MB', (row) => fixed(row.rssMB)],
];

export function asText(rows) {
  return table(
    ['', ...COLUMNS.map(([head]) => head), 'others'],
    cells(rows, ({ othersCpu }) => fixed(othersCpu, 2)),
  );
}

export function asMarkdown(rows) {
  return markdown(['row', ...COLUMNS.map(([head]) => head)], cells(rows));
}

function cells(rows, ...more) {
  return rows.map((row) => [
    row.name,
    ...COLUMNS.map(([, cell]) => cell(row)),
    ...more.map((cell) => cell(row)),
  ]);
}

/** Sentences on the machine and on goals that were missed. */
export function remarks({ rows, machine }) {
  const busy = Math.max(...rows.map(({ othersCpu }) => othersCpu ?? 0));
  const service = rows.find(({ name }) => name.endsWith(' service'));
  const missed = rows.filter(({ goal, ratio }) => goal !== undefined && ratio < goal);
  return [
    `${machine.cores} cores, Node ${machine.node}, ${machine.connections} connections, ${machine.rounds} rounds of ${machine.seconds} s.`,
    ...(service
      ? [
          `The service was ready ${fixed(service.readyMs)} ms after its start, with ${fixed(service.readyMB)} MB resident.`,
        ]
      : []),
    ...(busy > QUIET
      ? [
          `Others used up to ${fixed(busy, 2)} CPUs meanwhile: calls/s, ratio and milliseconds say little, "by CPU" is to be believed.`,
        ]
      : []),
    ...missed.map(
      ({ name, goal, ratio }) => `${name}: ${fixed(ratio, 2)} is below the goal of ${fixed(goal, 2)}.`,
    ),
  ];
}

/** Rows that cost more, or less, of the limit's CPU than in the kept results. Ratios, because machines differ. */
export function changes(now, kept) {
  const before = new Map(kept.rows.map((row) => [row.name, row]));
  return now.rows.flatMap((row) => {
    const old = before.get(row.name);
    if (!old || row.name === row.limit) return [];
    const quiet = isQuiet(row) && isQuiet(old);
    const notable = quiet ? NOTABLE.quiet : NOTABLE.busy;
    return [
      change(row.name, 'by CPU', row.cpuRatio, old.cpuRatio, notable),
      ...(quiet ? [change(row.name, 'ratio', row.ratio, old.ratio, notable)] : []),
    ].filter((sentence) => sentence !== undefined);
  });
}

function isQuiet({ othersCpu }) {
  return (othersCpu ?? 0) <= QUIET;
}

function change(name, what, now, before, notable) {
  const factor = now / before;
  if (!Number.isFinite(factor) || Math.abs(factor - 1) <= notable) return undefined;
  const word = factor < 1 ? 'REGRESSION' : 'better';
  return `${word}: ${name}, ${what} ${fixed(before, 2)} → ${fixed(now, 2)} (${factor < 1 ? '' : '+'}${fixed((factor - 1) * 100)} %)`;
}
