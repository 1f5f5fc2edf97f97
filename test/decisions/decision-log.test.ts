import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import type { CallRecord } from '../../src/decisions/call-record.js';
import { DecisionLog, type DecisionLogLimits } from '../../src/decisions/decision-log.js';
import { Spool } from '../../src/decisions/spool/spool.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import { takeOver } from '../../src/decisions/spool/take-over.js';
import { HOOK_INSTANCE, record } from '../support/hook-call.js';
import { UNHURRIED_MS } from '../support/no-hurry.js';
import { until } from '../support/until.js';
import { callRecord, feedbackRecord, NOON } from './entries.js';
import { fakeStore, idsIn, type FakeStore } from './fake-store.js';

const folder = mkdtempSync(join(tmpdir(), 'decision-log-'));
const open: DecisionLog[] = [];
afterEach(() => Promise.all(open.splice(0).map((log) => log.close())));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let directories = 0;
function newDirectory(): string {
  directories += 1;
  return join(folder, `spool-${directories}`);
}

interface Opened {
  readonly log: DecisionLog;
  readonly events: { failed: number; spoolFailed: number; dropped: number; rejected: string[] };
}

function openLog(fake: FakeStore, spool?: Spool, limits: Partial<DecisionLogLimits> = {}): Opened {
  const events: Opened['events'] = { failed: 0, spoolFailed: 0, dropped: 0, rejected: [] };
  const log = new DecisionLog({
    store: fake.store,
    spool,
    patientHash: (id) => `hash of ${id}`,
    events: {
      failed: () => void (events.failed += 1),
      spoolFailed: () => void (events.spoolFailed += 1),
      dropped: (count) => void (events.dropped += count),
      rejected: (line) => void events.rejected.push(line),
    },
    limits: { gatherMs: 1, retryMs: 1, knownIdsMs: UNHURRIED_MS, patienceMs: UNHURRIED_MS, ...limits },
  });
  open.push(log);
  return { log, events };
}

function addAll(log: DecisionLog, ids: readonly string[]): void {
  for (const id of ids) log.add(callRecord(), [record({ id })]);
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `r${index}`);
}

async function stored(log: DecisionLog): Promise<void> {
  await until('the records are stored', () => log.waiting === 0);
}

/** Lines that a process which is started now would find. */
async function leftBehind(directory: string): Promise<readonly string[]> {
  const lines: string[] = [];
  await takeOver(directory, (some) => Promise.resolve(void lines.push(...some)));
  return idsIn(lines);
}

function withoutClient({ clientId, ...call }: CallRecord): CallRecord {
  expect(clientId).toBeDefined();
  return call;
}

describe('given a record just added', () => {
  test('then it can be read at once, before the store has seen it', async () => {
    const fake = await fakeStore();
    const { log } = openLog(fake);
    addAll(log, ['a']);
    const [byId, byHookInstance, known] = [
      log.byId('a'),
      log.byHookInstance(HOOK_INSTANCE),
      log.knownIds(['a', 'b']),
    ];
    expect(fake.saved).toEqual([]);
    expect(await byId).toEqual(record({ id: 'a' }));
    expect(await byHookInstance).toEqual([record({ id: 'a' })]);
    expect(await known).toEqual(new Set(['a']));
  });

  test('then it is stored soon, once, and still read once', async () => {
    const fake = await fakeStore();
    const { log } = openLog(fake);
    addAll(log, ['a']);
    await stored(log);
    expect(idsIn(fake.saved)).toEqual(['a']);
    expect(await log.byHookInstance(HOOK_INSTANCE)).toHaveLength(1);
    expect(await log.knownIds(['a', 'b'])).toEqual(new Set(['a']));
  });
});

