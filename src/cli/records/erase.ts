/** `records erase`: everything that is kept of one patient, on the FHIR server that gave the patient this id. */
import { parseArgs } from 'node:util';
import { keyPrint, patientHash, serverOf } from '../../decisions/patient-key.js';
import { saveLines } from '../../decisions/save-lines.js';
import { takeOver } from '../../decisions/spool/take-over.js';
import type { DecisionStore, Erased } from '../../decisions/store.js';
import type { RecordsConfig } from '../../records-config.js';
import { noteInAudit, withRecords, type Environment } from '../open-records.js';
import { USAGE_ERROR, type Output } from '../output.js';

interface Wanted {
  readonly patient: string;
  /** null: calls that named none; undefined: not said. */
  readonly server: string | null | undefined;
  readonly everyServer: boolean;
}

export async function eraseCommand(
  args: readonly string[],
  output: Output,
  environment: Environment,
  usage: string,
): Promise<number> {
  const wanted = wantedOf(args);
  if (typeof wanted === 'string') {
    output.error(`${wanted}\n\n${usage}`);
    return USAGE_ERROR;
  }
  return withRecords(environment, 'write', output, async (store, config) => {
    const hashes = await hashesOf(wanted.patient, store, config);
    await storeWhatIsLeft(store, config);
    const servers = (await Promise.all(hashes.map((hash) => store.serversOf(hash)))).flat();
    const distinct = [...new Set(servers)];
    if (wanted.server === undefined && !wanted.everyServer && distinct.length > 1) {
      const named = distinct.map((server) => `  ${server ?? 'none'}`).join('\n');
      output.error(`Several servers know a patient of this id; name one with --fhir-server:\n${named}\n`);
      return 1;
    }
    const erased = await erase(
      store,
      hashes,
      wanted.everyServer ? undefined : (wanted.server ?? distinct[0]),
    );
    const outcome = `${erased.calls} calls, ${erased.decisions} decisions, ${erased.feedback} feedback`;
    await noteInAudit(store, { what: 'erase', outcome });
    output.out(`Erased: ${outcome}.\n`);
    return 0;
  });
}

/** What a running service has accepted and not stored yet goes within a minute: it applies erasures again and again. */
async function erase(
  store: DecisionStore,
  hashes: readonly string[],
  server: string | null | undefined,
): Promise<Erased> {
  const before = new Date().toISOString();
  const erased = await Promise.all(hashes.map((hash) => store.erasePatient(hash, before, server)));
  return erased.reduce((sum, one) => ({
    calls: sum.calls + one.calls,
    decisions: sum.decisions + one.decisions,
    feedback: sum.feedback + one.feedback,
  }));
}

/** With the configured key, and with the database's own, which may have been used before. */
async function hashesOf(
  patient: string,
  store: DecisionStore,
  { patientKey }: RecordsConfig,
): Promise<readonly string[]> {
  if (!(await store.claimKey(patientKey === undefined ? undefined : keyPrint(patientKey))))
    throw new Error('PATIENT_KEY: is not the key these records were made with; set the one the service has.');
  const keys = [await store.patientKey(), ...(patientKey === undefined ? [] : [patientKey])];
  return keys.map((key) => patientHash(key)(patient));
}

/** Spools of processes that are gone would bring the patient back. */
async function storeWhatIsLeft(store: DecisionStore, { spool }: RecordsConfig): Promise<void> {
  if (spool === undefined) return;
  await takeOver(spool, (lines) =>
    saveLines(store, lines, () => {
      throw new Error(
        'An entry of the spool cannot be stored; start the service first, which sets it aside.',
      );
    }),
  );
}

function wantedOf(args: readonly string[]): Wanted | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        patient: { type: 'string' },
        'fhir-server': { type: 'string' },
        'all-servers': { type: 'boolean', default: false },
      },
    });
    const [, base, id] =
      /^(?:(?:(https?:\/\/.+)\/)?Patient\/)?([^/?#|\s]+)\/?$/.exec(values.patient?.trim() ?? '') ?? [];
    if (id === undefined) return '--patient: whose records? Give the id of the Patient.';
    const named = values['fhir-server'] ?? base;
    if (named !== undefined && values['all-servers']) return 'Either --fhir-server or --all-servers.';
    if (named !== undefined && named !== 'none' && !/^https?:\/\//i.test(named))
      return '--fhir-server: write the base address, such as https://ehr.example.org/fhir, or "none".';
    const server = named === undefined ? undefined : named === 'none' ? null : serverOf(named);
    return { patient: id, server, everyServer: values['all-servers'] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
