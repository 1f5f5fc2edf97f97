/** What a store has to do, whatever database is behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { openStore } from '../../src/decisions/open-store.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import { record } from '../support/hook-call.js';
import { UNHURRIED_MS } from '../support/no-hurry.js';
import { postgresMissing, query, startPostgres, type TestPostgres } from '../support/postgres.js';
import { auditLine, callLine, feedbackLine, feedbackRecord, lineOf, servedCard } from './entries.js';

/** An empty database. */
interface StoreUnderTest {
  /** A store on it, as each instance has one. */
  another(): Promise<DecisionStore>;
  /** Runs SQL as somebody with the database's password could. */
  sql(text: string): Promise<unknown>;
}

const folder = mkdtempSync(join(tmpdir(), 'store-'));
let server: TestPostgres | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const DATABASES: Readonly<Record<string, () => Promise<StoreUnderTest>>> = {
  SQLite: () => {
    const database = join(folder, 'suite.sqlite');
    return Promise.resolve({
      another: () => openStore({ database }),
      sql: (text) => {
        const direct = new Database(database);
        return new Promise((resolve) => resolve(direct.exec(text))).finally(() => direct.close());
      },
    });
  },
  ...(postgresMissing === undefined && {
    PostgreSQL: async () => {
      server = await startPostgres();
      const database = await server.newDatabase();
      return {
        another: () => openStore({ database, statementTimeoutMs: UNHURRIED_MS }),
        sql: (text: string) => query(database, text),
      };
    },
  }),
};

if (postgresMissing !== undefined) test.skip(`PostgreSQL is not tested: ${postgresMissing}`, () => undefined);

