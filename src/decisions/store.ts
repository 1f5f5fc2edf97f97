/** Where decision records stay. Implementations: sqlite-store.ts (embedded). */
import type { DecisionRecord } from './record.js';

export interface DecisionStore {
  /** Stores all of them or, when it throws, none. */
  save(records: readonly DecisionRecord[]): void;
  /** The latest record with this coverage-assertion-id. */
  byId(id: string): DecisionRecord | undefined;
  /** In the order they were made; empty when there is none. */
  byHookInstance(hookInstance: string): readonly DecisionRecord[];
  /** Throws when the store cannot be reached. */
  check(): void;
  close(): void;
}
