/** A second opinion adds a doubt where it contradicts the tables, and nothing else. */
import { describe, expect, test } from '@jest/globals';
import { disagreement, type SecondOpinion } from '../../../src/core/drug/disagreement.js';
import { hcpcs, ndc, resolve, rxnorm, tables } from './support.js';

const nothing: SecondOpinion = { codes: [], replacements: [], ingredients: [] };

function saidOf(
  code: string,
  opinion: Partial<SecondOpinion>,
  system: 'rxnorm' | 'ndc' = 'rxnorm',
): string | undefined {
  const drug = resolve([system === 'ndc' ? ndc(code) : rxnorm(code)]);
  return disagreement(drug, { system, code }, { ...nothing, ...opinion }, 'The server', tables);
}

describe('a terminology server maps a code', () => {
  test('given the same code, or one of several, then it agrees', () => {
    expect(saidOf('310994', { codes: ['J1745'] })).toBeUndefined();
    expect(saidOf('191831', { codes: ['Q5121', 'J1748'] })).toBeUndefined();
    expect(saidOf('57894003001', { codes: ['J1745'] }, 'ndc')).toBeUndefined();
  });

  test('given a code that a filter has excluded, then it agrees', () => {
    const drug = resolve([rxnorm('191831')], { route: 'IV' });
    const asked = { system: 'rxnorm', code: '191831' } as const;
    expect(disagreement(drug, asked, { ...nothing, codes: ['J1748'] }, 'The server', tables)).toBeUndefined();
  });

  test('given another code for a listed drug, then both are named', () => {
    expect(saidOf('310994', { codes: ['J3380'] })).toBe(
      'The server maps rxnorm 310994 to J3380 (vedolizumab, on the list), the tables say J1745; the tables were used.',
    );
    expect(saidOf('310994', { codes: ['J9271'] })).toContain('to J9271, the tables say J1745');
  });

  test('given a listed code for a drug the tables do not know, then it is named', () => {
    expect(saidOf('99999999', { codes: ['J1745'] })).toContain(
      'on the list), the tables know no code for it',
    );
  });

  test('given an unlisted code for an unlisted drug, then nothing follows', () => {
    expect(saidOf('99999999', { codes: ['J9271'] })).toBeUndefined();
    expect(saidOf('2675744', { codes: ['J9271'] })).toBeUndefined();
  });

  test('given nothing, then silence is no disagreement', () => {
    expect(saidOf('310994', {})).toBeUndefined();
  });
});

describe('RxNav knows a code', () => {
  test('given the same ingredient, then it agrees', () => {
    expect(saidOf('310994', { ingredients: ['191831'] })).toBeUndefined();
  });

  test('given another ingredient, then both are named', () => {
    expect(saidOf('310994', { ingredients: ['121191'] })).toContain(
      'rituximab (rxnorm 121191), the tables say J1745',
    );
  });

  test('given a replacement that is listed for a code the tables do not know, then it is named', () => {
    expect(saidOf('99999999', { replacements: ['310994'], ingredients: ['191831'] })).toContain(
      'infliximab 100 MG Injection (rxnorm 310994), the tables know no code',
    );
  });

  test('given the ingredient of a tablet that is injected too, then nothing follows', () => {
    expect(saidOf('99999999', { ingredients: ['7243'] })).toBeUndefined();
  });

  test('given an ingredient that only accompanies, or one of another drug, then nothing follows', () => {
    expect(saidOf('310994', { ingredients: ['5464', '1'] })).toBeUndefined();
  });
});

test('the resolution stays as it was', () => {
  const drug = resolve([hcpcs('J1745'), rxnorm('310994')]);
  const before = JSON.stringify(drug);
  disagreement(drug, { system: 'rxnorm', code: '310994' }, { ...nothing, codes: ['J3380'] }, 'x', tables);
  expect(JSON.stringify(drug)).toBe(before);
});
