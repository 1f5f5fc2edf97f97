/** docs/conformance.md is complete, and every test it names is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { testTitles } from '../support/test-titles.js';

const PROJECT = join(import.meta.dirname, '../..');
const document = readFileSync(join(PROJECT, 'docs/conformance.md'), 'utf8');

/** The requirements this project goes by; their text is in the table. */
const REQUIREMENTS: Readonly<Record<string, readonly number[]>> = {
  CH: [
    ...numbers(1, 6),
    ...numbers(10, 15),
    ...numbers(20, 27),
    ...numbers(30, 34),
    ...numbers(40, 52),
    ...numbers(60, 61),
    ...numbers(70, 73),
    ...numbers(80, 87),
    ...numbers(90, 91),
  ],
  HK: numbers(1, 11),
  CR: [
    ...numbers(1, 5),
    ...numbers(10, 27),
    ...numbers(40, 43),
    ...numbers(50, 52),
    ...numbers(55, 58),
    ...numbers(60, 62),
    ...numbers(80, 88),
    ...numbers(90, 91),
  ],
  CI: numbers(1, 23),
  PR: [...numbers(1, 11), ...numbers(20, 22)],
  HX: numbers(1, 5),
  DT: numbers(1, 16),
};
const IDS = [
  ...Object.entries(REQUIREMENTS).flatMap(([chapter, list]) =>
    list.map((number) => `${chapter}-${String(number).padStart(2, '0')}`),
  ),
  'VR-1',
  'VR-2',
  'VR-3',
  'VR-4',
  'q1 … q9',
];

const rows = document
  .split('\n')
  .filter((line) => /^\| ?(CH|HK|CR|CI|PR|HX|VR|DT)-\d|^\| ?q\d/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('every requirement has one row, and no row is about something else', () => {
  expect(rows.map(([id]) => id).sort()).toEqual([...IDS].sort());
});

test('no cell is empty, and every row has six', () => {
  for (const row of rows)
    expect([row[0], row.length, row.filter((cell) => cell === '')]).toEqual([row[0], 6, []]);
});

test('a status is one of those explained, and says why where it is not simply done', () => {
  for (const [id, , , status = ''] of rows) {
    expect([id, status]).toEqual([id, expect.stringMatching(/^(done|departs|client|operator|none)\b/)]);
    if (/^(departs|none)/.test(status)) expect([id, status]).toEqual([id, expect.stringContaining(': ')]);
  }
});

test('whatever is done has a test, and nothing is open', () => {
  for (const [id, , , status = '', , tests = ''] of rows) {
    if (/^(done|departs)/.test(status)) expect([id, tests]).toEqual([id, expect.stringContaining('`')]);
    expect([id, tests]).toEqual([id, expect.stringMatching(/^`.+`$|^none: \S/)]);
  }
});

describe('every place that is named is there', () => {
  test.each(rows.map(([id = '', , , , where = '']) => [id, where] as const))('%s', (_id, where) => {
    const paths = [...where.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '');
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect([path, existsSync(join(PROJECT, path))]).toEqual([path, true]);
  });
});

describe('every test that is named is there', () => {
  const titles = new Map<string, readonly string[]>();
  const titlesOf = (file: string): readonly string[] => {
    const path = join(PROJECT, 'test', file);
    const known = titles.get(file) ?? (existsSync(path) ? testTitles(path) : []);
    titles.set(file, known);
    return known;
  };
  const named = rows.flatMap(([id = '', , , , , tests = '']) =>
    [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [id, name] as const),
  );

  test.each(named)('%s: %s', (_id, name) => {
    const [file = '', ...title] = name.split(' › ');
    const wanted = title.join(' › ');
    expect(wanted).not.toBe('');
    const found = titlesOf(file).filter((one) => one === wanted || one.endsWith(` › ${wanted}`));
    expect([name, found.length > 0]).toEqual([name, true]);
  });

  test('a test that is not there would be seen', () => {
    expect(titlesOf('conformance/table.test.ts')).toContain('no cell is empty, and every row has six');
    expect(titlesOf('conformance/table.test.ts')).not.toContain('no cell');
    expect(titlesOf('no-such-file.test.ts')).toEqual([]);
  });
});

function numbers(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
