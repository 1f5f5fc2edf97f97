/** Every reason a prescriber can read is a whole sentence in plain words. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CriterionResult } from '../../../src/core/decision.js';
import { ask, KEYS } from '../../support/decide.js';
import { drugs } from '../../support/scenarios/drugs.js';
import { runs } from '../../support/property-runs.js';
import { BASES, POOL, PROVES_NO_ABSENCE } from './pool.js';

/** Said only when no sentence of the policy fits. */
const GENERAL = /^(Supported by the chart|Not met on the data available|Cannot be decided from the chart)/;
const HOLE = /undefined|null|NaN|[{}]|\(\)| {2}|: \.|\bunknown\b/;
const BRITISH = /\b(centre|behaviour|authoris|programme)/i;
/** Never in front of a prescriber: the service does not decide coverage. */
const VERDICT = /\b(approved|denied)\b/i;

function faultsOf({ id, status, reason }: CriterionResult): readonly string[] {
  const isSentence = /^[A-Z0-9].*\.$/.test(reason) && reason.length <= 260;
  const isFaulty = !isSentence || [GENERAL, HOLE, BRITISH, VERDICT].some((pattern) => pattern.test(reason));
  return isFaulty ? [`${id} ${status}: ${reason}`] : [];
}

test('given any chart, visible or not, then each reason is a sentence without holes, and none is a general one', () => {
  const entries = fc.subarray([...POOL, ...PROVES_NO_ABSENCE]);
  const refused = fc.subarray(KEYS.filter((key) => key !== 'coverage'));
  fc.assert(
    fc.property(fc.constantFrom(...BASES), entries, refused, (base, history, keys) => {
      const unseen = Object.fromEntries(keys.map((key) => [key, 'unavailable' as const]));
      expect(ask({ ...base, history, unseen }).decision.criteria.flatMap(faultsOf)).toEqual([]);
    }),
    runs(60),
  );
});

test('given a psychiatric diagnosis that only hints, then no reason names it', () => {
  const schizophrenia = POOL.filter(({ id }) => id === 'dx-F20-0');
  expect(schizophrenia).toHaveLength(1);
  const { decision, status } = ask({ history: schizophrenia });
  expect(status('C.BEH')).toBe('needs-documentation');
  expect(decision.criteria.map(({ reason }) => reason).join()).not.toMatch(/schizophreni/i);
});

test('given a drug that contradicts itself, then the reason ends with the question, once', () => {
  const concept = {
    coding: [drugs.infliximab, drugs.ironSucrose].flatMap(({ ordered }) => ordered.coding?.slice(0, 1) ?? []),
  };
  const drug = { name: 'two drugs', ordered: concept, given: concept };
  expect(ask({ drug }).criterion('S.DRUG').reason).toMatch(/ Which drug is ordered\?$/);
});
