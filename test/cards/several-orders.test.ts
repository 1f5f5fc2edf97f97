/** Orders with the same answer share a card (facts: users and cards, A5 rule 2). */
import { describe, expect, test } from '@jest/globals';
import { renderCards } from '../../src/cards/render.js';
import { subjectsOf } from '../../src/cards/subject.js';
import type { Decision } from '../../src/core/decision.js';
import { spanOf } from '../../src/core/dates.js';
import type { ServiceRequest } from '../../src/core/fhir.js';
import { cardKnowledge, countingIds, subjectOf } from '../support/answers.js';
import { decision, drug, medicationRequest, noneMet, order, samples } from '../support/decisions.js';

const about = (id: string, from: Decision, day = '2025-10-08'): Decision => {
  const made = order(medicationRequest({ id }));
  const planned = { ...made.planned, text: day, span: spanOf(day) ?? made.planned.span };
  return { ...from, order: { ...made, planned } };
};

/** Ids of the orders of each card. */
function groups(...decisions: readonly Decision[]): string[][] {
  return subjectsOf(decisions, decisions, cardKnowledge).map((subject) =>
    subject.decisions.map((one) => one.order.request.id ?? ''),
  );
}

describe('given two orders of one drug with the same answer', () => {
  const [first, second] = [about('m1', samples['not-met']), about('m2', samples['not-met'])];

  test('then they share a card, which says so', () => {
    const [card, ...others] = renderCards(subjectOf(first, second), cardKnowledge, countingIds());
    expect(others).toEqual([]);
    expect(card?.detail).toContain('infliximab (J1745), 2 orders, at Atlanta');
  });

  test('then one click changes both', () => {
    const [card] = renderCards(subjectOf(first, second), cardKnowledge, countingIds());
    expect(card?.selectionBehavior).toBe('at-most-one');
    expect(card?.suggestions?.map(({ actions }) => actions?.map(({ resource }) => resource?.id))).toEqual([
      ['m1', 'm2'],
      ['m1', 'm2'],
    ]);
  });

  test('then one continuation serves both', () => {
    const subject = subjectOf(about('m1', samples['split-order']), about('m2', samples['split-order']));
    const [card] = renderCards(subject, cardKnowledge, countingIds());
    const [create, ...more] = card?.suggestions?.[0]?.actions ?? [];
    expect(more).toEqual([]);
    expect((create?.resource as ServiceRequest).basedOn).toEqual([
      { reference: 'MedicationRequest/m1' },
      { reference: 'MedicationRequest/m2' },
    ]);
  });

  test('given they are planned for different days, then the card names none of them', () => {
    const later = about('m2', samples.met, '2025-11-05');
    const [card] = renderCards(subjectOf(about('m1', samples.met), later), cardKnowledge, countingIds());
    expect(card?.detail).toContain('Lasts at most 365 days; then');
  });
});

describe('given orders whose answers differ', () => {
  test.each<[string, Decision]>([
    ['in the drug', decision({ drug: drug({ name: 'abatacept', hcpcs: ['J0129'] }) })],
    ['in the determination', samples.met],
    ['in a line', decision({ criteria: noneMet.filter(({ id }) => id !== 'FDA') })],
    ['in the sites that can be offered', decision({ alternatives: [] })],
  ])('%s, then each has its card', (_what, other) => {
    expect(groups(about('m1', decision()), about('m2', other))).toEqual([['m1'], ['m2']]);
  });

  test('given orders without an id, then each has its card: no update could name them', () => {
    const nameless = { ...samples['not-met'], order: order(medicationRequest({ id: '' })) };
    expect(groups(about('m1', samples['not-met']), nameless)).toEqual([['m1'], ['']]);
  });
});
