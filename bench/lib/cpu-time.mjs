/** Microseconds of CPU that some work takes, the garbage it leaves included; what others do on the machine counts for little. */
import { setImmediate as turn } from 'node:timers/promises';

/** Measured until so many batches in a row brought nothing better than before by more than a hundredth: V8 has compiled what it will. */
const PATIENCE = 10;
const BETTER = 0.99;
const MOST_BATCHES = 100;

/**
 * The best of many batches.
 *
 * @param work may return a promise
 * @param batchMs CPU time of a batch
 */
export async function cpuMicros(work, { batchMs = 250 } = {}) {
  let best = Infinity;
  for (let batch = 0, since = 0; batch < MOST_BATCHES && since < PATIENCE; batch += 1) {
    const micros = await oneBatch(batchMs, work);
    since = micros < best * BETTER ? 0 : since + 1;
    best = Math.min(best, micros);
  }
  return best;
}

/** Does the work for so many milliseconds of CPU: what shares code with later work is compiled by then. */
export async function warmUp(work, ms = 10_000) {
  await oneBatch(ms, work);
}

async function oneBatch(ms, work) {
  const before = process.cpuUsage();
  for (let times = 4; ; times += 4) {
    for (let once = 0; once < 4; once += 1) await work();
    await turn();
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 >= ms) return (user + system) / times;
  }
}
