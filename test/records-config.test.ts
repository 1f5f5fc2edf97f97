import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../src/config.js';

const folder = mkdtempSync(join(tmpdir(), 'records-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function faultsOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.join('\n');
    throw error;
  }
  return '';
}

function file(content: string): string {
  const path = join(folder, `secret-${Math.random()}`);
  writeFileSync(path, content);
  return path;
}

const URL_OF_A_DATABASE = 'postgres://cds:secret@db.example.org:5432/records';

test.each([
  [{}, 'data/decisions.sqlite', 'data/decisions.sqlite-spool'],
  [{ DATABASE: '/var/x.db' }, '/var/x.db', '/var/x.db-spool'],
  [{ DATABASE: ':memory:' }, ':memory:', undefined],
  [{ DATABASE: 'x.db', SPOOL_DIR: '/spool' }, 'x.db', '/spool'],
  [{ DATABASE: 'x.db', SPOOL_DIR: 'off' }, 'x.db', undefined],
  [{ DATABASE_URL: URL_OF_A_DATABASE }, URL_OF_A_DATABASE, 'data/db.example.org-5432-records-spool'],
  [{ DATABASE_URL: URL_OF_A_DATABASE, DATABASE: 'x.db', SPOOL_DIR: '/spool' }, URL_OF_A_DATABASE, '/spool'],
])('%j: stored in %s, spooled in %s', (environment, database, spool) => {
  expect(loadConfig(environment).records).toMatchObject({ database, spool });
});

test('secrets can stand in files', () => {
  const { records, operator } = loadConfig({
    DATABASE_URL_FILE: file(`${URL_OF_A_DATABASE}\n`),
    OPERATOR_TOKEN_FILE: file('the-token-of-the-operators\n'),
    METRICS_TOKEN_FILE: file('the-token-of-prometheus'),
    PATIENT_KEY_FILE: file('the-key-of-the-patients'),
  });
  expect(records).toMatchObject({ database: URL_OF_A_DATABASE, patientKey: 'the-key-of-the-patients' });
  expect(operator).toEqual({ token: 'the-token-of-the-operators', metricsToken: 'the-token-of-prometheus' });
});

test.each([
  [{ DATABASE_URL: 'mysql://db/x' }, /DATABASE_URL/],
  [{ DATABASE_URL: 'postgres://a b' }, /DATABASE_URL/],
  [{ OPERATOR_TOKEN: 'too-short' }, /OPERATOR_TOKEN.*16/],
  [
    { OPERATOR_TOKEN: 'the-token-of-the-operators', OPERATOR_TOKEN_FILE: '/x' },
    /OPERATOR_TOKEN.*leave one out/,
  ],
  [{ METRICS_TOKEN_FILE: join(tmpdir(), 'there-is-no-such-file') }, /METRICS_TOKEN_FILE.*ENOENT/],
  [{ PATIENT_KEY_FILE: file('\n') }, /PATIENT_KEY_FILE.*empty/],
  [{ SPOOL_FSYNC: 'yes' }, /SPOOL_FSYNC/],
  [{ RETENTION_DAYS: '-1' }, /RETENTION_DAYS/],
  [{ AUDIT_RETENTION_DAYS: 'ever' }, /AUDIT_RETENTION_DAYS/],
])('%j is a fault that says what, and tells no secret', (environment, words) => {
  const faults = faultsOf(environment);
  expect(faults).toMatch(words);
  expect(faults).not.toMatch(/the-token-of-the-operators|too-short/);
});
