/** Opens the records for a command, with the environment of the service: the same database, spool and keys. */
import { userInfo } from 'node:os';
import { openStore, openStoreToRead } from '../decisions/open-store.js';
import type { AuditEntry } from '../decisions/audit-entry.js';
import { encodeEntry, keyMaker } from '../decisions/entry.js';
import type { DecisionStore } from '../decisions/store.js';
import { recordsConfig, type RecordsConfig } from '../records-config.js';
import type { Output } from './output.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds for one statement: a report over years takes longer than a call may. */
const STATEMENT_TIMEOUT = 300_000;

export const CANNOT_OPEN = 78;

/**
 * Runs the work on the store and closes it.
 *
 * @param access `read` writes nothing, and makes no database
 * @returns the work's exit status, or that of a database that cannot be used, which is told in one sentence
 */
export async function withRecords(
  environment: Environment,
  access: 'read' | 'write',
  output: Output,
  work: (store: DecisionStore, config: RecordsConfig) => Promise<number>,
): Promise<number> {
  let store: DecisionStore | undefined;
  try {
    const config = configOf(environment);
    const options = { database: config.database, statementTimeoutMs: STATEMENT_TIMEOUT };
    store = access === 'read' ? await openStoreToRead(options) : await openStore(options);
    return await work(store, config);
  } catch (error) {
    output.error(`${error instanceof Error ? error.message : String(error)}\n`);
    return store ? 1 : CANNOT_OPEN;
  } finally {
    await store?.close().catch(() => undefined);
  }
}

/** @throws Error naming every fault */
function configOf(environment: Environment): RecordsConfig {
  const faults: string[] = [];
  const value = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const config = recordsConfig({ value, faults });
  if (config.database === ':memory:') faults.push('DATABASE: ":memory:" is of the running service alone.');
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return config;
}

/** Notes in the audit what a person did at the terminal. */
export async function noteInAudit(
  store: DecisionStore,
  entry: Pick<AuditEntry, 'what' | 'target' | 'outcome'>,
): Promise<void> {
  const at = new Date().toISOString();
  const key = keyMaker(`cli-${process.pid}`)();
  const audit: AuditEntry = { at, who: `operator:${account()}`, ...entry };
  await store.save([encodeEntry({ kind: 'audit', key, audit })]);
}

function account(): string {
  try {
    return userInfo().username;
  } catch {
    // A container can run under a number that has no name.
    return String(process.getuid?.() ?? 'unknown');
  }
}
