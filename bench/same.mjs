/**
 * npm run bench:same -- --other ../before/dist/main.js: do two builds give the same answers? A change that makes the service faster must not
 * change any. The calls of the benchmark are changed at random, the same way for both: entries taken out or repeated, values swapped, orders
 * of another call added. Answers, records and metrics are compared as text. Ends with status 1 at a difference.
 * Options: --calls 2000 --seed 1 --main dist/main.js
 */
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { CALLS } from './calls/calls.mjs';

const { values: options } = parseArgs({
  options: {
    main: { type: 'string', default: join(import.meta.dirname, '../dist/main.js') },
    other: { type: 'string' },
    calls: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
if (!options.other) throw new Error('--other names the main.js of the build to compare with');

const NOW = new Date('2026-04-01T12:00:00Z');
const NOBODY = new AbortController().signal;
const bases = Object.values(CALLS).map(({ call }) => JSON.stringify(call));
const random = randomFrom(Number(options.seed));
const [ours, theirs] = await Promise.all(
  [options.main, options.other].map((main) => answersOf(resolve(main))),
);

const outcomes = new Map();
for (let number = 0; number < Number(options.calls); number += 1) {
  const text = JSON.stringify(changed(JSON.parse(pick(bases))));
  const [one, other] = [await ours(text), await theirs(text)];
  if (one.text !== other.text) {
    const at = [...one.text].findIndex((character, index) => character !== other.text[index]);
    const around = ({ text: whole }) => whole.slice(Math.max(0, at - 200), at + 200);
    process.stdout.write(`call ${number} differs:\n\n${around(one)}\n\n${around(other)}\n`);
    process.exit(1);
  }
  for (const outcome of one.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}
process.stdout.write(`${options.calls} calls, the same answers. What they came to:\n`);
for (const [outcome, count] of [...outcomes].sort(([, a], [, b]) => b - a))
  process.stdout.write(`${String(count).padStart(7)}  ${outcome}\n`);

/** @returns the text of a call → all that is made of it, as text, and the outcomes of its orders */
async function answersOf(main) {
  const part = (name) => import(pathToFileURL(join(dirname(main), name)));
  const { loadConfig } = await part('config.js');
  const { compose } = await part('compose.js');
  const { serveHooks } = await part('hooks/serve-hook.js');
  let id = 0;
  const { services } = compose({
    config: loadConfig({ ASSUME_COVERAGE: 'off', SANDBOX_FHIR: 'off', DATABASE: ':memory:' }),
    ids: () => `00000000-0000-4000-8000-${String((id += 1)).padStart(12, '0')}`,
    knownIds: async () => new Set(),
    clock: () => NOW,
  });
  const hook = serveHooks(services, { validateResponses: 'off', onInvalidAnswer: () => undefined })(
    'site-of-care-order-sign',
    '2.0',
  );
  return async (rawText) => {
    id = 0;
    try {
      const request = hook.parse(JSON.parse(rawText));
      const { text, answer } = await hook.answer(request, { rawText, signal: NOBODY, receivedAt: NOW });
      const { records, metric } = answer;
      const outcomes = records.map(({ determination, cause }) => `${determination}: ${cause}`);
      return { text: `${text}\n${JSON.stringify([records, metric])}`, outcomes };
    } catch (error) {
      return { text: `${error.name} ${error.message}`, outcomes: ['refused'] };
    }
  };
}

function changed(call) {
  if (random() < 0.3)
    call.context.draftOrders.entry.push(...JSON.parse(pick(bases)).context.draftOrders.entry);
  for (let times = Math.floor(random() * 4); times > 0; times -= 1) {
    const places = placesIn(call);
    const [holder, key] = pick(places);
    const [otherHolder, otherKey] = pick(places);
    const kind = random();
    if (kind < 0.3 && Array.isArray(holder)) holder.splice(key, 1);
    else if (kind < 0.5) delete holder[key];
    else if (typeof holder[key] === typeof otherHolder[otherKey])
      holder[key] = structuredClone(otherHolder[otherKey]);
  }
  return call;
}

/** Every member and element: what holds it, and under which key. */
function placesIn(root) {
  const places = [];
  const queue = [root.context, root.prefetch];
  for (const holder of queue)
    for (const key of Object.keys(holder)) {
      places.push([holder, key]);
      if (typeof holder[key] === 'object' && holder[key] !== null) queue.push(holder[key]);
    }
  return places;
}

function pick(things) {
  return things[Math.floor(random() * things.length)];
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
