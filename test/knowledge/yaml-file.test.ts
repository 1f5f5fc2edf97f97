/** Two parsers read the project's YAML: a fast one, and one that knows positions. They have to see the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CORE_SCHEMA, load } from 'js-yaml';
import { parse } from 'yaml';
import { projectRoot } from '../../src/knowledge/load.js';

const files = ['policies', 'cards', 'sandbox'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

test.each(files)('%s', (file) => {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  expect(load(text, { schema: CORE_SCHEMA })).toEqual(parse(text));
});
