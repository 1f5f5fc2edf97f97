import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { AnswerRow } from '../../src/core/policy/answers.js';
import { ajv } from '../../src/knowledge/ajv.js';
import { validateAnswers } from '../../src/knowledge/answer-schema.js';
import { compileAnswers, loadAnswers } from '../../src/knowledge/answers.js';

function faultsOf(row: AnswerRow): string[] {
  const faults: string[] = [];
  compileAnswers({ limitation: 'site only', rows: { met: { any: row } } }, (path, message) =>
    faults.push(`${path.join('.')}: ${message}`),
  );
  return faults;
}

describe('the answer table', () => {
  const answers = loadAnswers('policies/ga-pmn-34/answers.yaml', 'answers.yaml');

  test("a cause's own row is taken before the common one", () => {
    expect(answers.of('not-met', 'facility')?.row.reason).toContain('facility');
    expect(answers.of('not-met', 'criteria')?.row.reason).toContain('no criterion');
  });

  test('a reason with a code that CRD does not have is a fault', () => {
    const row = { covered: 'not-covered', reasonCode: 'no-idea', reason: 'x' };
    expect(validateAnswers({ limitation: 'site only', rows: { met: { any: row } } })).toBe(false);
    const known = { ...row, reasonCode: 'no-member-found' };
    expect(validateAnswers({ limitation: 'site only', rows: { met: { any: known } } })).toBe(true);
  });

  test('an outcome without a row asserts nothing', () => {
    expect(answers.of('not-applicable', 'drug-not-listed')).toBeUndefined();
  });

  test('a row is compiled once, not for each of the 95 places it can stand in: the start would take most of a second', () => {
    let written = 0;
    const process = (code: string): string => {
      written += code.length;
      return code;
    };
    new Ajv({ ...ajv.opts, code: { process } }).compile(validateAnswers.schema as object);
    expect(written).toBeGreaterThan(1_000);
    expect(written).toBeLessThan(50_000);
  });

  test('given a misspelt cause and a wrong code, then the faults name file and line', () => {
    const directory = mkdtempSync(join(tmpdir(), 'answers-'));
    const file = join(directory, 'answers.yaml');
    const source = readFileSync('policies/ga-pmn-34/answers.yaml', 'utf8');
    const broken = source
      .replace('site-unknown:', 'site-unkown:')
      .replace('covered: not-covered', 'covered: never');
    writeFileSync(file, broken);
    const lineOf = (text: string) => broken.slice(0, broken.indexOf(text)).split('\n').length;
    try {
      expect(() => loadAnswers(file, 'answers.yaml')).toThrow(
        new RegExp(
          `answers.yaml:${lineOf('site-unkown')}: .*site-unkown[^]*answers.yaml:${lineOf('never')}: `,
        ),
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test.each<[string, AnswerRow]>([
    [
      'q1',
      {
        covered: 'conditional',
        paNeeded: 'conditional',
        infoNeeded: ['OTH'],
        questionnaire: true,
        reason: 'r',
      },
    ],
    ['q2', { covered: 'covered', reason: 'r' }],
    ['q2', { covered: 'not-covered', paNeeded: 'no-auth', reason: 'r' }],
    ['q3', { covered: 'conditional', paNeeded: 'auth-needed', reason: 'r' }],
    ['q3', { covered: 'covered', paNeeded: 'auth-needed', infoNeeded: ['location'], reason: 'r' }],
    [
      'q4',
      {
        covered: 'covered',
        paNeeded: 'no-auth',
        docNeeded: ['clinical'],
        docPurpose: ['withpa'],
        reason: 'r',
      },
    ],
    ['{{nobody}}', { covered: 'covered', paNeeded: 'no-auth', reason: '{{nobody}}' }],
  ])('a row against %s is a fault', (rule, row) => {
    expect(faultsOf(row).join()).toContain(rule);
  });
});
