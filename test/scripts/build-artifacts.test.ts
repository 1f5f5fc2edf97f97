import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CodeSystem } from 'fhir/r4.js';
import { parse } from 'yaml';
import type { PolicyDocument } from '../../src/core/policy/document.js';

const PROJECT = join(import.meta.dirname, '../..');

describe('the artifacts authored with the policy', () => {
  let out: string;

  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'artifacts-'));
    execFileSync(process.execPath, [join(PROJECT, 'scripts/build-artifacts.mjs'), '--out', out]);
  });
  afterAll(() => rmSync(out, { recursive: true }));

  test.each([
    'plandefinitions/ga-pmn-34.json',
    'questionnaires/ga-pmn-34-site-of-care.json',
    'codesystems/soc-answers.json',
    'codesystems/site-of-care-override-reasons.json',
    'codesystems/launch-context.json',
  ])('%s is what the script makes of the policy folder', (name) => {
    const file = join('fhir-profiles', name);
    expect(readFileSync(join(PROJECT, file), 'utf8')).toBe(readFileSync(join(out, file), 'utf8'));
  });

  test('the override reasons are the exceptions of the policy', () => {
    const file = join(PROJECT, 'fhir-profiles/codesystems/site-of-care-override-reasons.json');
    const reasons = JSON.parse(readFileSync(file, 'utf8')) as CodeSystem;
    const policy = parse(
      readFileSync(join(PROJECT, 'policies/ga-pmn-34/policy.yaml'), 'utf8'),
    ) as PolicyDocument;
    expect(reasons.concept).toEqual(policy.exceptions.map(({ code, display }) => ({ code, display })));
    expect(reasons.version).toBe(policy.version);
  });
});
