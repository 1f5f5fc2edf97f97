import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../src/decisions/audit-entry.js';
import { Housekeeping } from '../../src/decisions/housekeeping.js';
import { Spool } from '../../src/decisions/spool/spool.js';
import { auditLine, lineOf } from './entries.js';
import { fakeStore, type FakeStore } from './fake-store.js';

const folder = mkdtempSync(join(tmpdir(), 'housekeeping-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date('2025-10-31T00:00:00.000Z');
let directories = 0;

function housekeeping(fake: FakeStore, days: { records?: number; audit?: number } = {}) {
  directories += 1;
  const spool = join(folder, String(directories));
  const noted = { audit: [] as AuditEntry[], taken: 0, failed: 0, rejected: 0 };
  const keeping = new Housekeeping({
    store: fake.store,
    spool,
    retentionDays: days.records ?? 0,
    auditRetentionDays: days.audit ?? 0,
    now: () => NOW,
    audit: (entry) => void noted.audit.push(entry),
    events: {
      takenOver: (entries) => void (noted.taken += entries),
      rejected: () => void (noted.rejected += 1),
      failed: () => void (noted.failed += 1),
    },
  });
  return { keeping, spool, noted };
}

/** What a process that is gone left. */
function leave(directory: string, ...lines: readonly string[]): void {
  const spool = Spool.open(directory);
  lines.forEach((line) => spool.append(line));
  spool.close();
}

describe('spools of processes that are gone', () => {
  test('are stored at start, a bad line aside', async () => {
    const fake = await fakeStore();
    const { keeping, spool, noted } = housekeeping(fake);
    leave(spool, lineOf('a'), '{"no":"entry"}', lineOf('b'));
    leave(spool, lineOf('c'));
    await keeping.start();
    keeping.stop();
    expect(await fake.store.knownIds(['a', 'b', 'c'])).toEqual(new Set(['a', 'b', 'c']));
    expect(noted).toMatchObject({ taken: 4, rejected: 1, failed: 0 });
    expect(readdirSync(spool)).toEqual([]);
  });

  test('wait while the store is down', async () => {
    const fake = await fakeStore();
    const { keeping, spool, noted } = housekeeping(fake);
    leave(spool, lineOf('a'));
    fake.down = true;
    await keeping.takeOver();
    expect(noted).toMatchObject({ taken: 0, failed: 1 });
    fake.down = false;
    await keeping.takeOver();
    expect(noted.taken).toBe(1);
  });

  test('bring nobody back who was erased meanwhile', async () => {
    const fake = await fakeStore();
    const { keeping, spool } = housekeeping(fake);
    leave(spool, lineOf('erased', { patient: 'hash' }), lineOf('kept'));
    await fake.store.erasePatient('hash', NOW.toISOString());
    await keeping.takeOver();
    expect(await fake.store.knownIds(['erased', 'kept'])).toEqual(new Set(['kept']));
  });
});

describe('retention', () => {
  const old = '2025-09-30T23:59:59.000Z';
  const young = '2025-10-01T00:00:01.000Z';

  test('deletes what is older than so many days, and says so in the audit', async () => {
    const fake = await fakeStore();
    const { keeping, noted } = housekeeping(fake, { records: 30, audit: 30 });
    await fake.store.save([
      lineOf('old', { receivedAt: old }),
      lineOf('young', { receivedAt: young }),
      auditLine({ at: old, outcome: 'old' }),
    ]);
    await keeping.deleteOld();
    expect(await fake.store.knownIds(['old', 'young'])).toEqual(new Set(['young']));
    expect((await fake.store.audit({}, 10)).map(({ entry }) => entry.at)).toEqual([young]);
    const limit = '2025-10-01T00:00:00.000Z';
    expect(noted.audit).toEqual([
      {
        at: NOW.toISOString(),
        who: 'retention',
        what: 'retention',
        target: `records before ${limit}, audit before ${limit}`,
        outcome: '4 rows',
      },
    ]);
  });

  test('without days keeps everything, and is silent', async () => {
    const fake = await fakeStore();
    const { keeping, noted } = housekeeping(fake);
    await fake.store.save([lineOf('old', { receivedAt: '2001-01-01T00:00:00.000Z' })]);
    await keeping.deleteOld();
    expect(await fake.store.knownIds(['old'])).toEqual(new Set(['old']));
    expect(noted.audit).toEqual([]);
  });
});
