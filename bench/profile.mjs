/**
 * npm run bench:profile -- redirect: where the time of a call goes. Warms the service up, profiles its main thread under load, prints the
 * functions and files with the most time, and writes the profile and a flame graph. Options: --seconds 5 --warm 8000 (calls) --top 30
 * --main dist/main.js --out folder --server service (a server of rows.mjs)
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CALLS } from './calls/calls.mjs';
import { readProfile } from './lib/cpu-profile.mjs';
import { flameGraph } from './lib/flame.mjs';
import { startLoad } from './lib/load.mjs';
import { Servers } from './lib/servers.mjs';
import { fixed, table } from './lib/table.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    warm: { type: 'string', default: '8000' },
    top: { type: 'string', default: '30' },
    connections: { type: 'string', default: '50' },
    server: { type: 'string', default: 'service' },
    main: { type: 'string', default: join(import.meta.dirname, '../dist/main.js') },
    out: { type: 'string' },
  },
});
const [call = 'redirect'] = positionals;
const main = resolve(options.main);
const out = options.out ? resolve(options.out) : mkdtempSync(join(tmpdir(), 'site-of-care-profile-'));
mkdirSync(out, { recursive: true });
const file = join(out, `${call}.cpuprofile`);
rmSync(file, { force: true });

const folder = mkdtempSync(join(tmpdir(), 'site-of-care-bench-'));
const profiler = join(import.meta.dirname, 'lib/profiler.mjs');
const servers = new Servers(
  folder,
  { main },
  { nodeArgs: ['--import', profiler], env: { PROFILE_FILE: file } },
);
const load = startLoad();
let result;
try {
  const { url, pid } = await servers.of({ server: options.server, call });
  const job = { url, pid, body: JSON.stringify(CALLS[call].call), connections: Number(options.connections) };
  await load.run({ ...job, calls: Number(options.warm) });
  process.kill(pid, 'SIGUSR2');
  result = await load.run({ ...job, seconds: Number(options.seconds) });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await sleep(50);
} finally {
  load.stop();
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}

const profile = readProfile(JSON.parse(readFileSync(file, 'utf8')), dirname(dirname(main)));
const svg = join(out, `${call}.svg`);
writeFileSync(svg, flameGraph(profile.tree, call));
// The profiler samples by the clock; on a busy machine the thread does not run all the time, so its shares are of the CPU that was used.
const mainMicros = (result.mainMs * 1000) / result.calls;
const perCall = (ms) => fixed((ms / profile.totalMs) * mainMicros, 1);
process.stdout.write(
  [
    `${call}: ${result.calls} calls, ${fixed(mainMicros)} µs of CPU each on the main thread with the profiler on`,
    list('function', profile.functions),
    list('file', profile.files),
    list('function', profile.callers, 'with what it calls'),
    `profile      ${file}\nflame graph  ${svg}\n`,
  ].join('\n\n'),
);

function list(title, entries, which = 'own time') {
  const rows = entries
    .slice(0, Number(options.top))
    .map(([name, ms]) => [name.slice(0, 100), perCall(ms), fixed((100 * ms) / profile.totalMs, 1)]);
  return table([`${title}, ${which}`, 'µs/call', '%'], rows);
}
