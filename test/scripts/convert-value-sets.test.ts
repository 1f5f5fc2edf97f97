import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../..');
const FACTS = join(PROJECT, '../shared/facts');
const withFacts = existsSync(join(FACTS, 'valuesets.json')) ? describe : describe.skip;

withFacts('the published value sets (skipped without ../shared/facts)', () => {
  test('are what the script makes of the reviewed ones', () => {
    const out = mkdtempSync(join(tmpdir(), 'converted-'));
    try {
      const script = join(PROJECT, 'scripts/convert-value-sets.mjs');
      execFileSync(process.execPath, [script, '--facts', FACTS, '--out', out]);
      expect(filesIn(out)).toEqual(filesIn(PROJECT));
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});

function filesIn(root: string): Record<string, string> {
  const sets = readdirSync(join(root, 'fhir-profiles/valuesets')).map(
    (name) => `fhir-profiles/valuesets/${name}`,
  );
  const files = [...sets, 'policies/text-negation.json', 'policies/status-filters.json'];
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}