describe.each(Object.entries(DATABASES))('given %s', (_name, open) => {
  let store: DecisionStore;
  let database: StoreUnderTest;
  beforeAll(async () => {
    database = await open();
    store = await database.another();
  }, 60_000);
  afterAll(() => store?.close());

  describe('decisions', () => {
    test('what was never stored is not found', async () => {
      expect(await store.byId('nothing')).toBeUndefined();
      expect(await store.byHookInstance('nothing')).toEqual([]);
      expect(await store.knownIds(['nothing'])).toEqual(new Set());
      expect(await store.knownIds([])).toEqual(new Set());
    });

    test('the decisions of a call come back as they were, in their order', async () => {
      const hookInstance = 'in-order';
      const decisions = ['first', 'second', 'third'].map((id) =>
        record({
          id,
          hookInstance,
          drug: { outcome: 'RESOLVED', hcpcs: ['J1745'], name: 'α "β"\n\tγ', path: [] },
        }),
      );
      await store.save([callLine(decisions, { hookInstance })]);
      expect(await store.byHookInstance(hookInstance)).toEqual(decisions);
      expect(await store.byId('second')).toEqual(decisions[1]);
      expect(await store.knownIds(['third', 'fourth'])).toEqual(new Set(['third']));
    });

    test('an assertion repeated in a later call is found by both calls, and by its id as it was last', async () => {
      await store.save([
        lineOf('same', { hookInstance: 'later', receivedAt: '2025-10-01T12:00:01.000Z' }),
        lineOf('same', { hookInstance: 'earlier' }),
      ]);
      expect(await store.byHookInstance('earlier')).toHaveLength(1);
      expect(await store.byHookInstance('later')).toHaveLength(1);
      expect((await store.byId('same'))?.hookInstance).toBe('later');
    });

    test('an entry stored twice is stored once', async () => {
      const hookInstance = 'twice';
      const line = callLine([record({ id: 'twice', hookInstance })], { hookInstance });
      await store.save([line, line]);
      await store.save([line]);
      expect(await store.byHookInstance(hookInstance)).toHaveLength(1);
    });

    test('a batch with a line that cannot be stored stores nothing', async () => {
      const good = lineOf('beside-a-bad-one');
      await expect(store.save([good, lineOf('bad', { receivedAt: 'yesterday' })])).rejects.toThrow();
      await expect(store.save([good, '[{"key":"half'])).rejects.toThrow();
      expect(await store.byId('beside-a-bad-one')).toBeUndefined();
    });

    test('text that looks like SQL, and characters a database does not keep, are only text', async () => {
      const hookInstance = "x'; DROP TABLE decision; -- \u0000 \ud800 $1 ?1";
      const odd = record({ id: 'odd', hookInstance, order: 'MedicationRequest/\u0000' });
      await store.save([callLine([odd], { hookInstance, fhirServer: 'https://x.example/\u0000' })]);
      expect(await store.byHookInstance(hookInstance)).toEqual([odd]);
    });
  });

  describe('tokens', () => {
    const soon = new Date(Date.now() + 3_600_000);

    test('each is claimed once, over all instances', async () => {
      const other = await database.another();
      const claims = [store, other, store, other].map((one) => one.claimToken('https://ehr', 'jti-1', soon));
      expect((await Promise.all(claims)).filter((claimed) => claimed)).toHaveLength(1);
      await other.close();
      const third = await database.another();
      expect(await third.claimToken('https://ehr', 'jti-1', soon)).toBe(false);
      await third.close();
    });

    test('several are claimed at once, and each is answered for itself', async () => {
      const claim = (jti: string, expiresAt = soon) => ({ issuer: 'https://ehr', jti, expiresAt });
      await store.claimToken('https://ehr', 'used', soon);
      const claims = ['new', 'used', 'twice', 'twice'].map((jti) => claim(jti));
      expect(await store.claimTokens(claims)).toEqual([true, false, true, false]);
      const many = Array.from({ length: 120 }, (_, index) => claim(`many-${index}`));
      expect(await store.claimTokens(many)).toEqual(many.map(() => true));
      expect(await store.claimTokens([...many].reverse())).toEqual(many.map(() => false));
      expect(await store.claimTokens([])).toEqual([]);
    });

    test('issuer and jti together count', async () => {
      expect(await store.claimToken('https://other-ehr', 'jti-1', soon)).toBe(true);
      expect(await store.claimToken('https://ehr', 'jti-2', soon)).toBe(true);
      expect(await store.claimToken('a', 'b"],["c', soon)).toBe(true);
      expect(await store.claimToken('a"],["b', 'c', soon)).toBe(true);
    });

    test('an expired claim is forgotten', async () => {
      expect(await store.claimToken('https://ehr', 'old', new Date(Date.now() - 1))).toBe(true);
      expect(await store.claimToken('https://ehr', 'old', soon)).toBe(true);
      expect(await store.claimToken('https://ehr', 'old', soon)).toBe(false);
    });
  });

  describe('feedback', () => {
    const day = { from: '2025-02-03T00:00:00Z', to: '2025-02-04T00:00:00Z' };
    const at = '2025-02-03T10:00:00.000Z';
    const card = 'card-of-february';

    test('is linked to card, drug and criterion, also when it comes before the call is stored', async () => {
      const outcomeTimestamp = at;
      await store.save([feedbackLine(feedbackRecord({ card, outcomeTimestamp }))]);
      const before = await store.report(day);
      expect(before.feedback).toMatchObject([{ known: false, template: '', criterion: 'C', count: 1 }]);
      const shown = servedCard({ card, decisions: ['of-february'] });
      await store.save([lineOf('of-february', { receivedAt: at, served: [shown] })]);
      const after = await store.report(day);
      expect(after.feedback).toEqual([
        {
          day: '2025-02-03',
          outcome: 'overridden',
          reason: 'impairment',
          criterion: 'C',
          template: 'not-met',
          drug: 'ibuprofen',
          known: true,
          count: 1,
        },
      ]);
    });

    test('the same card, outcome and instant count once, in whatever batch and zone they come', async () => {
      const again = feedbackRecord({ card, outcomeTimestamp: '2025-02-03T11:00:00+01:00' });
      await store.save([feedbackLine(again, again), feedbackLine(again)]);
      expect((await store.report(day)).feedback).toMatchObject([{ count: 1 }]);
    });

    test('a card nobody knows is stored and marked', async () => {
      const stray = feedbackRecord({ card: 'nobody', outcome: 'accepted', outcomeTimestamp: at });
      await store.save([feedbackLine(stray)]);
      const { feedback } = await store.report(day);
      expect(feedback.map(({ outcome, known }) => [outcome, known])).toEqual([
        ['accepted', false],
        ['overridden', true],
      ]);
    });
  });

  test('the report counts calls, answers and cards of the span alone', async () => {
    const receivedAt = '2025-03-31T23:59:59.999Z';
    const next = '2025-04-01T00:00:00.000Z';
    await store.save([
      lineOf('in-span', { receivedAt, ms: 7.04, served: [servedCard({ card: 'march' })] }),
      lineOf('in-span-too', {
        receivedAt,
        ms: 7,
        silentMode: true,
        served: [servedCard({ card: 'unseen' })],
      }),
      lineOf('after', { receivedAt: next }),
    ]);
    const rows = await store.report({ from: '2025-03-31T00:00:00Z', to: next });
    expect(rows.calls).toEqual([
      { day: '2025-03-31', hook: 'order-sign', status: 200, tenths: 70, silentMode: false, count: 1 },
      { day: '2025-03-31', hook: 'order-sign', status: 200, tenths: 70, silentMode: true, count: 1 },
    ]);
    expect(rows.answers).toEqual([
      {
        day: '2025-03-31',
        determination: 'not-applicable',
        cause: 'drug-not-listed',
        drug: 'ibuprofen',
        silent: false,
        count: 2,
      },
    ]);
    expect(rows.cards).toEqual([{ day: '2025-03-31', template: 'not-met', drug: '', count: 1 }]);
  });

  describe('erasure', () => {
    const server = 'https://ehr.example.org/fhir';
    const elsewhere = 'https://elsewhere.example.org/fhir';
    const later = '2026-01-01T00:00:00.000Z';

    test('takes calls, cards, decisions and feedback of that patient on that server, and nothing else', async () => {
      const patient = 'hash-to-erase';
      await store.save([
        lineOf('erase-1', { patient, hookInstance: 'e1', served: [servedCard({ card: 'e-card' })] }),
        lineOf('keep-1', { patient, hookInstance: 'k1', fhirServer: elsewhere }),
        lineOf('keep-2', {
          patient: 'another',
          hookInstance: 'k2',
          served: [servedCard({ card: 'k-card' })],
        }),
        feedbackLine(feedbackRecord({ card: 'e-card' }), feedbackRecord({ card: 'k-card' })),
      ]);
      expect(await store.serversOf(patient)).toEqual([server, elsewhere].sort());
      expect(await store.erasePatient(patient, later, server)).toEqual({
        calls: 1,
        decisions: 1,
        feedback: 1,
      });
      expect(await store.byId('erase-1')).toBeUndefined();
      expect(await store.byHookInstance('e1')).toEqual([]);
      expect(await store.byId('keep-1')).toBeDefined();
      expect(await store.byId('keep-2')).toBeDefined();
      expect(await store.serversOf(patient)).toEqual([elsewhere]);
      expect(await store.erasePatient(patient, later)).toEqual({ calls: 1, decisions: 1, feedback: 0 });
    });

    test('what comes in afterwards from that time goes as well, what happened later stays', async () => {
      const patient = 'hash-of-a-late-spool';
      await store.erasePatient(patient, '2025-10-01T13:00:00Z');
      await store.save([
        lineOf('late', { patient }),
        lineOf('new', { patient, receivedAt: '2025-10-02T00:00:00.000Z' }),
      ]);
      expect(await store.applyErasures()).toEqual({ calls: 1, decisions: 1, feedback: 0 });
      expect(await store.byId('late')).toBeUndefined();
      expect(await store.byId('new')).toBeDefined();
    });

    test('calls that named no server can be erased alone', async () => {
      const patient = 'hash-without-server';
      const none = callLine([record({ id: 'no-server' })], { patient });
      const parts = none.replace(',"fhirServer":"https://ehr.example.org/fhir"', '');
      await store.save([parts, lineOf('with-server', { patient })]);
      expect(await store.serversOf(patient)).toEqual([null, server]);
      expect(await store.erasePatient(patient, later, null)).toMatchObject({ calls: 1 });
      expect(await store.byId('with-server')).toBeDefined();
    });
  });

  describe('the audit', () => {
    test('is read in order of time, within a span', async () => {
      const at = (minute: number) => `2024-05-05T10:0${minute}:00.000Z`;
      await store.save([
        auditLine({ at: at(2), who: 'operator', what: 'decision-read', target: 'x', outcome: 'found' }),
        auditLine({ at: at(1) }),
        auditLine({ at: at(3) }),
      ]);
      const rows = await store.audit({ from: at(1), to: at(3) }, 10);
      expect(rows.map(({ entry }) => entry)).toEqual([
        { at: at(1), who: 'client:ehr-1', what: 'hook-call', outcome: '200' },
        { at: at(2), who: 'operator', what: 'decision-read', target: 'x', outcome: 'found' },
      ]);
      const [first] = await store.audit({ from: at(1), to: at(3) }, 1);
      const next = await store.audit({ from: at(1), to: at(3) }, 1, first);
      expect(next.map(({ entry }) => entry.outcome)).toEqual(['found']);
      expect(await store.audit({ from: at(1), to: at(3) }, 1, next[0])).toEqual([]);
    });

    test('can be neither changed nor deleted, not even with the password of the database', async () => {
      await store.save([auditLine()]);
      await expect(database.sql(`UPDATE audit_entry SET who = 'nobody'`)).rejects.toThrow(/append-only/);
      await expect(database.sql('DELETE FROM audit_entry')).rejects.toThrow(/append-only/);
    });
  });

  describe('retention', () => {
    test('deletes what is older than the limits, and says how much until nothing is left', async () => {
      const receivedAt = '2020-01-01T00:00:00.000Z';
      const old = { receivedAt, served: [servedCard({ card: 'old-card' })] };
      const oldFeedback = feedbackRecord({ card: 'old-card', receivedAt, outcomeTimestamp: receivedAt });
      await store.save([
        lineOf('old', old),
        ...Array.from({ length: 600 }, (_, index) => lineOf(`old-${index}`, { receivedAt })),
        feedbackLine(oldFeedback),
        lineOf('not-so-old', { receivedAt: '2020-01-02T00:00:00.000Z' }),
        auditLine({ at: receivedAt, outcome: 'old' }),
        auditLine({ at: '2020-01-03T00:00:00.000Z', outcome: 'kept' }),
      ]);
      const limits = { records: '2020-01-02T00:00:00.000Z', audit: '2020-01-02T00:00:00.000Z' };
      let steps = 0;
      while ((await store.deleteBefore(limits)) > 0) steps += 1;
      expect(steps).toBeGreaterThan(1);
      expect(await store.byId('old')).toBeUndefined();
      expect(await store.knownIds(['old-0', 'old-599', 'not-so-old'])).toEqual(new Set(['not-so-old']));
      const span = { from: '2020-01-01T00:00:00Z', to: '2020-01-04T00:00:00Z' };
      expect((await store.report(span)).feedback).toEqual([]);
      const audit = await store.audit(span, 10);
      expect(audit.map(({ entry }) => entry.outcome)).toEqual(['200', 'kept']);
    });

    test('without limits deletes nothing but expired tokens', async () => {
      await store.claimToken('https://ehr', 'expired', new Date(Date.now() - 1000));
      const known = await store.knownIds(['not-so-old']);
      expect(await store.deleteBefore({})).toBeGreaterThanOrEqual(1);
      expect(await store.deleteBefore({})).toBe(0);
      expect(await store.knownIds(['not-so-old'])).toEqual(known);
    });

    test('after it the audit is closed again', async () => {
      await expect(database.sql('DELETE FROM audit_entry')).rejects.toThrow(/append-only/);
    });
  });

  test('the key of the patients is made once, for all instances', async () => {
    const other = await database.another();
    const keys = await Promise.all([store.patientKey(), other.patientKey(), store.patientKey()]);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]?.length).toBeGreaterThanOrEqual(43);
    await other.close();
  });

  test('a configured key is remembered, and another one, or none, is noticed', async () => {
    expect(await store.claimKey(undefined)).toBe(true);
    expect(await store.claimKey('print of a')).toBe(true);
    expect(await store.claimKey('print of a')).toBe(true);
    expect(await store.claimKey('print of b')).toBe(false);
    expect(await store.claimKey(undefined)).toBe(false);
  });

  test('a store that is open can be checked, a closed one says so and can be closed again', async () => {
    const other = await database.another();
    await other.check();
    await other.close();
    await expect(other.check()).rejects.toThrow();
    await other.close();
  });

  test('instances that start at once on an empty or present database agree on its tables', async () => {
    const many = await Promise.all(Array.from({ length: 4 }, () => database.another()));
    await Promise.all(many.map((one) => one.check()));
    await Promise.all(many.map((one) => one.close()));
  });
});
