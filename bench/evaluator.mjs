/**
 * npm run bench:evaluator: decisions per second and core. Options: --main dist/main.js --keep (writes the table into docs/performance.md)
 *
 * "evaluator" is from the parsed call to its decisions: what was prefetched read into a chart, and the policy asked; measured with JSON.parse,
 * whose time is taken off. "whole answer" is from the text of the call to the text of the answer, without HTTP and without store.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CALLS } from './calls/calls.mjs';
import { cpuMicros, warmUp } from './lib/cpu-time.mjs';
import { parseAndDecide, loadParts, wholeAnswer } from './lib/in-process.mjs';
import { intoDocument } from './lib/results.mjs';
import { fixed, markdown, table } from './lib/table.mjs';

const { values: options } = parseArgs({
  options: {
    main: { type: 'string', default: join(import.meta.dirname, '../dist/main.js') },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const parts = await loadParts(resolve(options.main));
const knowledge = parts.loadKnowledge({ assumeCoverage: false }).core;
const answer = wholeAnswer(parts);

const usual = JSON.stringify(CALLS.redirect.call);
await warmUp(() => answer(usual));

const head = ['call', 'orders', 'evaluator µs', 'decisions/s', 'JSON.parse µs', 'whole answer µs'];
const rows = [];
for (const [name, { call, fromServer }] of Object.entries(CALLS)) {
  if (fromServer || (options.only && !options.only.split(',').includes(name))) continue;
  const text = JSON.stringify(call);
  const decideOnce = parseAndDecide(parts, text, knowledge);
  const count = decideOnce().length;
  const parse = await cpuMicros(() => JSON.parse(text));
  const evaluator = (await cpuMicros(decideOnce)) - parse;
  const whole = await cpuMicros(() => answer(text));
  rows.push([name, count, fixed(evaluator), fixed((count * 1e6) / evaluator), fixed(parse), fixed(whole)]);
}
process.stdout.write(`${table(head, rows)}\n`);
if (options.keep) await intoDocument('evaluator', markdown(head, rows));
