import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { standingOf } from '../../src/core/chart/standing.js';
import type { Condition } from '../../src/core/fhir.js';
import { KnowledgeError } from '../../src/knowledge/faults.js';
import { loadStatusFilters } from '../../src/knowledge/status-filters.js';

const PROJECT = join(import.meta.dirname, '../..');
const NAME = 'policies/status-filters.json';

function messageAfter(from: string, to: string): string {
  const root = mkdtempSync(join(tmpdir(), 'filters-'));
  try {
    mkdirSync(join(root, 'policies'));
    cpSync(join(PROJECT, NAME), join(root, NAME));
    const source = readFileSync(join(root, NAME), 'utf8');
    expect(source).toContain(from);
    writeFileSync(
      join(root, NAME),
      source.replace(from, () => to),
    );
    loadStatusFilters(root);
    return '';
  } catch (error) {
    if (error instanceof KnowledgeError) return error.message;
    throw error;
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('loading the status filters', () => {
  test('given the file as it is, then a refuted diagnosis never counts', () => {
    const refuted = {
      resourceType: 'Condition',
      clinicalStatus: { coding: [{ code: 'active' }] },
      verificationStatus: { coding: [{ code: 'refuted' }] },
      subject: {},
    } satisfies Condition;
    expect(standingOf(refuted, loadStatusFilters(PROJECT))).toBe('never');
  });

  test.each([
    ['a standing that does not exist', '"inactive": "history"', '"inactive": "past"', 'must be equal to one'],
    [
      'an exception without its condition',
      '"abatement": true,',
      '',
      "must have required property 'category'",
    ],
    ['a misspelt member', '"absentWhen"', '"whenAbsent"', '"whenAbsent"'],
    ['no filters', '"resources"', '"resource"', "must have required property 'resources'"],
  ])('given %s, then the fault names file and line', (_what, from, to, message) => {
    const found = messageAfter(from, to);
    expect(found).toMatch(/^policies\/status-filters\.json:[1-9]\d*: /);
    expect(found).toContain(message);
  });
});
