import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Spool } from '../../src/decisions/spool/spool.js';
import { takeOver } from '../../src/decisions/spool/take-over.js';
import { runs } from '../support/property-runs.js';

const folder = mkdtempSync(join(tmpdir(), 'spool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let directory: string;
let directories = 0;
beforeEach(() => {
  directories += 1;
  directory = join(folder, String(directories));
});

function files(): readonly string[] {
  return readdirSync(directory).filter((name) => name.endsWith('.jsonl'));
}

/** What a new process finds, and what it leaves. */
async function taken(): Promise<readonly string[]> {
  const lines: string[] = [];
  await takeOver(directory, (some) => Promise.resolve(void lines.push(...some)));
  return lines;
}

function all(spool: Spool): readonly string[] {
  const lines: string[] = [];
  for (let from = { segment: 1, offset: 0 }; ;) {
    const some = spool.read(from, 50);
    lines.push(...some.map(({ line }) => line));
    const end = some.at(-1)?.end;
    if (!end) return lines;
    from = end;
  }
}

describe('a spool', () => {
  test('gives lines back in their order, over several files, whatever their length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 200 }).map((text) => JSON.stringify(text))),
        (lines) => {
          const spool = Spool.open(directory, { segmentBytes: 300 });
          lines.forEach((line) => spool.append(line));
          expect(all(spool)).toEqual(lines);
          spool.release(spool.end);
          expect(spool.bytes).toBe(0);
          spool.close();
        },
      ),
      runs(15),
    );
  });

  test('takes several lines at once, whatever their length, and none of them when that fails', () => {
    const spool = Spool.open(directory);
    const lines = [
      ...Array.from({ length: 40 }, (_, index) => `"${index}${'→'.repeat(4000)}"`),
      `"${'ä'.repeat(300_000)}"`,
      '"end"',
    ];
    spool.append('"before"');
    const ends = spool.appendAll(lines);
    expect(all(spool).join() === ['"before"', ...lines].join()).toBe(true);
    expect(ends.at(-1)).toEqual(spool.end);
    expect(spool.read(ends[39] ?? spool.end, 10)[0]?.line === lines[40]).toBe(true);
    const unwritable = ['"good"', null as unknown as string];
    expect(() => spool.appendAll(unwritable)).toThrow();
    spool.append('"after"');
    expect(all(spool).slice(-2)).toEqual(['"end"', '"after"']);
    spool.close();
  });

  test('removes a file when everything in it is stored, and not before', () => {
    const spool = Spool.open(directory, { segmentBytes: 10 });
    const ends = ['"first line of it"', '"second line of it"', '"third line of it"'].map((line) =>
      spool.append(line),
    );
    expect(files()).toHaveLength(3);
    spool.release(ends[0] as (typeof ends)[0]);
    expect(files()).toHaveLength(3);
    spool.release(ends[1] as (typeof ends)[0]);
    expect(files()).toHaveLength(2);
    spool.release(spool.end);
    expect(files().map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual(['']);
    spool.close();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('goes on after everything was stored', () => {
    const spool = Spool.open(directory);
    spool.append('"a"');
    spool.release(spool.end);
    const begin = spool.end;
    spool.append('"b"');
    expect(spool.read(begin, 100).map(({ line }) => line)).toEqual(['"b"']);
    spool.close();
  });

  test('can be read by nobody else, and waits for the disk where it is told to', () => {
    const spool = Spool.open(directory, { fsync: true });
    spool.append('"a"');
    expect(files().map((name) => statSync(join(directory, name)).mode & 0o777)).toEqual([0o600]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    spool.close();
  });
});

describe('taking over', () => {
  test('stores what a process left, file by file, and removes it', async () => {
    const spool = Spool.open(directory, { segmentBytes: 10 });
    const lines = Array.from({ length: 12 }, (_, index) => `"line ${index}"`);
    lines.forEach((line) => spool.append(line));
    spool.close();
    expect(await taken()).toEqual(lines);
    expect(readdirSync(directory)).toEqual([]);
    expect(await taken()).toEqual([]);
  });

  test('leaves the spool of a process that lives alone', async () => {
    const spool = Spool.open(directory);
    spool.append('"mine"');
    expect(await taken()).toEqual([]);
    expect(files()).toHaveLength(1);
    spool.close();
    expect(await taken()).toEqual(['"mine"']);
  });

  test('forgives half a line at the end, and only there', async () => {
    const spool = Spool.open(directory);
    spool.append('"whole"');
    spool.close();
    const [name = ''] = files();
    appendFileSync(join(directory, name), '["half of a li');
    expect(await taken()).toEqual(['"whole"']);
  });

  test('reads lines longer than what it reads at once', async () => {
    const spool = Spool.open(directory);
    const long = JSON.stringify('ä'.repeat(1_500_000));
    spool.append('"before"');
    spool.append(long);
    spool.append('"after"');
    spool.close();
    expect(await taken()).toEqual(['"before"', long, '"after"']);
  });

  test('keeps everything while the store is down', async () => {
    const spool = Spool.open(directory);
    spool.append('"kept"');
    spool.close();
    await expect(takeOver(directory, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await taken()).toEqual(['"kept"']);
  });

  test('is done by one process only', async () => {
    const spool = Spool.open(directory);
    spool.append('"once"');
    spool.close();
    let release = (): void => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const first: string[] = [];
    const begun = new Promise<void>((begin) => {
      void takeOver(directory, async (lines) => {
        first.push(...lines);
        begin();
        await slow;
      });
    });
    await begun;
    expect(await taken()).toEqual([]);
    release();
    expect(first).toEqual(['"once"']);
  });

  test('finds files whose lock has gone, and does not touch what is not a spool', async () => {
    expect(await taken()).toEqual([]);
    const spool = Spool.open(directory);
    spool.append('"orphan"');
    spool.close();
    const lock = readdirSync(directory).find((name) => name.endsWith('.lock')) ?? '';
    rmSync(join(directory, lock));
    writeFileSync(join(directory, 'rejected.jsonl'), '"for a person"\n');
    expect(await taken()).toEqual(['"orphan"']);
    expect(existsSync(join(directory, 'rejected.jsonl'))).toBe(true);
  });
});
