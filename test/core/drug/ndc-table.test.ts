import { describe, expect, test } from '@jest/globals';
import { ndc, resolve, tables } from './support.js';
import type { NdcProduct } from '../../../src/core/drug/tables.js';
import type { DrugOutcome } from '../../../src/core/drug/types.js';

const products = [...tables.ndc];

function verdict(product: NdcProduct): DrugOutcome {
  const listed = product.codes.filter((code) => tables.codes.get(code)?.listed);
  if (listed.length === 0) return 'NOT_LISTED';
  if (listed.length < product.codes.length) return 'AMBIGUOUS_MIXED';
  const form = tables.rxnorm.get(product.rxcui)?.selfAdministeredForm;
  if (form !== undefined && listed.every((code) => ['J0517', 'J0638', 'J0717'].includes(code)))
    return 'SELF_ADMIN_FORM';
  return listed.length === 1 ? 'RESOLVED' : 'LISTED_CODE_AMBIGUOUS';
}

describe('every NDC of the tables', () => {
  test('there are 1,377 of them, and 56 have two codes in the CMS crosswalk', () => {
    expect(products).toHaveLength(1377);
    const split = products.filter(([, product]) => product.codes.length > 1 && product.source === 'cms');
    expect(split.length).toBeGreaterThanOrEqual(56);
  });

  test.each([
    ['11 digits', (digits: string) => digits],
    ['5-4-2', (digits: string) => `${digits.slice(0, 5)}-${digits.slice(5, 9)}-${digits.slice(9)}`],
  ])('alone resolves to its verdict and its codes (%s)', (_, print) => {
    const wrong = products.flatMap(([digits, product]) => {
      const drug = resolve([ndc(print(digits))]);
      const codes = [...drug.hcpcs, ...drug.unlisted].sort().join(' ');
      const expected = [...product.codes].sort().join(' ');
      const right =
        drug.outcome === verdict(product) && (codes === expected || drug.outcome === 'NOT_LISTED');
      return right ? [] : [`${digits}: ${drug.outcome} ${codes}`];
    });
    expect(wrong).toEqual([]);
  });

  test('with its product name as display never contradicts itself', () => {
    const wrong = products.flatMap(([digits, product]) => {
      const { outcome, question } = resolve([ndc(digits, product.name)]);
      return outcome === 'CONFLICT' ? [question] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('a derived entry says that it is not in the CMS crosswalk', () => {
    const [derived] = products.find(([, product]) => product.source === 'rxnorm') ?? [''];
    expect(resolve([ndc(derived)]).doubts.join(' ')).toContain('derived from RxNorm');
  });
});
