/**
 * npm run bench:soak -- --calls 1000000: many calls to one process. Watches memory, open files and handles, and counts at the end whether every
 * decision is in the database. Ends with status 1 when one is missing. A million calls take a quarter of an hour or so and about 16 GB of
 * disk. Options: --server service-2-workers (of lib/servers.mjs) --steps 20 --connections 50 --main dist/main.js --folder (for the database; a temporary one unless said) --keep
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import Database from 'libsql';
import { startLoad } from './lib/load.mjs';
import { intoDocument, thisMachine } from './lib/results.mjs';
import { Servers } from './lib/servers.mjs';
import { fixed, markdown, table } from './lib/table.mjs';

const { values: options } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    server: { type: 'string', default: 'service' },
    steps: { type: 'string', default: '20' },
    connections: { type: 'string', default: '50' },
    main: { type: 'string', default: join(import.meta.dirname, '../dist/main.js') },
    folder: { type: 'string', default: tmpdir() },
    keep: { type: 'boolean', default: false },
  },
});
const ROW = { server: options.server, call: 'redirect' };
const MB = 1024 ** 2;
/** Milliseconds for what waits to be stored. */
const PATIENCE = 120_000;

const folder = mkdtempSync(join(resolve(options.folder), 'site-of-care-soak-'));
const servers = new Servers(folder, { main: resolve(options.main) });
const load = startLoad();
const head = ['calls', 'calls/s', 'µs each', 'RSS MB', 'heap MB', 'open files', 'active resources'];
const steps = [];
let answered = 0;
let readyMs;
/** What waited to be stored when the load ended, and the seconds until nothing did. */
let waited;
try {
  const service = await servers.of(ROW);
  const { url, pid } = service;
  ({ readyMs } = service);
  const body = await servers.bodyOf(ROW.call);
  const calls = Math.ceil(Number(options.calls) / Number(options.steps));
  for (let step = 0; step < Number(options.steps); step += 1) {
    const result = await load.run({ url, pid, body, connections: Number(options.connections), calls });
    answered += result.calls;
    const { heap, resources } = await inside(new URL('/metrics', url));
    steps.push({
      calls: answered,
      perSecond: result.calls / result.seconds,
      micros: (result.cpuMs * 1000) / result.calls,
      rss: result.rssBytes / MB,
      heap: heap / MB,
      files: result.files,
      resources,
    });
    process.stderr.write(`${cells(steps.at(-1)).join('  ')}\n`);
  }
  waited = await workedOff(new URL('/metrics', url));
} finally {
  load.stop();
  await servers.stop();
}
const file = join(folder, ROW.server, 'decisions.sqlite');
const database = new Database(file, { readonly: true });
const stored = database
  .prepare('SELECT count(*) AS rows, count(DISTINCT hook_instance) AS calls FROM decision')
  .get();
database.close();
const size = statSync(file).size;
rmSync(folder, { recursive: true, force: true });

const { cores, node } = thisMachine();
const middle = Math.ceil(steps.length / 2);
const sentences = [
  `${answered} calls on ${cores} cores with Node ${node}; ready ${fixed(readyMs)} ms after the start of the process.`,
  `RSS ${range(steps.slice(0, middle), 'rss')} MB in the first half, ${range(steps.slice(middle), 'rss')} MB in the second; heap ${range(steps.slice(0, middle), 'heap')} MB and ${range(steps.slice(middle), 'heap')} MB.`,
  `Open files ${steps[0].files} → ${steps.at(-1).files}, active resources ${steps[0].resources} → ${steps.at(-1).resources}.`,
  `${waited.entries} entries waited when the load ended, and were stored in ${fixed(waited.seconds, 1)} s.`,
  `${stored.rows} decisions stored for ${answered} calls, ${fixed(size / stored.rows / 1000, 1)} kB each.`,
];
process.stdout.write(`\n${table(head, steps.map(cells))}\n\n${sentences.join('\n')}\n`);
if (stored.rows !== answered || stored.calls !== answered) {
  process.stdout.write(`MISSING: ${answered - stored.rows} decisions; ${stored.calls} different calls\n`);
  process.exitCode = 1;
}
if (options.keep) await intoDocument('soak', `${markdown(head, steps.map(cells))}\n\n${sentences.join(' ')}`);

function cells({ calls, perSecond, micros, rss, heap, files, resources }) {
  return [calls, fixed(perSecond), fixed(micros), fixed(rss), fixed(heap), files, resources];
}

/** What the process says of itself. */
async function inside(url) {
  const text = await (await fetch(url, { headers: { connection: 'close' } })).text();
  const number = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return { heap: number('nodejs_heap_size_used_bytes'), resources: number('nodejs_active_resources_total') };
}

/** What the service did not come to store under full load it stores afterwards. */
async function workedOff(url) {
  const from = performance.now();
  const first = await waiting(url);
  while ((await waiting(url)) > 0 && performance.now() - from < PATIENCE) await sleep(200);
  return { entries: first, seconds: (performance.now() - from) / 1000 };
}

async function waiting(url) {
  const text = await (await fetch(url, { headers: { connection: 'close' } })).text();
  return Number(/^decision_records_pending (\S+)$/m.exec(text)?.[1]);
}

/** `257 to 386`: memory goes up and down with the garbage; what leaks lifts the lower end. */
function range(points, what) {
  const values = points.map((point) => point[what]);
  return `${fixed(Math.min(...values))} to ${fixed(Math.max(...values))}`;
}
