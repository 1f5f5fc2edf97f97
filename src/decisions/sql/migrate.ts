/** Brings a database to the tables this version needs: forward only, and one process at a time. */
import type { Driver, Exclusive } from './driver.js';
import { DECISIONS } from './migrations/0001-decisions.js';
import { RECORDS } from './migrations/0002-records.js';

const MIGRATIONS = [DECISIONS, RECORDS];
const NEWEST = MIGRATIONS.at(-1)?.version ?? 0;

/** @throws Error for a database that a newer version has made */
export async function migrate(driver: Driver): Promise<void> {
  await driver.alone(async (database) => {
    await database.run(
      'CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, applied_at text NOT NULL)',
    );
    const present = await versionOf(database);
    refuseNewer(present);
    for (const migration of MIGRATIONS) {
      if (migration.version <= present) continue;
      const sql = migration[driver.dialect];
      if (sql !== '') await database.run(sql);
      const now = new Date().toISOString();
      await database.run(`INSERT INTO schema_version VALUES (${migration.version}, '${now}')`);
    }
  });
}

/**
 * For a reader, which changes nothing.
 *
 * @throws Error when the tables are not those of this version
 */
export async function requireMigrated(driver: Driver): Promise<void> {
  const present = await versionOf(driver).catch(() => 0);
  refuseNewer(present);
  if (present < NEWEST)
    throw new Error(
      `The database holds no records of this version (tables of version ${present}, needed ${NEWEST}); start the service on it once.`,
    );
}

async function versionOf(database: Pick<Exclusive, 'all'>): Promise<number> {
  const [row] = await database.all('SELECT max(version) AS version FROM schema_version');
  return Number(row?.version ?? 0);
}

function refuseNewer(present: number): void {
  if (present > NEWEST)
    throw new Error(
      `The database was made by a newer version of this program (tables of version ${present}, known ${NEWEST}); use that version.`,
    );
}
