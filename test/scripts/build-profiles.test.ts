import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../..');
const FOLDER = 'fhir-profiles/structuredefinitions';

test('the profiles are what the script makes of its descriptions', () => {
  const out = mkdtempSync(join(tmpdir(), 'profiles-'));
  try {
    execFileSync(process.execPath, [join(PROJECT, 'scripts/build-profiles.mjs'), '--out', out]);
    const names = readdirSync(join(out, FOLDER)).sort();
    expect(readdirSync(join(PROJECT, FOLDER)).sort()).toEqual(names);
    for (const name of names) {
      const made = readFileSync(join(out, FOLDER, name), 'utf8');
      expect(readFileSync(join(PROJECT, FOLDER, name), 'utf8') === made ? name : `${name} differs`).toBe(
        name,
      );
    }
  } finally {
    rmSync(out, { recursive: true });
  }
});
