/** The part of the configuration that is about what is kept: where, how long, and who may read it (docs/records.md). */
import { readFileSync } from 'node:fs';
import type { Readers } from './edge-config.js';

export interface RecordsConfig {
  /** Path of an SQLite file, `:memory:`, or `postgres://…`. */
  readonly database: string;
  /** Directory for what is not stored yet; undefined: none is used. */
  readonly spool: string | undefined;
  /** Survive a power cut: each answer waits for the disk. */
  readonly fsync: boolean;
  /** Days that calls, decisions and feedback are kept; 0: for ever. */
  readonly retentionDays: number;
  /** Days that the audit is kept; 0: for ever. */
  readonly auditRetentionDays: number;
  /** Key of the patients' hashes; the database's own when undefined. */
  readonly patientKey: string | undefined;
}

/** Tokens that open what is not for CDS clients. */
export interface OperatorConfig {
  /** For decisions and what the process knows of FHIR servers; undefined: open in a sandbox, closed in production. */
  readonly token: string | undefined;
  /** For /metrics; undefined: open. */
  readonly metricsToken: string | undefined;
}

type RecordReaders = Pick<Readers, 'value' | 'faults'> & Partial<Pick<Readers, 'whole'>>;

/** Shorter ones could be guessed. */
const LEAST_SECRET = 16;

export function recordsConfig(read: RecordReaders): RecordsConfig {
  const { value, whole = (_name, fallback) => fallback } = read;
  const database = databaseOf(read);
  return Object.freeze({
    database,
    spool: spoolFor(database, value('SPOOL_DIR')),
    fsync: onOrOff('SPOOL_FSYNC', read),
    retentionDays: whole('RETENTION_DAYS', 0, 0, 36_500),
    auditRetentionDays: whole('AUDIT_RETENTION_DAYS', 0, 0, 36_500),
    patientKey: secret('PATIENT_KEY', read, LEAST_SECRET),
  });
}

export function operatorConfig(read: Pick<Readers, 'value' | 'faults'>): OperatorConfig {
  return Object.freeze({
    token: secret('OPERATOR_TOKEN', read, LEAST_SECRET),
    metricsToken: secret('METRICS_TOKEN', read, LEAST_SECRET),
  });
}

/** DATABASE_URL wins: an image may come with a DATABASE of its own. */
function databaseOf(read: RecordReaders): string {
  const url = secret('DATABASE_URL', read, 1);
  if (url === undefined) return read.value('DATABASE') ?? 'data/decisions.sqlite';
  if (!/^postgres(?:ql)?:\/\//i.test(url) || !URL.canParse(url))
    read.faults.push(
      'DATABASE_URL: is no address of PostgreSQL; write "postgres://user:password@host:5432/database".',
    );
  return url;
}

/** Beside the database, and of this database alone: what is found there is stored into it. */
function spoolFor(database: string, given: string | undefined): string | undefined {
  if (database === ':memory:' || given === 'off') return undefined;
  if (given !== undefined) return given;
  if (!URL.canParse(database) || /^[a-z]:/i.test(database)) return `${database}-spool`;
  const { host, pathname } = new URL(database);
  return `data/${`${host}${pathname}`.replaceAll(/[^\w.-]+/g, '-')}-spool`;
}

function onOrOff(name: string, { value, faults }: RecordReaders): boolean {
  const given = value(name)?.toLowerCase();
  if (given !== undefined && given !== 'on' && given !== 'off')
    faults.push(`${name}: "${given}" is not one of on, off.`);
  return given === 'on';
}

/** `NAME`, or the content of the file that `NAME_FILE` names; never quoted in a fault. */
function secret(
  name: string,
  { value, faults }: Pick<Readers, 'value' | 'faults'>,
  least: number,
): string | undefined {
  const file = value(`${name}_FILE`);
  if (file !== undefined && value(name) !== undefined)
    faults.push(`${name}: is set, and so is ${name}_FILE; leave one out.`);
  const found = file === undefined ? value(name) : contentOf(file, `${name}_FILE`, faults);
  if (found !== undefined && found.length < least)
    faults.push(`${name}: has fewer than ${least} characters; make it with "openssl rand -base64 32".`);
  return found;
}

function contentOf(file: string, name: string, faults: string[]): string | undefined {
  try {
    const content = readFileSync(file, 'utf8').trim();
    if (content !== '') return content;
    faults.push(`${name}: "${file}" is empty.`);
  } catch (error) {
    faults.push(`${name}: "${file}" cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
  return undefined;
}
