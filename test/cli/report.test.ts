import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../src/cli/run.js';
import { openStore } from '../../src/decisions/open-store.js';
import type { DecisionRecord } from '../../src/decisions/record.js';
import type { DecisionStore } from '../../src/decisions/store.js';
import type { Report } from '../../src/cli/report/summarise.js';
import { callLine, feedbackLine, servedCard } from '../decisions/entries.js';
import { record } from '../support/hook-call.js';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const database = join(folder, 'decisions.sqlite');
/** The service that has the store open while reports are made. */
let service: DecisionStore;

beforeAll(async () => {
  service = await openStore({ database });
  // Week of Monday 2026-01-05: not met twice, one card overridden, one accepted; Sunday is still that week.
  await service.save([
    call('a', '2026-01-05T08:00:00.000Z', 'not-met', 10),
    call('b', '2026-01-11T23:00:00.000Z', 'not-met', 20),
    call('c', '2026-01-07T08:00:00.000Z', 'needs-documentation', 30),
    call('d', '2026-01-07T09:00:00.000Z', 'not-applicable', 1, { silent: true }),
    // The week after.
    call('e', '2026-01-12T00:00:00.000Z', 'met', 400),
    callLine([], { receivedAt: '2026-01-12T01:00:00.000Z', status: 412, ms: 5 }),
    callLine([], { receivedAt: '2026-01-12T01:00:00.000Z', silentMode: true, ms: 5 }),
    // Long before.
    call('f', '2025-06-01T00:00:00.000Z', 'met', 99_999),
    feedback('a', 'overridden', '2026-01-05T08:01:00Z', { reason: 'impairment', criterion: 'C' }),
    feedback('b', 'accepted', '2026-01-12T08:01:00Z', {}),
    feedback('nobody', 'overridden', '2026-01-12T08:02:00Z', { reason: '<b>own</b>' }),
  ]);
});
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

function call(
  id: string,
  receivedAt: string,
  determination: DecisionRecord['determination'],
  ms: number,
  changes: Partial<DecisionRecord> = {},
): string {
  const decision = record({
    id,
    determination,
    cause: determination === 'not-applicable' ? 'drug-not-listed' : 'criteria',
    drug: { outcome: 'RESOLVED', hcpcs: ['J1745'], name: 'infliximab', path: [] },
    evaluatedAt: receivedAt,
    ...changes,
  });
  const silent = changes.silent === true;
  const served = silent ? [] : [servedCard({ card: `card ${id}`, decisions: [id], template: determination })];
  return callLine([decision], { receivedAt, ms, served });
}

function feedback(
  id: string,
  outcome: 'accepted' | 'overridden',
  outcomeTimestamp: string,
  why: { readonly reason?: string; readonly criterion?: string },
): string {
  const receivedAt = outcomeTimestamp;
  const entry = {
    card: `card ${id}`,
    outcome,
    outcomeTimestamp,
    suggestions: [],
    serviceId: 's',
    receivedAt,
  };
  return feedbackLine({ ...entry, ...why, userComment: 'Jane Doe has no veins' });
}

async function report(...args: readonly string[]) {
  const written = { out: '', error: '' };
  const output = {
    out: (text: string) => void (written.out += text),
    error: (text: string) => void (written.error += text),
  };
  const status = await run(['report', ...args], output, { DATABASE: database });
  return { status, ...written };
}

async function figures(...args: readonly string[]): Promise<Report> {
  const { status, out } = await report('--format', 'json', ...args);
  expect(status).toBe(0);
  return JSON.parse(out) as Report;
}

