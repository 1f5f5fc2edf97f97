/** Saves a batch in spite of a line in it that the store will never take. */
import type { DecisionStore } from './store.js';

/**
 * @param reject told of every line that cannot be stored although the store works
 * @throws what the store threw, when the store as a whole does not work: nothing is known to be stored then, and repeating is safe
 */
export async function saveLines(
  store: DecisionStore,
  lines: readonly string[],
  reject: (line: string, error: unknown) => void,
): Promise<void> {
  try {
    await store.save(lines);
  } catch (error) {
    if (!(await works(store))) throw error;
    if (lines.length <= 1) {
      for (const line of lines) reject(line, error);
      return;
    }
    const middle = Math.ceil(lines.length / 2);
    await saveLines(store, lines.slice(0, middle), reject);
    await saveLines(store, lines.slice(middle), reject);
  }
}

async function works(store: DecisionStore): Promise<boolean> {
  try {
    await store.check();
    return true;
  } catch {
    return false;
  }
}
