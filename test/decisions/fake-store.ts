/** A store that can be made to fail, to refuse a line, or to take its time; it keeps lines in an array. */
import { decodeEntry } from '../../src/decisions/entry.js';
import { openStore } from '../../src/decisions/open-store.js';
import type { DecisionStore } from '../../src/decisions/store.js';

export interface FakeStore {
  readonly store: DecisionStore;
  /** Lines stored, in their order; twice when they were stored twice. */
  readonly saved: string[];
  readonly batches: number[];
  /** The store cannot be reached. */
  down: boolean;
  /** Lines that hold this text are refused, although the store works. */
  refuses: string | undefined;
  /** Resolves when the store has been asked to save so many times, whatever came of it. */
  attempts(count: number): Promise<void>;
  closed: boolean;
}

export async function fakeStore(): Promise<FakeStore> {
  const real = await openStore({ database: ':memory:' });
  let tried = 0;
  const waiting: { count: number; resolve: () => void }[] = [];
  const fake: FakeStore = {
    saved: [],
    batches: [],
    down: false,
    refuses: undefined,
    closed: false,
    attempts: (count) =>
      new Promise((resolve) => {
        if (tried >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    store: {
      ...real,
      save: async (lines) => {
        tried += 1;
        for (const one of waiting) if (tried >= one.count) one.resolve();
        if (fake.down) throw new Error('connection refused');
        const { refuses } = fake;
        if (refuses !== undefined && lines.some((line) => line.includes(refuses)))
          throw new Error('value out of range');
        lines.forEach(decodeEntry);
        await real.save(lines);
        fake.saved.push(...lines);
        fake.batches.push(lines.length);
      },
      knownIds: (ids) => (fake.down ? Promise.reject(new Error('connection refused')) : real.knownIds(ids)),
      check: () => (fake.down ? Promise.reject(new Error('connection refused')) : real.check()),
      close: async () => {
        fake.closed = true;
        await real.close();
      },
    },
  };
  return fake;
}

/** Ids of the decisions in stored lines. */
export function idsIn(lines: readonly string[]): readonly string[] {
  return lines
    .map(decodeEntry)
    .flatMap((entry) => (entry.kind === 'call' ? entry.heads.map(({ id }) => id) : []));
}