describe('given calls that are answered at the same moment', () => {
  /** Lines of each write to the spool. */
  function watched(directory: string) {
    const spool = Spool.open(directory);
    const writes: number[] = [];
    const state = { broken: false };
    const appendAll = spool.appendAll.bind(spool);
    spool.appendAll = (lines) => {
      if (state.broken) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      writes.push(lines.length);
      return appendAll(lines);
    };
    return { spool, writes, state };
  }

  test('then they are written together, and each is in the spool when its answer may go', async () => {
    const fake = await fakeStore();
    fake.down = true;
    const directory = newDirectory();
    const { spool, writes } = watched(directory);
    const { log } = openLog(fake, spool);
    const added = numbered(5).map((id) => log.addSoon(callRecord(), [record({ id })]));
    expect(writes).toEqual([]);
    await added[0];
    expect(writes).toEqual([5]);
    await Promise.all(added);
    expect(await log.byId('r4')).toEqual(record({ id: 'r4' }));
    await log.close();
    expect(await leftBehind(directory)).toEqual(numbered(5));
  });

  test('then many of them do not wait for each other', async () => {
    const fake = await fakeStore();
    const { spool, writes } = watched(newDirectory());
    const { log } = openLog(fake, spool);
    await Promise.all(numbered(20).map((id) => log.addSoon(callRecord(), [record({ id })])));
    expect(writes).toEqual([16, 4]);
    await stored(log);
    expect(idsIn(fake.saved)).toEqual(numbered(20));
  });

  test('then a spool that cannot be written holds up none of them, and they are stored', async () => {
    const fake = await fakeStore();
    const { spool, state } = watched(newDirectory());
    const { log, events } = openLog(fake, spool);
    state.broken = true;
    await Promise.all(numbered(3).map((id) => log.addSoon(callRecord(), [record({ id })])));
    expect(events.spoolFailed).toBe(1);
    expect(await log.problems()).toEqual(['the spool cannot be written']);
    await stored(log);
    expect(idsIn(fake.saved)).toEqual(numbered(3));
  });

  test('then closing writes what has not been written yet', async () => {
    const fake = await fakeStore();
    fake.down = true;
    const directory = newDirectory();
    const { log } = openLog(fake, watched(directory).spool);
    const added = log.addSoon(callRecord(), [record({ id: 'a' })]);
    await log.close();
    await added;
    expect(await leftBehind(directory)).toEqual(['a']);
  });
});

test('many records are stored in batches, in their order', async () => {
  const fake = await fakeStore();
  const { log } = openLog(fake, undefined, { batch: 10 });
  addAll(log, numbered(25));
  await stored(log);
  expect(fake.batches).toEqual([10, 10, 5]);
  expect(idsIn(fake.saved)).toEqual(numbered(25));
});

test('every call leaves an entry in the audit: who, which call, what came of it', async () => {
  const fake = await fakeStore();
  const { log } = openLog(fake);
  log.add(callRecord(), [record()]);
  log.add(withoutClient(callRecord({ hookInstance: 'Jane Doe', status: 412 })), []);
  await stored(log);
  const rows = await fake.store.audit({}, 10);
  expect(rows.map(({ entry }) => entry)).toEqual([
    { at: NOON, who: 'client:ehr-1', what: 'hook-call', target: HOOK_INSTANCE, outcome: '200' },
    { at: NOON, who: 'unverified', what: 'hook-call', outcome: '412' },
  ]);
});

describe('given a store that fails', () => {
  test('then it is tried again, and nothing is lost or doubled', async () => {
    const fake = await fakeStore();
    const { log, events } = openLog(fake);
    fake.down = true;
    addAll(log, ['a']);
    await fake.attempts(2);
    expect(await log.byId('a')).toBeDefined();
    fake.down = false;
    addAll(log, ['b']);
    await stored(log);
    expect(idsIn(fake.saved)).toEqual(['a', 'b']);
    expect(events.dropped).toBe(0);
  });

  test('then readiness says so, and an assertion only it knows counts as unknown', async () => {
    const fake = await fakeStore();
    const { log, events } = openLog(fake);
    expect(await log.problems()).toEqual([]);
    fake.down = true;
    expect(await log.problems()).toEqual(['the decision store cannot be reached']);
    addAll(log, ['here']);
    expect(await log.knownIds(['here', 'elsewhere'])).toEqual(new Set(['here']));
    expect(events.failed).toBeGreaterThan(0);
  });

  test('then memory is bounded by the spool: everything is found and stored later, in order', async () => {
    const fake = await fakeStore();
    const directory = newDirectory();
    const spool = Spool.open(directory, { segmentBytes: 10_000 });
    const { log, events } = openLog(fake, spool, { heldBytes: 5000, batch: 7 });
    fake.down = true;
    addAll(log, numbered(200));
    expect(log.waiting).toBe(200);
    expect(await log.byId('r0')).toBeDefined();
    expect(await log.byId('r199')).toBeDefined();
    fake.down = false;
    addAll(log, ['last']);
    await stored(log);
    expect(idsIn(fake.saved)).toEqual([...numbered(200), 'last']);
    expect(events.dropped).toBe(0);
    expect(log.spoolBytes).toBe(0);
  });

  test('then, without a spool, the memory is bounded all the same, and what is lost is counted', async () => {
    const fake = await fakeStore();
    const { log, events } = openLog(fake, undefined, { heldBytes: 5000 });
    fake.down = true;
    addAll(log, numbered(50));
    expect(events.dropped).toBe(50 - log.waiting);
    expect(log.waiting).toBeLessThan(20);
  });

  test('then closing leaves everything in the spool for the next process', async () => {
    const fake = await fakeStore();
    const directory = newDirectory();
    const { log, events } = openLog(fake, Spool.open(directory));
    fake.down = true;
    addAll(log, numbered(5));
    await log.close();
    expect(fake.closed).toBe(true);
    expect(events.dropped).toBe(0);
    expect(await leftBehind(directory)).toEqual(numbered(5));
  });

  test('then closing without a spool reports the loss', async () => {
    const fake = await fakeStore();
    const { log, events } = openLog(fake);
    fake.down = true;
    addAll(log, ['a']);
    await log.close();
    expect(events.dropped).toBe(1);
  });
});

