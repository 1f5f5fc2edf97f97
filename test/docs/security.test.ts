/** docs/security.md: every attack it lists names its test as `` `file`: title ``, and the test is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../..');
const lines = readFileSync(join(PROJECT, 'docs/security.md'), 'utf8').split('\n');

/** Cells of the rows of every table whose first column is "attack". */
const rows = lines
  .filter((line, at) => line.startsWith('|') && headOf(at).startsWith('| attack') && line !== headOf(at))
  .filter((line) => !/^\|[\s|-]+$/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map((cells) => ({ attack: cells[1] ?? '', test: cells[3] ?? '' }));

/** The first line of the table that this line stands in. */
function headOf(at: number): string {
  let first = at;
  while (lines[first - 1]?.startsWith('|')) first -= 1;
  return lines[first] ?? '';
}

describe('the tables of docs/security.md', () => {
  test('have rows', () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  test.each(rows)('$attack: $test', ({ test: named }) => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(named) ?? [];
    expect(named).toMatch(/^`test\/[^`]+\.test\.ts`: ./);
    expect(existsSync(join(PROJECT, file))).toBe(true);
    expect(titlesOf(file)).toContain(title);
  });
});

/** What stands as first argument of test(…), test.each(…)(…), and their like. */
function titlesOf(file: string): readonly string[] {
  const source = readFileSync(join(PROJECT, file), 'utf8');
  const calls = source.matchAll(/(?:\btest|\)|`)\(\s*(['"`])((?:\\.|(?!\1).)+)\1/gs);
  return [...calls].map(([, , title = '']) => title.replace(/\\(.)/g, '$1'));
}
