/** Why the service is silent: the page has to give the reason that holds, because nothing else shows it. */
import { expect, test } from '@jest/globals';
import { verdictOf } from '../../sandbox/page/reason/verdict.js';
import type { DecisionRecord } from '../../src/decisions/record.js';

const record: DecisionRecord = {
  id: 'a1',
  hookInstance: 'i1',
  hook: 'order-sign',
  crdVersion: '2.0',
  order: 'MedicationRequest/m1',
  drug: { outcome: 'RESOLVED', hcpcs: ['J0129'], name: 'abatacept', path: [] },
  site: { class: 'HOPD', evidence: [] },
  determination: 'not-met',
  cause: 'criteria',
  criteria: [],
  nonQualifying: [],
  assumptions: [],
  unavailable: [],
  evaluatedAt: '2025-10-01T12:00:00Z',
};
const silenceOf = (changes: Partial<DecisionRecord>, cards = 0) =>
  verdictOf({ ...record, ...changes }, [], cards).silence;

test.each<readonly [string, Partial<DecisionRecord>, RegExp]>([
  ['order-select said the same', {}, /told the same when the drug was chosen/],
  ['the order carries the answer', { silent: true }, /already carries this answer \(assertion a1\)/],
  [
    'a drug is chosen and its place may stay',
    { hook: 'order-select', determination: 'met', silent: true },
    /only being chosen/,
  ],
  [
    'the order cannot be used',
    { determination: 'insufficient-context', cause: 'unusable-order', silent: true },
    /could not work on this order/,
  ],
  [
    'the place is a preferred one',
    { determination: 'not-applicable', cause: 'preferred-site' },
    /already a preferred one/,
  ],
  [
    'the drug is not listed',
    { determination: 'not-applicable', cause: 'drug-not-listed', silent: true },
    /nothing to say about this order/,
  ],
])('given that %s, then this is the reason', (_what, changes, reason) => {
  expect(silenceOf(changes)).toMatch(reason);
});

test('given a card, then there is no silence to explain', () => {
  expect(silenceOf({}, 1)).toBeUndefined();
});

test('given an order without a drug, then the sentence has no gap', () => {
  const nameless = { ...record, determination: 'insufficient-context', cause: 'unusable-order' } as const;
  const { sentence } = verdictOf({ ...nameless, drug: { ...record.drug, name: '' } }, [], 0);
  expect(sentence).toBe('The call does not tell enough to decide about the order.');
});