test('a line the store will never take is set aside, and holds up nothing', async () => {
  const fake = await fakeStore();
  const { log, events } = openLog(fake, Spool.open(newDirectory()));
  fake.refuses = 'poison';
  addAll(log, ['a', 'b', 'poison', 'c']);
  await stored(log);
  expect(idsIn(fake.saved)).toEqual(['a', 'b', 'c']);
  expect(idsIn(events.rejected)).toEqual(['poison']);
});

test('closing stores what waits and leaves no file behind', async () => {
  const fake = await fakeStore();
  const directory = newDirectory();
  const { log } = openLog(fake, Spool.open(directory));
  addAll(log, numbered(3));
  await log.close();
  await log.close();
  expect(idsIn(fake.saved)).toEqual(numbered(3));
  expect(readdirSync(directory)).toEqual([]);
});

test('tokens that come at the same moment are asked of the store at once, and each gets its own answer', async () => {
  const fake = await fakeStore();
  const asked: number[] = [];
  const store: DecisionStore = {
    ...fake.store,
    claimTokens: (claims) => {
      asked.push(claims.length);
      return fake.store.claimTokens(claims);
    },
  };
  const { log } = openLog({ ...fake, store });
  const soon = new Date(Date.now() + 3_600_000);
  const claim = (jti: string) => log.claimToken('https://ehr', jti, soon);
  expect(await Promise.all(['a', 'b', 'a'].map(claim))).toEqual([true, true, false]);
  expect(await claim('b')).toBe(false);
  expect(asked).toEqual([3, 1]);
});

describe('feedback', () => {
  test('has been written when it is accepted, while the store is down', async () => {
    const fake = await fakeStore();
    const directory = newDirectory();
    const { log } = openLog(fake, Spool.open(directory));
    fake.down = true;
    await log.addFeedback([feedbackRecord()], 'client:ehr-1', NOON);
    await log.close();
    const lines: string[] = [];
    await takeOver(directory, (some) => Promise.resolve(void lines.push(...some)));
    expect(lines.join()).toContain(feedbackRecord().card);
  });

  test('is stored before it is accepted where there is no spool, and not accepted when that fails', async () => {
    const fake = await fakeStore();
    const { log } = openLog(fake);
    await log.addFeedback([feedbackRecord()], 'unverified', NOON);
    expect(fake.saved).toHaveLength(1);
    fake.down = true;
    await expect(log.addFeedback([feedbackRecord()], 'unverified', NOON)).rejects.toThrow();
  });
});

describe('given a spool that cannot be written', () => {
  /** As a full disk: every write fails until it is repaired. */
  function breakable() {
    const spool = Spool.open(newDirectory());
    const state = { broken: false };
    const append = spool.append.bind(spool);
    spool.append = (line) => {
      if (state.broken) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return append(line);
    };
    return { spool, state };
  }

  test('then calls are still taken and stored, and readiness says so until it is repaired', async () => {
    const fake = await fakeStore();
    const { spool, state } = breakable();
    const { log, events } = openLog(fake, spool);
    state.broken = true;
    addAll(log, ['a']);
    expect(events.spoolFailed).toBe(1);
    expect(await log.problems()).toEqual(['the spool cannot be written']);
    await stored(log);
    expect(idsIn(fake.saved)).toEqual(['a']);
    state.broken = false;
    addAll(log, ['b']);
    expect(await log.problems()).toEqual([]);
    await stored(log);
    expect(idsIn(fake.saved)).toEqual(['a', 'b']);
  });

  test('then feedback is stored before it is accepted, and refused when the store is down as well', async () => {
    const fake = await fakeStore();
    const { spool, state } = breakable();
    const { log } = openLog(fake, spool);
    state.broken = true;
    await log.addFeedback([feedbackRecord()], 'unverified', NOON);
    expect(fake.saved.join()).toContain(feedbackRecord().card);
    fake.down = true;
    await expect(log.addFeedback([feedbackRecord()], 'unverified', NOON)).rejects.toThrow();
  });
});

test('a directory that cannot hold a spool is told when it is opened', () => {
  const closed = join(folder, 'closed');
  Spool.open(closed).close();
  chmodSync(closed, 0o500);
  expect(() => Spool.open('/proc/nowhere/spool')).toThrow();
  // Root writes everywhere.
  if (process.getuid?.() !== 0) expect(() => Spool.open(closed)).toThrow();
  chmodSync(closed, 0o700);
});
