import { describe, expect, test } from '@jest/globals';
import { resolve, rxnorm, tables } from './support.js';
import type { RxNormConcept } from '../../../src/core/drug/rxnorm-table.js';
import type { DrugOutcome } from '../../../src/core/drug/types.js';

/** The verdict of facts/rxcui-hcpcs.csv in the words of the contract, read from the concept alone. */
function verdict(concept: RxNormConcept): DrugOutcome {
  const listed = concept.codes.filter((code) => tables.codes.get(code)?.listed);
  if (concept.neverAlone) return 'UNRESOLVED';
  if (concept.codes.length === 0)
    return concept.selfAdministeredForm === undefined ? 'NOT_LISTED' : 'SELF_ADMIN_FORM';
  if (listed.length === 0) return 'NOT_LISTED';
  if (listed.length < concept.codes.length || concept.otherForms) return 'AMBIGUOUS_MIXED';
  const noted = listed.every((code) => ['J0517', 'J0638', 'J0717'].includes(code));
  if (noted && concept.selfAdministeredForm !== undefined) return 'SELF_ADMIN_FORM';
  return listed.length === 1 ? 'RESOLVED' : 'LISTED_CODE_AMBIGUOUS';
}

const concepts = [...tables.rxnorm.values()];

describe('every RxCUI of the tables', () => {
  test('there are 1,815 of them', () => {
    expect(concepts).toHaveLength(1815);
  });

  test('alone resolves to its verdict and to no code that is not its own', () => {
    const wrong = concepts.flatMap((concept) => {
      const drug = resolve([rxnorm(concept.rxcui)]);
      const codes = [...drug.hcpcs, ...drug.unlisted];
      const own = codes.every((code) => concept.codes.includes(code) || code === concept.familyCode);
      const right = drug.outcome === verdict(concept) && own;
      return right ? [] : [`${concept.rxcui} ${concept.name}: ${drug.outcome} ${codes.join(' ')}`];
    });
    expect(wrong).toEqual([]);
  });

  test('with its own name as display resolves the same way', () => {
    const wrong = concepts.flatMap((concept) => {
      const drug = resolve([rxnorm(concept.rxcui, concept.name)]);
      return drug.outcome === verdict(concept)
        ? []
        : [`${concept.rxcui} ${concept.name}: ${drug.outcome} ${drug.question ?? ''}`];
    });
    expect(wrong).toEqual([]);
  });
});
