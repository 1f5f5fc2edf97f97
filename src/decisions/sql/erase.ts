/** Erasure by patient. A patient's id means something on its own FHIR server only, so an erasure can name one. */
import type { Erased } from '../store.js';
import type { Change, Driver } from './driver.js';
import { instant } from './rows.js';

/** In the column that names the server: a call that named none stands as an empty text. */
const EVERY_SERVER = '*';
const NO_SERVER = '';

export async function erasePatient(
  driver: Driver,
  patient: string,
  before: string,
  fhirServer?: string | null,
): Promise<Erased> {
  const server = fhirServer === undefined ? EVERY_SERVER : (fhirServer ?? NO_SERVER);
  const calls = `SELECT key FROM hook_call
    WHERE patient = $1 AND received_at < $2 AND ($3 = '${EVERY_SERVER}' OR fhir_server = $3)`;
  const changes = await driver.batch([
    ...deletions(calls, [patient, instant(before), server]),
    {
      sql: `INSERT INTO erasure (patient, fhir_server, before) VALUES ($1, $2, $3)
            ON CONFLICT (patient, fhir_server) DO UPDATE SET before = excluded.before`,
      values: [patient, server, instant(before)],
    },
  ]);
  return counted(changes);
}

/** Once more everything that was erased: entries of that time may have come in since. */
export async function applyErasures(driver: Driver): Promise<Erased> {
  const calls = `SELECT c.key FROM erasure e JOIN hook_call c ON c.patient = e.patient
    WHERE c.received_at < e.before AND (e.fhir_server = '${EVERY_SERVER}' OR e.fhir_server = c.fhir_server)`;
  return counted(await driver.batch(deletions(calls, [])));
}

/** What hangs on the calls goes first, the calls last. */
function deletions(calls: string, values: NonNullable<Change['values']>): readonly Change[] {
  return [
    `DELETE FROM feedback WHERE card IN (SELECT card FROM served_card WHERE call_key IN (${calls}))`,
    `DELETE FROM served_card WHERE call_key IN (${calls})`,
    `DELETE FROM decision WHERE call_key IN (${calls})`,
    `DELETE FROM hook_call WHERE key IN (${calls})`,
  ].map((sql) => ({ sql, values }));
}

function counted([feedback = 0, , decisions = 0, calls = 0]: readonly number[]): Erased {
  return { calls, decisions, feedback };
}
