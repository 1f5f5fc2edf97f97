/** Measures rows in rounds, each row once a round, so that whatever else the machine does falls on all of them alike. */
import { CALLS } from '../calls/calls.mjs';
import { median } from './table.mjs';

/**
 * Until a server is measured V8 has to compile what is used. Of the service that takes 8,000 to 12,000 calls on two cores, which the load
 * needs too: before, a call costs several times as much.
 */
const WARM = {
  first: { calls: 12000, seconds: 18 },
  again: { seconds: 1.5 },
  baseline: { seconds: 1 },
};
/** The baselines are steady: of them less time tells as much. */
const BASELINE_SECONDS = 1.5;
const WARM_RUNS = 8;
const BETTER = 0.95;

/** Tokens are signed beforehand, so a row with tokens is measured over so many calls, or for its seconds when these are over first. */
const TOKENS = { run: 4000, alone: 400 };

/**
 * @param calls of each row in a round, in place of `seconds`
 * @returns for each row medians and ratios over the rounds
 */
export async function measure(rows, { load, servers, seconds, calls, rounds, connections, say }) {
  const measured = new Map(rows.map(({ name }) => [name, []]));
  const run = async (row, limits, tokenCount) => {
    const { url, pid, tokens } = await servers.of(row);
    const body = await servers.bodyOf(row.call);
    return load.run({
      url,
      pid,
      body,
      connections,
      ...limits,
      ...(tokens && { tokens: await tokens(tokenCount) }),
    });
  };
  const warm = new Set();
  for (const row of rows) {
    say(`warming up  ${row.name}`);
    if (calls) await warmByCalls(() => run(row, { calls }, calls));
    else await run(row, warmLimits(row, warm), WARM.first.calls);
    warm.add(row.server);
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const row of rows) {
      say(`round ${round} of ${rounds}  ${row.name}`);
      const limits = calls ? { calls } : { seconds: secondsOf(row, seconds) };
      measured.get(row.name).push(await run(row, limits, calls ?? TOKENS.run));
    }
  }
  const results = [];
  for (const row of rows) {
    say(`one at a time  ${row.name}`);
    const alone = await run(row, { connections: 1, seconds: secondsOf(row, seconds) / 2 }, TOKENS.alone);
    const { readyMs, readyBytes } = await servers.of(row);
    results.push({ ...summary(row, measured, alone), readyMs, readyMB: readyBytes / 1024 ** 2 });
  }
  return results;
}

function isService({ server }) {
  return server.startsWith('service');
}

function secondsOf(row, seconds) {
  return isService(row) ? seconds : Math.min(BASELINE_SECONDS, seconds);
}

function warmLimits(row, warm) {
  const { server } = row;
  if (!isService(row)) return WARM.baseline;
  return warm.has(server) ? WARM.again : WARM.first;
}

/** Until two runs in a row cost hardly less than the best before. */
async function warmByCalls(run) {
  let best = Infinity;
  for (let times = 0, since = 0; times < WARM_RUNS && since < 2; times += 1) {
    const cost = mainPerCall(await run());
    since = cost < best * BETTER ? 0 : since + 1;
    best = Math.min(best, cost);
  }
}

function summary(row, measured, alone) {
  const runs = measured.get(row.name);
  const limits = measured.get(row.limit) ?? [];
  const of = (pick) => median(runs.map(pick));
  const ratio = (pick) => median(runs.map((run, at) => (limits[at] ? pick(run, limits[at]) : NaN)));
  return {
    name: row.name,
    limit: row.limit,
    ...(row.goal !== undefined && { goal: row.goal }),
    calls: runs.reduce((total, run) => total + run.calls, 0),
    perSecond: of(rate),
    ratio: ratio((run, limit) => rate(run) / rate(limit)),
    /** The limit's CPU by ours: what the ratio would be if only the server used the machine. */
    cpuRatio: ratio((run, limit) => mainPerCall(limit) / mainPerCall(run)),
    cpuMicros: of((run) => (run.cpuMs * 1000) / run.calls),
    mainMicros: of(mainPerCall),
    p50: of((run) => run.p50),
    p99: of((run) => run.p99),
    aloneP50: alone.p50,
    aloneP99: alone.p99,
    bytesIn: runs[0].bytesIn,
    bytesOut: runs[0].bytesOut,
    rssMB: runs.at(-1).rssBytes / 1024 ** 2,
    othersCpu: of((run) => run.othersCpu ?? NaN),
    loadMicros: of((run) => (run.loadCpuMs * 1000) / run.calls),
  };
}

function rate({ calls, seconds }) {
  return calls / seconds;
}

function mainPerCall({ mainMs, cpuMs, calls }) {
  return ((Number.isFinite(mainMs) ? mainMs : cpuMs) * 1000) / calls;
}
