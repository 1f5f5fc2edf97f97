/** Deletes what is too old, a few hundred rows at a time, so that calls get their turn between two steps. */
import type { RetentionLimits } from '../store.js';
import type { Change, Driver } from './driver.js';
import { instant } from './rows.js';

/** Calls, or rows of another table, in one step. */
const STEP = 500;

/** Resolves to the number of rows deleted; 0 when nothing is left to delete. */
export async function deleteBefore(driver: Driver, limits: RetentionLimits, now: Date): Promise<number> {
  const statements: Change[] = [
    {
      sql: `DELETE FROM used_token WHERE key IN (SELECT key FROM used_token WHERE expires_at <= $1 LIMIT ${STEP})`,
      values: [now.toISOString()],
    },
    ...(limits.records === undefined ? [] : records(instant(limits.records))),
  ];
  const changes = await driver.batch(statements);
  const audited = limits.audit === undefined ? 0 : await deleteAudit(driver, instant(limits.audit));
  return changes.reduce((sum, one) => sum + one, audited);
}

function records(before: string): readonly Change[] {
  const calls = `SELECT key FROM hook_call WHERE received_at < $1 ORDER BY received_at, key LIMIT ${STEP}`;
  return [
    `DELETE FROM served_card WHERE call_key IN (${calls})`,
    `DELETE FROM decision WHERE call_key IN (${calls})`,
    `DELETE FROM hook_call WHERE key IN (${calls})`,
    // Decisions of the first version of the tables belong to no call.
    `DELETE FROM decision WHERE seq IN (
       SELECT seq FROM decision WHERE call_key IS NULL AND evaluated_at < $1 LIMIT ${STEP})`,
    `DELETE FROM feedback WHERE (card, outcome, at) IN (
       SELECT card, outcome, at FROM feedback WHERE received_at < $1 LIMIT ${STEP})`,
    // A later entry of that time is caught by the next run.
    `DELETE FROM erasure WHERE before < $1`,
  ].map((sql) => ({ sql, values: [before] }));
}

/** The triggers let go of what is older than the limit, for this one transaction. */
async function deleteAudit(driver: Driver, before: string): Promise<number> {
  const [, deleted = 0] = await driver.batch([
    {
      sql: `INSERT INTO setting (name, value) VALUES ('audit-kept-from', $1)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      values: [before],
    },
    {
      sql: `DELETE FROM audit_entry WHERE key IN (SELECT key FROM audit_entry WHERE at < $1 ORDER BY at LIMIT ${STEP})`,
      values: [before],
    },
    { sql: `DELETE FROM setting WHERE name = 'audit-kept-from'` },
  ]);
  return deleted;
}
