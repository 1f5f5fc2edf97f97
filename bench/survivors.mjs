/**
 * npm run bench:survivors: what is left of a call in the old heap after it, by the function that made it. Nothing should be: what V8 takes for
 * alive when a call is over is copied twice and freed only by a full collection. Options: --call redirect --calls 2000 --top 25
 * --main dist/main.js
 */
import { Session } from 'node:inspector/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CALLS } from './calls/calls.mjs';
import { warmUp } from './lib/cpu-time.mjs';
import { loadParts, wholeAnswer } from './lib/in-process.mjs';
import { fixed, table } from './lib/table.mjs';

const { values: options } = parseArgs({
  options: {
    call: { type: 'string', default: 'redirect' },
    calls: { type: 'string', default: '2000' },
    top: { type: 'string', default: '25' },
    main: { type: 'string', default: join(import.meta.dirname, '../dist/main.js') },
  },
});
const main = resolve(options.main);
const answer = wholeAnswer(await loadParts(main));
const text = JSON.stringify(CALLS[options.call].call);
await warmUp(() => answer(text));

const session = new Session();
session.connect();
await session.post('HeapProfiler.startSampling', {
  samplingInterval: 512,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: false,
});
const calls = Number(options.calls);
for (let call = 0; call < calls; call += 1) await answer(text);
const { profile } = await session.post('HeapProfiler.stopSampling');

const bytes = new Map();
const queue = [profile.head];
for (const { callFrame, selfSize, children } of queue) {
  const file = callFrame.url.replace(`file://${dirname(main)}/`, '').replace(/^.*node_modules\//, '');
  const place = `${callFrame.functionName || '(anonymous)'} ${file}:${callFrame.lineNumber + 1}`;
  bytes.set(place, (bytes.get(place) ?? 0) + selfSize);
  queue.push(...children);
}
const rows = [...bytes].sort(([, a], [, b]) => b - a).slice(0, Number(options.top));
const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
process.stdout.write(
  `${table(
    ['bytes per call', 'made by'],
    rows.map(([place, size]) => [fixed(size / calls), place]),
  )}\n\n${fixed(total / calls)} bytes per call in all\n`,
);
