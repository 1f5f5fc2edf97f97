/** The sources as Node runs them, in a directory of their own: types stripped as in the tests, everything else as it stands in the project. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import { transformSync } from '@swc/core';

const ROOT = join(import.meta.dirname, '..', '..');
const NOT_LINKED: ReadonlySet<string> = new Set(['src', 'test', 'dist', 'data', 'coverage']);

let built: string | undefined;

afterAll(() => {
  if (built !== undefined) rmSync(built, { recursive: true, force: true });
});

/** Path of the built `main.js`; made once for each test file. */
export function builtMain(): string {
  built ??= build();
  return join(built, 'dist', 'main.js');
}

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'built-service-'));
  for (const name of readdirSync(ROOT)) {
    if (!name.startsWith('.') && !NOT_LINKED.has(name)) symlinkSync(join(ROOT, name), join(folder, name));
  }
  const source = join(ROOT, 'src');
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const target = join(folder, 'dist', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, stripped(join(source, name)));
  }
  return folder;
}

function stripped(filename: string): string {
  return transformSync(readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  }).code;
}
