/** Every quirk of the list has its describe. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const LAST = 27;

test('each of the 27 quirks is described exactly once', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const text = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
  const numbers = [...text.matchAll(/'quirk (\d+): /g)].map((match) => Number(match[1]));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: LAST }, (_, index) => index + 1));
});
