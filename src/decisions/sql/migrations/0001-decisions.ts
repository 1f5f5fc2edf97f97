/** Decision records as first published. That version wrote no schema version, so its table may be there already; it had no PostgreSQL. */
import type { Migration } from './migration.js';

export const DECISIONS: Migration = {
  version: 1,
  sqlite: `
  CREATE TABLE IF NOT EXISTS decision (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    hook_instance TEXT NOT NULL,
    record TEXT NOT NULL
  );
  `,
  postgresql: '',
};
