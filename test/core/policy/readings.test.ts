/** The policy's readings A1 to A20 as an installation can set them; what each changes is tested with its criterion. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { PolicyDocument } from '../../../src/core/policy/document.js';
import { projectRoot } from '../../../src/knowledge/load.js';
import { ask } from '../../support/decide.js';

const { parameters } = parse(
  readFileSync(join(projectRoot, 'policies/ga-pmn-34/policy.yaml'), 'utf8'),
) as PolicyDocument;
const readings = Object.entries(parameters).filter(([, { reading }]) => reading !== undefined);
const builtIn = readings.filter(([, { allowed }]) => allowed?.length === 1);
const choices = readings.flatMap(([name, { allowed = [] }]) =>
  allowed.length > 1 ? allowed.map((value) => [name, value] as const) : [],
);

describe('readings', () => {
  test('given the twenty ambiguities of the text, then each has a parameter', () => {
    const numbers = new Set(readings.map(([, { reading }]) => reading));
    expect([...numbers].sort()).toEqual(Array.from({ length: 20 }, (_, index) => `A${index + 1}`).sort());
  });

  test.each(builtIn.map(([name]) => name))(
    'given another value for %s, which is built in, then the start is refused',
    (name) => {
      expect(() => ask({ parameters: { [name]: 'another' } })).toThrow(/"another" is not one of/);
    },
  );

  test.each(choices)('given %s = %s, then the policy compiles and answers', (name, value) => {
    expect(ask({ parameters: { [name]: value } }).decision.policy?.id).toBe('GA.PMN.34');
  });
});
