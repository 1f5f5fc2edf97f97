/** How much is written at once: little, so that nobody waits long for the store, and more where it has fallen behind. */
import { expect, test } from '@jest/globals';
import { BatchWriter } from '../../src/decisions/batch-writer.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import { Waiting } from '../../src/decisions/waiting.js';

test('given more than four batches wait, then four are written at once until the store has caught up', async () => {
  const written: number[] = [];
  const store = {
    save: (lines: readonly string[]) => Promise.resolve(void written.push(lines.length)),
  } as unknown as DecisionStore;
  const waiting = new Waiting(undefined, 1_000_000, () => undefined);
  for (let entry = 0; entry < 33; entry += 1) waiting.add(`line ${entry}`, []);
  const events = { failed: () => undefined, rejected: () => undefined };
  const writer = new BatchWriter(store, waiting, events, { batch: 5, gatherMs: 1, retryMs: 1 });
  await writer.close(10_000);
  expect(written).toEqual([20, 5, 5, 3]);
  expect(waiting.count).toBe(0);
});
