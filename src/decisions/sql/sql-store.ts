/** The store over a database; everything the two databases say differently is in the driver and in `dialects`. */
import { randomBytes } from 'node:crypto';
import type { AuditEntry } from '../audit-entry.js';
import { decodeEntry } from '../entry.js';
import type { DecisionRecord } from '../record.js';
import type { DecisionStore } from '../store.js';
import { claimTokens } from './claim-tokens.js';
import { clean, type Driver, type Row } from './driver.js';
import { applyErasures, erasePatient } from './erase.js';
import { reportRows } from './report-rows.js';
import { deleteBefore } from './retention.js';
import { bounds, EARLIEST, insertsOf, instant } from './rows.js';

export function sqlStore(driver: Driver, now: () => Date = () => new Date()): DecisionStore {
  return {
    save: async (lines) => {
      await driver.batch(insertsOf(lines.map(decodeEntry)));
    },

    byId: async (id) => {
      const rows = await driver.all(
        'SELECT record FROM decision WHERE id = $1 ORDER BY evaluated_at DESC, seq DESC LIMIT 1',
        [clean(id)],
      );
      return rows.map(recordOf)[0];
    },

    byHookInstance: async (hookInstance) => {
      const rows = await driver.all(
        'SELECT record FROM decision WHERE hook_instance = $1 ORDER BY evaluated_at, call_key, position, seq',
        [clean(hookInstance)],
      );
      return rows.map(recordOf);
    },

    knownIds: async (ids) => {
      if (ids.length === 0) return new Set();
      const places = ids.map((_, index) => `$${index + 1}`).join(', ');
      const rows = await driver.all(
        `SELECT DISTINCT id FROM decision WHERE id IN (${places})`,
        ids.map(clean),
      );
      return new Set(rows.map(({ id }) => String(id)));
    },

    claimToken: async (issuer, jti, expiresAt) => {
      const [claimed] = await claimTokens(driver, [{ issuer, jti, expiresAt }], now());
      return claimed === true;
    },

    claimTokens: (claims) => claimTokens(driver, claims, now()),

    report: (span) => reportRows(driver, span),

    audit: async (span, limit, after) => {
      const [from, to] = bounds(span);
      const rows = await driver.all(
        `SELECT key, at, who, what, target, outcome FROM audit_entry
         WHERE at >= $1 AND at < $2 AND (at > $3 OR (at = $3 AND key > $4)) ORDER BY at, key LIMIT $5`,
        [from, to, after?.entry.at ?? EARLIEST, after?.key ?? '', limit],
      );
      return rows.map((row) => ({ key: String(row.key), entry: auditEntryOf(row) }));
    },

    deleteBefore: (limits) => deleteBefore(driver, limits, now()),

    serversOf: async (patient) => {
      const rows = await driver.all(
        'SELECT DISTINCT fhir_server FROM hook_call WHERE patient = $1 ORDER BY fhir_server',
        [patient],
      );
      return rows.map(({ fhir_server: server }) => (server === '' ? null : String(server)));
    },

    erasePatient: (patient, before, fhirServer) => erasePatient(driver, patient, before, fhirServer),
    applyErasures: () => applyErasures(driver),

    patientKey: async () => {
      await driver.batch([
        {
          sql: `INSERT INTO setting (name, value) VALUES ('patient-key', $1) ON CONFLICT DO NOTHING`,
          values: [randomBytes(32).toString('base64url')],
        },
      ]);
      const [row] = await driver.all(`SELECT value FROM setting WHERE name = 'patient-key'`);
      return String(row?.value);
    },

    claimKey: async (print) => {
      if (print !== undefined)
        await driver.batch([
          {
            sql: `INSERT INTO setting (name, value) VALUES ('patient-key-print', $1) ON CONFLICT DO NOTHING`,
            values: [print],
          },
        ]);
      const [row] = await driver.all(`SELECT value FROM setting WHERE name = 'patient-key-print'`);
      return row?.value === print;
    },

    check: async () => {
      // A disk that is full, or a replica, still answers a SELECT.
      await driver.batch([
        {
          sql: `INSERT INTO setting (name, value) VALUES ('checked', $1)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
          values: [now().toISOString()],
        },
      ]);
    },

    close: () => driver.close(),
  };
}

/** PostgreSQL parses what is declared as json. */
function recordOf({ record }: Row): DecisionRecord {
  return (typeof record === 'string' ? JSON.parse(record) : record) as DecisionRecord;
}

function auditEntryOf({ at, who, what, target, outcome }: Row): AuditEntry {
  return {
    at: instant(at as string),
    who: String(who),
    what: what as AuditEntry['what'],
    ...(target !== null && { target: String(target) }),
    outcome: String(outcome),
  };
}
