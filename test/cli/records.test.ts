import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from '../../src/cli/run.js';
import { openStore } from '../../src/decisions/open-store.js';
import { keyPrint, patientHash } from '../../src/decisions/patient-key.js';
import { Spool } from '../../src/decisions/spool/spool.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import { auditLine, feedbackLine, feedbackRecord, lineOf, servedCard } from '../decisions/entries.js';

const folder = mkdtempSync(join(tmpdir(), 'records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EHR = 'https://ehr.example.org/fhir';
const OTHER = 'https://other.example.org/fhir';
let environment: Record<string, string>;
let databases = 0;

beforeEach(() => {
  databases += 1;
  environment = { DATABASE: join(folder, `${databases}.sqlite`) };
});

async function records(...args: readonly string[]) {
  const written = { out: '', error: '' };
  const output = {
    out: (text: string) => void (written.out += text),
    error: (text: string) => void (written.error += text),
  };
  const status = await run(['records', ...args], output, environment);
  return { status, ...written };
}

async function withStore<T>(work: (store: DecisionStore) => Promise<T>): Promise<T> {
  const store = await openStore({ database: environment['DATABASE'] ?? '' });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const known = (...ids: readonly string[]) =>
  withStore(async (store) => [...(await store.knownIds(ids))].sort());

describe('records erase', () => {
  beforeEach(() =>
    withStore(async (store) => {
      const hash = patientHash(await store.patientKey());
      await store.save([
        lineOf('x-at-ehr', { patient: hash('x'), fhirServer: EHR, served: [servedCard({ card: 'c1' })] }),
        lineOf('x-at-other', { patient: hash('x'), fhirServer: OTHER }),
        lineOf('y-at-ehr', { patient: hash('y'), fhirServer: EHR }),
        feedbackLine(feedbackRecord({ card: 'c1', userComment: 'about x' })),
      ]);
    }),
  );

  test.each([
    ['--patient', 'Patient/x', '--fhir-server', `${EHR}/`],
    ['--patient', `${EHR}/Patient/x`],
    ['--patient', 'x', '--fhir-server', EHR],
  ])('%s %s %s %s takes the patient of that server', async (...args) => {
    const { status, out } = await records('erase', ...args);
    expect([status, out]).toEqual([0, 'Erased: 1 calls, 1 decisions, 1 feedback.\n']);
    expect(await known('x-at-ehr', 'x-at-other', 'y-at-ehr')).toEqual(['x-at-other', 'y-at-ehr']);
  });

  test('an id that several servers know is not guessed', async () => {
    const { status, error } = await records('erase', '--patient', 'Patient/x');
    expect(status).toBe(1);
    expect(error).toContain(EHR);
    expect(error).toContain(OTHER);
    expect(await known('x-at-ehr', 'x-at-other')).toHaveLength(2);
    expect((await records('erase', '--patient', 'Patient/x', '--all-servers')).status).toBe(0);
    expect(await known('x-at-ehr', 'x-at-other', 'y-at-ehr')).toEqual(['y-at-ehr']);
  });

  test('the audit keeps that it was done and by whom, not for whom', async () => {
    await records('erase', '--patient', 'Patient/y');
    const rows = await withStore((store) => store.audit({}, 100));
    const entry = rows.map((row) => row.entry).find(({ what }) => what === 'erase');
    expect(entry).toMatchObject({
      who: expect.stringMatching(/^operator:./),
      outcome: '1 calls, 1 decisions, 0 feedback',
    });
    expect(entry).not.toHaveProperty('target');
  });

  test('what a process that is gone left in its spool goes as well', async () => {
    const hash = await withStore(async (store) => patientHash(await store.patientKey()));
    const spool = Spool.open(`${environment['DATABASE']}-spool`);
    spool.append(lineOf('y-in-spool', { patient: hash('y'), fhirServer: EHR }));
    spool.append(lineOf('z-in-spool', { patient: hash('z'), fhirServer: EHR }));
    spool.close();
    expect((await records('erase', '--patient', 'Patient/y')).out).toMatch(/^Erased: 2 calls, 2 decisions/);
    expect(await known('y-at-ehr', 'y-in-spool', 'z-in-spool')).toEqual(['z-in-spool']);
  });

  test('with another key than the service has it refuses, instead of finding nobody', async () => {
    await withStore((store) => store.claimKey(keyPrint('the key of the service')));
    expect((await records('erase', '--patient', 'x', '--fhir-server', EHR)).error).toMatch(/^PATIENT_KEY/);
    environment['PATIENT_KEY'] = 'another key of some length';
    expect((await records('erase', '--patient', 'x', '--fhir-server', EHR)).status).toBe(1);
    expect(await known('x-at-ehr')).toEqual(['x-at-ehr']);
  });

  test('with the configured key, records from before it are found as well', async () => {
    const key = 'a configured key of some length';
    await withStore(async (store) => {
      await store.claimKey(keyPrint(key));
      await store.save([lineOf('x-configured', { patient: patientHash(key)('x'), fhirServer: EHR })]);
    });
    environment['PATIENT_KEY'] = key;
    expect((await records('erase', '--patient', 'x', '--fhir-server', EHR)).out).toMatch(/^Erased: 2 calls/);
  });
});

describe('records audit', () => {
  test('shows who did what, within the span, and notes that it was read', async () => {
    await withStore((store) =>
      store.save([
        auditLine({
          at: '2026-01-01T00:00:00.000Z',
          who: 'operator',
          what: 'decision-read',
          outcome: 'found',
        }),
        auditLine({ at: '2026-01-02T00:00:00.000Z', outcome: '200' }),
        auditLine({ at: '2026-01-03T00:00:00.000Z' }),
      ]),
    );
    const span = ['--from', '2026-01-01', '--to', '2026-01-03'];
    const { out } = await records('audit', ...span);
    expect(out.trim().split('\n')).toHaveLength(2);
    expect(out).toMatch(/^2026-01-01T00:00:00\.000Z {2}operator +decision-read +found/);
    const { out: json } = await records('audit', ...span, '--format', 'json');
    expect(JSON.parse(json.split('\n')[1] ?? '')).toMatchObject({ who: 'client:ehr-1', outcome: '200' });
    const { out: all } = await records('audit');
    expect(all.match(/audit-read/g)).toHaveLength(3);
  });
});

test.each([
  [['erase'], /--patient/],
  [['erase', '--patient', 'a b'], /--patient/],
  [['erase', '--patient', 'x', '--fhir-server', 'ehr'], /--fhir-server/],
  [['erase', '--patient', 'x', '--fhir-server', EHR, '--all-servers'], /Either/],
  [['erase', '--patient', 'x', '--yes'], /--yes/],
  [['audit', '--format', 'csv'], /--format/],
  [['burn'], /Usage/],
  [[], /Usage/],
])('%j is refused, with the usage', async (args, words) => {
  const { status, error } = await records(...args);
  expect(status).toBe(64);
  expect(error).toMatch(words);
  expect(error).toContain('site-of-care-cds records erase');
});
