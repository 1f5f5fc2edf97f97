/** The load generator, in a process of its own: does what lib/load.mjs sends, one job at a time. */
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection } from './connection.mjs';
import { prepare } from './prepared.mjs';
import { cpuOfMachine, usageOf } from './usage.mjs';

/** How long the server is watched for work it left for after the answer, at most. */
const REST_MS = 20_000;

process.on('message', (job) => {
  run(job).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error.message }),
  );
});

/**
 * Calls as fast as answers come, for `seconds` or until `calls` are made, whichever is first.
 *
 * @param pid of the server; its CPU is read at begin and end, and again once it has nothing left to do
 */
async function run({ url, body, tokens, pid, connections, seconds = Infinity, calls = Infinity }) {
  const { hostname: host, port } = new URL(url);
  const prepared = prepare({ url, body, tokens });
  const latency = createHistogram();
  const refused = {};
  let made = 0;
  let answeredCalls = 0;
  let received = 0;
  let lastMs = 0;
  let until = Infinity;
  let failure;

  const answered = (status, ms, size) => {
    lastMs = performance.now();
    answeredCalls += 1;
    received += size;
    if (status !== 200) refused[status] = (refused[status] ?? 0) + 1;
    latency.record(Math.max(1, Math.round(ms * 1e6)));
    return failure === undefined && lastMs < until && made++ < calls;
  };
  const failed = (error) => (failure ??= error);
  const open = Array.from({ length: connections }, () =>
    openConnection({ host, port, request: prepared.copy(), answered, failed }),
  );
  await Promise.race([
    Promise.all(open.map(({ ready }) => ready)),
    Promise.all(open.map(({ closed }) => closed)),
  ]);

  const before = usageOf(pid);
  const machine = cpuOfMachine();
  const own = process.cpuUsage();
  const from = performance.now();
  until = from + seconds * 1000;
  made = open.length;
  for (const connection of open) connection.call();
  await Promise.all(open.map(({ closed }) => closed));
  if (failure) throw failure;
  const elapsed = (lastMs - from) / 1000;
  const { user, system } = process.cpuUsage(own);
  const others =
    machine && otherCpu(machine, cpuOfMachine(), usageOf(pid).cpuMs - before.cpuMs + (user + system) / 1000);
  const after = await settled(pid);
  const { rssBytes, files } = usageOf(pid);
  return {
    calls: answeredCalls,
    seconds: elapsed,
    refused,
    bytesIn: prepared.bytes,
    bytesOut: Math.round(received / answeredCalls),
    cpuMs: after.cpuMs - before.cpuMs,
    mainMs: after.mainMs - before.mainMs,
    loadCpuMs: (user + system) / 1000,
    ...(others !== undefined && { othersCpu: others / (elapsed * 1000) }),
    rssBytes,
    files,
    p50: latency.percentile(50) / 1e6,
    p90: latency.percentile(90) / 1e6,
    p99: latency.percentile(99) / 1e6,
    max: latency.max / 1e6,
  };
}

/** What is done after the answer, storing for instance, belongs to the calls: waits until the CPU has been idle for a while. */
async function settled(pid) {
  let last = usageOf(pid);
  for (const from = performance.now(); performance.now() - from < REST_MS;) {
    await sleep(150);
    const now = usageOf(pid);
    if (now.cpuMs - last.cpuMs <= 10) return now;
    last = now;
  }
  return last;
}

/** Milliseconds of CPU that neither the server nor this process used. */
function otherCpu(before, after, ours) {
  return Math.max(0, after.busyMs + after.stealMs - before.busyMs - before.stealMs - ours);
}
