/** Calls, cards, feedback, the audit, used tokens and erasures beside the decisions. */
import type { Migration } from './migration.js';
import { RECORDS_POSTGRESQL } from './0002-records-postgresql.js';
import { RECORDS_SQLITE } from './0002-records-sqlite.js';

export const RECORDS: Migration = { version: 2, sqlite: RECORDS_SQLITE, postgresql: RECORDS_POSTGRESQL };
