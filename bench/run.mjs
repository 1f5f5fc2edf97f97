/**
 * npm run bench: what a call costs, beside what it would cost without us. docs/performance.md explains rows and columns. Options:
 *   --only redirect,ES384      rows whose name contains one of these words, and what they are compared with
 *   --seconds 2 --rounds 2     for each row
 *   --connections 50
 *   --calls 3000               for each row instead of a time, also to warm up: for a machine that others use as well
 *   --main dist/main.js        the build that is measured
 *   --other old/dist/main.js   another build, measured in the same run under the same names with "@other"
 *   --keep                     makes this run, of all rows, the one that later runs are compared with
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bars } from './lib/bars.mjs';
import { startLoad } from './lib/load.mjs';
import { measure } from './lib/measure.mjs';
import { asMarkdown, asText, changes, remarks } from './lib/report.mjs';
import { intoDocument, keptResults, thisMachine, write } from './lib/results.mjs';
import { Servers } from './lib/servers.mjs';
import { ROWS } from './rows.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '50' },
    calls: { type: 'string' },
    main: { type: 'string', default: join(import.meta.dirname, '../dist/main.js') },
    other: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
if (options.keep && (options.only || options.other)) throw new Error('--keep is for a run of all rows');

const rows = chosen(options.only?.split(','), options.other !== undefined);
const how = {
  seconds: Number(options.seconds),
  rounds: Number(options.rounds),
  connections: Number(options.connections),
  ...(options.calls && { calls: Number(options.calls) }),
};
const folder = mkdtempSync(join(tmpdir(), 'site-of-care-bench-'));
const load = startLoad();
const servers = new Servers(folder, {
  main: resolve(options.main),
  other: options.other && resolve(options.other),
});
try {
  const say = (text) => process.stderr.write(`${text}\n`);
  const measured = await measure(rows, { load, servers, ...how, say });
  await report({
    measuredAt: new Date().toISOString(),
    machine: { ...thisMachine(), ...how },
    rows: measured,
  });
} finally {
  load.stop();
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}

function chosen(words, withOther) {
  const wanted = ROWS.filter(({ name }) => !words || words.some((word) => name.includes(word)));
  const limits = new Set(wanted.map(({ limit }) => limit));
  const kept = ROWS.filter((row) => wanted.includes(row) || limits.has(row.name));
  if (!withOther) return kept;
  return kept.flatMap((row) =>
    row.server.startsWith('service')
      ? [row, { ...row, name: `${row.name}@other`, server: `${row.server}@other` }]
      : [row],
  );
}

async function report(results) {
  const kept = keptResults('baseline');
  const notes = remarks(results);
  const said = kept
    ? [`Compared with ${kept.measuredAt.slice(0, 10)}:`, ...orNothing(changes(results, kept))]
    : [];
  process.stdout.write(`\n${[asText(results.rows), '', ...notes, ...said].join('\n')}\n`);
  const files = {
    json: results,
    svg: bars(results.rows.filter(({ name, limit }) => name !== limit)),
  };
  await write('latest', files);
  if (!options.keep) return;
  await write('baseline', files);
  const date = results.measuredAt.slice(0, 10);
  await intoDocument(
    'rows',
    [`Measured ${date}. ${notes.join(' ')}`, '', asMarkdown(results.rows)].join('\n'),
  );
}

function orNothing(sentences) {
  return sentences.length > 0
    ? sentences
    : ['nothing changed by more than a tenth (by half, where others used the machine)'];
}
