/** What CDS Hooks and CRD demand of every card, held against one of each kind (facts: crd-requirements §1.5, §3.3). */
import { describe, expect, test } from '@jest/globals';
import { renderCards } from '../../src/cards/render.js';
import type { Action, Card } from '../../src/cards/types.js';
import type { Decision } from '../../src/core/decision.js';
import { renderAnswer } from '../../src/crd/answer.js';
import { originalsOf } from '../../src/crd/lossless-order.js';
import { CRD_2_0 } from '../../src/crd/v2-0.js';
import { checkResponse } from '../../src/hooks/check-response.js';
import { answerKnowledge, cardKnowledge, countingIds, subjectOf } from '../support/answers.js';
import { decision, drug, medicationRequest, order, payer, samples } from '../support/decisions.js';

/** Codes of CRD's value set cardType. */
const CARD_TYPES = [
  'coverage-info',
  'unsolicited-determ',
  'claim',
  'insurance',
  'limits',
  'network',
  'appropriate-use',
  'cost',
  'therapy-alternatives-opt',
  'therapy-alternatives-req',
  'clinical-reminder',
  'duplicate-therapy',
  'contraindication',
  'guideline',
  'off-guideline',
];

const safety = [{ reference: 'AllergyIntolerance/al1', display: 'infliximab', note: 'Anaphylaxis' }];
const given: Readonly<Record<string, Decision>> = {
  ...samples,
  safety: decision({ safety }),
};

/** All cards of an answer about one order, the companion card included. */
function cardsOf(one: Decision): readonly Card[] {
  return renderAnswer({
    decisions: [one],
    dialect: CRD_2_0,
    originals: originalsOf(undefined),
    knowledge: answerKnowledge,
    ids: countingIds(),
    today: 20362,
    isOurs: () => false,
  }).response.cards;
}

const all = Object.entries(given).flatMap(([name, one]) =>
  cardsOf(one).map((card, index) => [`${name}, card ${index + 1}`, card, one] as const),
);
const actionsOf = ({ suggestions = [] }: Card): readonly Action[] =>
  suggestions.flatMap(({ actions = [] }) => actions);

test('one of each kind of card is looked at', () => {
  const kinds = new Set(all.map(([, card]) => card.source.topic.code));
  expect([...kinds].sort()).toEqual([
    'clinical-reminder',
    'contraindication',
    'guideline',
    'insurance',
    'network',
  ]);
  expect(all.length).toBeGreaterThan(cardKnowledge.templates.cards.length);
});

describe.each(all)('%s', (_name, card, { payer: insurer, drug: { name } }) => {
  test('keeps CDS Hooks: required members, no empty ones, a summary under 140 characters', () => {
    expect(checkResponse({ cards: [card], systemActions: [] })).toEqual([]);
  });

  test("has a topic of CRD's card types and speaks for the insurer on the patient's card (CR-10, CR-11)", () => {
    expect(CARD_TYPES).toContain(card.source.topic.code);
    expect(card.source.label).toBe(insurer?.name ?? cardKnowledge.source.label);
  });

  test('is not critical, and names its drug in the detail (CR-13, CR-16)', () => {
    expect(['info', 'warning']).toContain(card.indicator);
    expect(card.detail).toContain(name);
  });

  test('leads to no portal and never as the only way: links are absolute, and on cards without suggestions (CR-18)', () => {
    expect(card.links === undefined || card.suggestions === undefined).toBe(true);
    for (const link of card.links ?? []) {
      expect(link).toEqual({
        label: 'Policy GA.PMN.34',
        url: expect.stringMatching(/^https:/),
        type: 'absolute',
      });
    }
    expect(`${card.summary} ${card.detail}`).not.toMatch(/portal|log ?in|website/i);
  });

  test('does not say again what coverage information says (CR-15)', () => {
    expect(`${card.summary} ${card.detail}`).not.toMatch(/auth-needed|prior authori[sz]ation|pa-needed/i);
  });

  test('suggests what is one update, creates, or both (never a deletion), each described', () => {
    for (const action of actionsOf(card)) {
      expect(['update', 'create']).toContain(action.type);
      expect(action.description.length).toBeGreaterThan(10);
      expect(action.resource).toBeDefined();
    }
  });

  test('creates nothing that a second click would create again, and nothing that refers to what is not there (CR-61, CR-62)', () => {
    for (const action of actionsOf(card).filter(({ type }) => type === 'create')) {
      expect(action.extension?.['davinci-crd.if-none-exist']).toMatch(/^identifier=/);
      expect(action.resource).not.toHaveProperty('id');
      expect(JSON.stringify(action.resource)).not.toMatch(
        /"reference":"(?!MedicationRequest\/m1|Patient|Encounter|Practitioner)/,
      );
    }
  });
});

describe('a suggestion to change the site is one update for each order (CRD "propose alternate")', () => {
  test.each(['not-met', 'needs-documentation', 'site-unknown', 'facility'] as const)('%s', (name) => {
    const [card] = renderCards(subjectOf(samples[name]), cardKnowledge, countingIds());
    expect(card?.suggestions?.map(({ actions }) => actions?.map(({ type }) => type))).toEqual([
      ['update'],
      ['update'],
    ]);
  });
});

test('given several drugs, then every card names its own (CR-16)', () => {
  const about = (id: string, name: string): Decision =>
    decision({ order: order(medicationRequest({ id })), drug: drug({ name }), payer });
  const cards = renderAnswer({
    decisions: [about('m1', 'infliximab'), about('m2', 'abatacept')],
    dialect: CRD_2_0,
    originals: originalsOf(undefined),
    knowledge: answerKnowledge,
    ids: countingIds(),
    today: 20362,
    isOurs: () => false,
  }).response.cards;
  const [first, second, both, ...others] = cards.map(({ detail }) => detail);
  expect(others).toEqual([]);
  expect(first).toContain('infliximab');
  expect(first).not.toContain('abatacept');
  expect(second).toContain('abatacept');
  expect(both).toContain('infliximab and abatacept');
});
