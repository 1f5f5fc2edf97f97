/**
 * npm run bench:growth: how the cost of a call grows with the number of policies, drugs on the list, conditions in the chart and orders in the
 * draft. In this process, by CPU time. Prints the costs and the slope between the last two points in logarithms (1: in proportion), and
 * draws results/growth.svg. Options: --main dist/main.js --only policies,drugs,conditions,orders --keep
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CALLS, redirectWith, severalOrders } from './calls/calls.mjs';
import { cpuMicros, warmUp } from './lib/cpu-time.mjs';
import { loadParts, parseAndDecide, wholeAnswer } from './lib/in-process.mjs';
import { withDrugRows, withPolicies } from './lib/larger.mjs';
import { logLogPlots, slope } from './lib/log-log.mjs';
import { intoDocument, write } from './lib/results.mjs';
import { fixed, markdown, table } from './lib/table.mjs';

const { values: options } = parseArgs({
  options: {
    main: { type: 'string', default: join(import.meta.dirname, '../dist/main.js') },
    only: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const parts = await loadParts(resolve(options.main));
const { core } = parts.loadKnowledge({ assumeCoverage: false });
const answer = wholeAnswer(parts);
const { redirect, unlisted } = CALLS;

/** An order of an unlisted drug is asked of every list; a redirect besides finds its policy and decides. */
const inWorld = (knowledge) => ({
  'redirect, parsed and decided': parseAndDecide(parts, JSON.stringify(redirect.call), knowledge),
  'unlisted, parsed and decided': parseAndDecide(parts, JSON.stringify(unlisted.call), knowledge),
});
const ofCall = (call) => {
  const text = JSON.stringify(call);
  return {
    'whole answer': () => answer(text),
    'parsed and decided': parseAndDecide(parts, text, core),
    'JSON.parse': () => JSON.parse(text),
  };
};

const SERIES = {
  policies: {
    title: 'Policies, each with a payer of its own',
    sizes: [1, 10, 100, 1000],
    make: (n) => inWorld(withPolicies(core, n)),
  },
  drugs: {
    title: 'Drugs on the list',
    sizes: [188, 1000, 5000, 20_000],
    make: (n) => inWorld(withDrugRows(core, n, parts)),
  },
  conditions: {
    title: 'Conditions in the chart (2,000 are looked at)',
    sizes: [10, 50, 200, 500, 1000, 2000, 5000],
    make: (n) => ofCall(redirectWith(n)),
  },
  orders: {
    title: 'Drug orders in the draft',
    sizes: [1, 2, 5, 10, 20, 50],
    make: (n) => ofCall(severalOrders(n)),
  },
};

const chosen = Object.entries(SERIES).filter(
  ([name]) => !options.only || options.only.split(',').includes(name),
);
const usual = JSON.stringify(redirect.call);
await warmUp(() => answer(usual));

const plots = [];
const sections = [];
for (const [name, { title, sizes, make }] of chosen) {
  const lines = {};
  for (const size of sizes) {
    for (const [line, work] of Object.entries(make(size))) {
      process.stderr.write(`${name} ${size} ${line}\n`);
      (lines[line] ??= []).push([size, await cpuMicros(work)]);
    }
  }
  plots.push({ title, x: name, lines });
  const head = [`${name}, µs`, ...sizes.map(String), 'slope'];
  const rows = Object.entries(lines).map(([line, points]) => [
    line,
    ...points.map(([, cost]) => fixed(cost)),
    fixed(slope(points), 2),
  ]);
  process.stdout.write(`\n${title}\n${table(head, rows)}\n`);
  sections.push(markdown(head, rows));
}
const results = options.keep ? 'growth' : 'latest-growth';
await write(results, { svg: logLogPlots(plots), json: plots });
if (options.keep) await intoDocument('growth', sections.join('\n\n'));