describe('given two weeks of calls, in a store that is in use', () => {
  const weeks = ['--from', '2026-01-05', '--to', '2026-01-19'];

  test('then answers are counted by determination, cause and week, and the unknown ones as a share', async () => {
    const { calls, answers } = await figures(...weeks);
    expect(calls).toEqual({ total: 7, refused: 1, silentMode: 1 });
    expect(answers).toMatchObject({ total: 5, silent: 1, applicable: 4, unknown: 1, unknownRate: 0.25 });
    expect(answers.byCause[0]).toEqual({ determination: 'not-met', cause: 'criteria', count: 2 });
    expect(answers.byWeek).toEqual([
      {
        week: '2026-01-05',
        counts: {
          met: 0,
          'needs-documentation': 1,
          'not-met': 2,
          'insufficient-context': 0,
          'not-applicable': 1,
        },
        silent: 1,
        unknownRate: 1 / 3,
      },
      {
        week: '2026-01-12',
        counts: {
          met: 1,
          'needs-documentation': 0,
          'not-met': 0,
          'insufficient-context': 0,
          'not-applicable': 0,
        },
        silent: 0,
        unknownRate: 0,
      },
    ]);
  });

  test('then acceptance and overrides are counted by reason, card, drug and week', async () => {
    const { feedback: figured } = await figures(...weeks);
    expect(figured).toMatchObject({ cardsShown: 4, accepted: 1, overridden: 2, unknownCards: 1 });
    expect(figured.byReason).toEqual([
      { reason: '<b>own</b>', criterion: '', count: 1 },
      { reason: 'impairment', criterion: 'C', count: 1 },
    ]);
    expect(figured.byCard[0]).toEqual({
      of: 'not-met',
      shown: 2,
      accepted: 1,
      overridden: 1,
      acceptance: 0.5,
    });
    expect(figured.byDrug).toEqual([
      { of: 'infliximab', shown: 4, accepted: 1, overridden: 1, acceptance: 0.5 },
    ]);
    expect(figured.byWeek.map(({ of, accepted, overridden }) => [of, accepted, overridden])).toEqual([
      ['2026-01-05', 0, 1],
      ['2026-01-12', 1, 0],
    ]);
  });

  test('then latency is told per hook and week, of all calls', async () => {
    const { latency } = await figures(...weeks);
    expect(latency.byHook).toEqual([
      { hook: 'order-sign', calls: 7, p50: 10, p90: 400, p95: 400, p99: 400, max: 400 },
    ]);
    expect(latency.byWeek.map(({ week, calls, p50, max }) => [week, calls, p50, max])).toEqual([
      ['2026-01-05', 4, 10, 30],
      ['2026-01-12', 3, 5, 400],
    ]);
  });

  test('then the text has every table', async () => {
    const { status, out } = await report(...weeks);
    expect(status).toBe(0);
    expect(out).toMatch(/^Site-of-care CDS, 2026-01-05 to 2026-01-19/);
    expect(out).toMatch(/of these, unknown +1 \(25\.0 %\)/);
    expect(out).toMatch(/impairment +C +1/);
    expect(out).toMatch(/infliximab +4 +1 +1 +50\.0 %/);
    expect(out).not.toContain('Jane');
  });

  test('then the page stands alone, shows plots with their tables, and escapes what came from outside', async () => {
    const file = join(folder, 'report.html');
    const { status, out } = await report(...weeks, '--format', 'html', '--out', file);
    expect([status, out]).toEqual([0, '']);
    const page = readFileSync(file, 'utf8');
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(|https?:/);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    expect(page).toContain('&lt;b&gt;own&lt;/b&gt;');
    expect(page).not.toContain('<b>');
    expect(page).not.toContain('Jane');
    const sections = page.split('<section>').filter((part) => part.includes('<svg'));
    expect(sections.length).toBeGreaterThanOrEqual(6);
    for (const part of sections) expect(part).toContain('<table>');
    for (const [svg] of page.matchAll(/<svg[^>]*>/g)) expect(svg).toMatch(/role="img" aria-label="[^"]+"/);
  });
});

test('without a span everything counts', async () => {
  expect((await figures()).calls.total).toBe(8);
});

test('a span without calls gives a report without figures', async () => {
  const { out, status } = await report('--from', '2020-01-01', '--to', '2020-02-01', '--format', 'html');
  expect(status).toBe(0);
  expect(out).not.toMatch(/NaN|undefined|Infinity/);
  expect((await figures('--from', '2020-01-01', '--to', '2020-02-01')).answers.unknownRate).toBeNull();
});

test('making a report is audited: who, and what span', async () => {
  await report('--from', '2026-01-05');
  const rows = await service.audit({ from: '2026-06-01T00:00:00Z' }, 1000);
  const own = rows.map(({ entry }) => entry).filter(({ what }) => what === 'report');
  expect(own.at(-1)).toMatchObject({ who: expect.stringMatching(/^operator:./), target: 'from 2026-01-05' });
});

test.each([
  [['--format', 'pdf'], /--format/],
  [['--from', 'yesterday'], /--from/],
  [['--from', '2026-02-30'], /--from/],
  [['--from', '2026-01-02', '--to', '2026-01-02'], /--to/],
  [['--colour'], /--colour/],
])('%j is refused, with the usage', async (args, words) => {
  const { status, error, out } = await report(...args);
  expect(status).toBe(64);
  expect(error).toMatch(words);
  expect(error).toMatch(/Usage: site-of-care-cds report/);
  expect(out).toBe('');
});

test('a database that is not there is told in one sentence, and not made', async () => {
  const missing = join(folder, 'missing.sqlite');
  const lines: string[] = [];
  const output = { out: () => undefined, error: (text: string) => void lines.push(text) };
  expect(await run(['report'], output, { DATABASE: missing })).toBe(78);
  expect(lines.join('')).toMatch(/^DATABASE: .*no such file.*\n$/);
  expect(existsSync(missing)).toBe(false);
});
