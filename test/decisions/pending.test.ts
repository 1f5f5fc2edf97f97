import { describe, expect, test } from '@jest/globals';
import { DecisionLog } from '../../src/decisions/pending.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import { record } from '../support/hook-call.js';

/** Keeps records in an array; fails as long as the test says so. */
function fakeStore() {
  const saved: DecisionRecord[] = [];
  const state = { failing: false, batches: [] as number[], closed: false };
  const store: DecisionStore = {
    save(records) {
      if (state.failing) throw new Error('disk full');
      saved.push(...records);
      state.batches.push(records.length);
    },
    byId: (id) => saved.findLast((one) => one.id === id),
    byHookInstance: (hookInstance) => saved.filter((one) => one.hookInstance === hookInstance),
    check: () => undefined,
    close: () => void (state.closed = true),
  };
  return { store, saved, state };
}

function openLog(store: DecisionStore, limits: ConstructorParameters<typeof DecisionLog>[2] = {}) {
  const events = { failures: 0, dropped: 0 };
  const log = new DecisionLog(
    store,
    { failed: () => void (events.failures += 1), dropped: (count) => void (events.dropped += count) },
    { gatherMs: 1, retryMs: 5, ...limits },
  );
  return { log, events };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !condition(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(condition()).toBe(true);
}

describe('given a record just added', () => {
  test('then it is readable at once, before the store has seen it', () => {
    const { store, saved } = fakeStore();
    const { log } = openLog(store);
    log.add([record({ id: 'a' })]);
    expect(saved).toEqual([]);
    expect(log.byId('a')).toEqual(record({ id: 'a' }));
    expect(log.byHookInstance(record().hookInstance)).toHaveLength(1);
    log.close();
  });

  test('then it is written soon, once, and still readable', async () => {
    const { store, saved } = fakeStore();
    const { log } = openLog(store);
    log.add([record({ id: 'a' })]);
    await until(() => log.waiting === 0);
    expect(saved).toHaveLength(1);
    expect(log.byHookInstance(record().hookInstance)).toHaveLength(1);
    log.close();
    expect(saved).toHaveLength(1);
  });
});

test('many records are written in batches, in their order', async () => {
  const { store, saved, state } = fakeStore();
  const { log } = openLog(store, { batch: 10 });
  const records = Array.from({ length: 25 }, (_, index) => record({ id: `r${index}` }));
  log.add(records);
  await until(() => log.waiting === 0);
  expect(state.batches).toEqual([10, 10, 5]);
  expect(saved).toEqual(records);
  log.close();
});

test('a failing store is tried again, and nothing is lost or doubled', async () => {
  const { store, saved, state } = fakeStore();
  const { log, events } = openLog(store);
  state.failing = true;
  log.add([record({ id: 'a' })]);
  await until(() => events.failures >= 2);
  expect(log.byId('a')).toBeDefined();
  state.failing = false;
  log.add([record({ id: 'b' })]);
  await until(() => log.waiting === 0);
  expect(saved.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(events.dropped).toBe(0);
  log.close();
});

test('a store that fails for long does not fill the memory: the oldest records go, and are counted', () => {
  const { store, state } = fakeStore();
  const { log, events } = openLog(store, { waiting: 3 });
  state.failing = true;
  log.add(Array.from({ length: 5 }, (_, index) => record({ id: `r${index}` })));
  expect(log.waiting).toBe(3);
  expect(events.dropped).toBe(2);
  expect(log.byId('r0')).toBeUndefined();
  expect(log.byId('r4')).toBeDefined();
  log.close();
});

test('closing writes what waits, then closes the store', () => {
  const { store, saved, state } = fakeStore();
  const { log } = openLog(store);
  log.add([record()]);
  log.close();
  expect(saved).toHaveLength(1);
  expect(state.closed).toBe(true);
});

test('closing over a broken store reports the loss instead of throwing', () => {
  const { store, state } = fakeStore();
  const { log, events } = openLog(store);
  state.failing = true;
  log.add([record()]);
  log.close();
  expect(events).toEqual({ failures: 1, dropped: 1 });
  expect(state.closed).toBe(true);
});
