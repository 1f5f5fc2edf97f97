/** Public third-party data that lies beside the project (../shared/data) and never in it. Tests that read it skip, saying so, when it is absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';

const DATA = join(import.meta.dirname, '../../../shared/data');

/** `describe` when the folder is there, else one skipped test that says so: tables made from the data would be empty. */
export function describeWithData(folder: string, tests: () => void): void {
  const isThere = existsSync(join(DATA, folder));
  describe(
    `real data: ${folder}`,
    isThere ? tests : () => test.skip('needs ../shared/data', () => undefined),
  );
}

/** Name and parsed content of each JSON file of a folder, subfolders included; none when it is absent. */
export function jsonFiles(folder: string): readonly (readonly [name: string, content: unknown])[] {
  const path = join(DATA, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(path, name), 'utf8')) as unknown]);
}
