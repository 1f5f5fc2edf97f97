/** Opens what is kept: the store in its thread, the spool beside it, and the housekeeping. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError } from './config.js';
import { DecisionLog } from './decisions/decision-log.js';
import { Housekeeping } from './decisions/housekeeping.js';
import { keyPrint, patientHash } from './decisions/patient-key.js';
import { REJECTED } from './decisions/spool/names.js';
import { Spool } from './decisions/spool/spool.js';
import type { DecisionStore } from './decisions/store.js';
import { openThreadedStore } from './decisions/threaded-store.js';
import { withTimeLimit } from './decisions/time-limit.js';
import { describeError } from './logger.js';
import type { Metrics } from './metrics.js';
import type { RecordsConfig } from './records-config.js';

/** Milliseconds in which the spools of the last process are stored before calls are taken; longer ones go on beside them. */
const TAKE_OVER_FIRST = 2000;

/** @throws ConfigError in one sentence for a database or a spool that cannot be used */
export async function openRecords(
  config: RecordsConfig,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
): Promise<DecisionLog> {
  const store = await openStore(config);
  const hash = patientHash(await keyFor(config, store));
  const rejected = (line: string, error: unknown): void => {
    metrics.recordsRejected.inc();
    const kept = keepRejected(config.spool, line);
    logger.error(
      { error: describeError(error), kept },
      'an entry that the store does not take was set aside',
    );
  };
  const failed = (error: unknown, waiting?: number): void => {
    metrics.recordFailures.inc();
    logger.error({ waiting, error: describeError(error) }, 'the decision store failed; it is tried again');
  };
  const log = new DecisionLog({
    store,
    spool: openSpool(config),
    patientHash: hash,
    events: {
      failed,
      rejected,
      spoolFailed: (error) => {
        metrics.spoolFailures.inc();
        logger.error({ error: describeError(error) }, 'the spool cannot be written');
      },
      dropped: (count) => {
        metrics.recordsDropped.inc(count);
        logger.error({ count }, 'decision records were lost');
      },
    },
  });
  const housekeeping = new Housekeeping({
    store,
    spool: config.spool,
    retentionDays: config.retentionDays,
    auditRetentionDays: config.auditRetentionDays,
    now: () => new Date(),
    audit: (entry) => log.audit(entry),
    events: {
      failed,
      rejected,
      takenOver: (entries) => logger.info({ entries }, 'entries of a process that is gone were stored'),
    },
  });
  log.onClose(() => housekeeping.stop());
  await withTimeLimit(housekeeping.start(), TAKE_OVER_FIRST).catch(() => undefined);
  return log;
}

/** With another key than before, the records of a patient could not be found any more. */
async function keyFor({ patientKey }: RecordsConfig, store: DecisionStore): Promise<string> {
  const print = patientKey === undefined ? undefined : keyPrint(patientKey);
  if (await store.claimKey(print)) return patientKey ?? store.patientKey();
  await store.close();
  throw new ConfigError([
    'PATIENT_KEY: is missing, or is not the key these records were made with; set the one that was used.',
  ]);
}

async function openStore({ database, fsync }: RecordsConfig): Promise<DecisionStore> {
  try {
    return await openThreadedStore({ database, fullSync: fsync });
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)]);
  }
}

function openSpool({ spool, fsync }: RecordsConfig): Spool | undefined {
  if (spool === undefined) return undefined;
  try {
    return Spool.open(spool, { fsync });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([
      `SPOOL_DIR: "${spool}" cannot be used (${reason}); name a writable directory, or "off" to keep what is not stored yet in memory.`,
    ]);
  }
}

/** For a person to look at; the line may hold what may not be logged. */
function keepRejected(spool: string | undefined, line: string): boolean {
  if (spool === undefined) return false;
  try {
    appendFileSync(join(spool, REJECTED), `${line}\n`, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}
