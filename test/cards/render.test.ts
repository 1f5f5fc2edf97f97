import { describe, expect, test } from '@jest/globals';
import { renderCards } from '../../src/cards/render.js';
import type { Card } from '../../src/cards/types.js';
import type { Decision } from '../../src/core/decision.js';
import { cardKnowledge, countingIds, subjectOf } from '../support/answers.js';
import { criterion, decision, drug, samples, silent, site } from '../support/decisions.js';

const cardsOf = (given: Decision) => renderCards(subjectOf(given), cardKnowledge, countingIds());

function onlyCard(given: Decision): Card {
  const cards = cardsOf(given);
  expect(cards).toHaveLength(1);
  return cards[0] as Card;
}

/** The card as a prescriber would read it. */
function asText(card: Card): string {
  const parts = [
    `${card.indicator.toUpperCase()} (${card.source.topic.code}) from ${card.source.label}`,
    card.summary,
    card.detail,
    ...(card.suggestions ?? []).map((one) => `[ ${one.label} ]${one.isRecommended ? ' recommended' : ''}`),
    ...(card.overrideReasons ?? []).map((one) => `override: ${one.display}`),
    ...(card.links ?? []).map((one) => `link: ${one.label} → ${one.url}`),
  ];
  return `\n${parts.join('\n')}\n`;
}

describe('the card of each determination', () => {
  test.each(Object.entries(samples))('%s', (_name, given) => {
    expect(asText(onlyCard(given))).toMatchSnapshot();
  });

  test.each(Object.entries(silent))('%s: no card', (_name, given) => {
    expect(cardsOf(given)).toEqual([]);
  });
});

describe('what a card says', () => {
  test('given the criteria appear met, then the card instructs: no suggestion, no link', () => {
    const card = onlyCard(samples.met);
    expect(card).not.toHaveProperty('suggestions');
    expect(card).not.toHaveProperty('links');
    expect(card.detail).toContain('Lasts at most 365 days from 2025-10-08');
  });

  test("given not met, then the policy's exceptions are the override reasons", () => {
    expect(onlyCard(samples['not-met']).overrideReasons?.map((one) => one.code)).toEqual([
      'initial-dose',
      'health-risk',
    ]);
  });

  test('given an unclear drug, then the card refers to the policy with an absolute link', () => {
    const card = onlyCard(samples['drug-ambiguous']);
    expect(card.links).toEqual([
      { label: 'Policy GA.PMN.34', url: 'https://payer.example.org/policies/ga-pmn-34', type: 'absolute' },
    ]);
  });

  test('given no policy address is configured, then there is no link', () => {
    const knowledge = { ...cardKnowledge, policies: new Map([['GA.PMN.34', { overrideReasons: [] }]]) };
    const [card] = renderCards(subjectOf(samples['drug-ambiguous']), knowledge, countingIds());
    expect(card).not.toHaveProperty('links');
  });

  test('given no payer, then the service itself speaks', () => {
    expect(onlyCard(samples['coverage-missing']).source.label).toBe('Site of care service');
    expect(onlyCard(samples['not-met']).source.label).toBe('Example Georgia Marketplace Plan (fictional)');
  });

  test('given a site unknown and a criterion that would be met, then the card names it', () => {
    const card = onlyCard(
      decision({
        ...samples['site-unknown'],
        criteria: samples.met.criteria,
        deciding: samples.met.deciding,
      }),
    );
    expect(card.detail).toContain('✔ Cardiopulmonary disorder');
    expect(card.detail).not.toContain('no criterion would be met');
  });

  test('given more criteria than lines, then the last line counts the rest', () => {
    const criteria = Array.from({ length: 8 }, (_, index) =>
      criterion(`X${index}`, 'not-met', 0, `Criterion ${index}`, 'It is not met.'),
    );
    expect(onlyCard(decision({ criteria })).detail).toContain('✘ Criterion 4: It is not met (and 3 more)');
  });

  test('given a continued request, then its parts are listed instead of the one group', () => {
    const card = onlyCard(
      decision({
        criteria: [
          criterion('INIT', 'not-evaluated', 0, 'First dose or restart', 'This is a continued request.'),
          criterion('CONT', 'not-met', 0, 'Continued approval', 'Its parts are not met.'),
          criterion('CONT.REC', 'not-met', 1, 'Records', 'No record in six months.'),
          criterion('CONT.NEED', 'not-met', 1, 'Continued need', 'No need is documented.'),
        ],
      }),
    );
    expect(card.detail).toContain('Records: No record in six months');
    expect(card.detail).toContain('Continued need: No need is documented');
    expect(card.detail).not.toContain('Its parts are not met');
  });
});

describe('minimum necessary', () => {
  test('given a diagnosis behind a criterion that is not met, then it is not shown', () => {
    expect(onlyCard(samples['not-met']).detail).not.toContain('Crohn');
  });

  test('given a diagnosis that decides, then it is shown with its date and source', () => {
    const card = onlyCard(
      decision({
        determination: 'met',
        deciding: ['C.COG'],
        criteria: [
          criterion('C.COG', 'met', 0, 'Cognitive concerns', 'Severe dementia is documented.', {
            evidence: [{ reference: 'Condition/c2', date: '2024-11-02', display: 'Severe dementia' }],
          }),
          criterion('C.OTHER', 'not-met', 0, 'Other impairment', 'None was found.', {
            evidence: [{ reference: 'Condition/c3', date: '2024-01-01', display: 'Opioid dependence' }],
          }),
        ],
      }),
    );
    expect(card.detail).toContain('Severe dementia is documented (problem list 2024-11-02)');
    expect(card.detail).not.toContain('Opioid');
  });
});

describe('the safety card', () => {
  const reaction = {
    reference: 'AllergyIntolerance/al1',
    date: '2024-03-01',
    display: 'Anaphylaxis to infliximab',
  };

  test('given a severe reaction to the drug, then it is a card of its own beside the other one', () => {
    const cards = cardsOf(decision({ ...samples.met, safety: [reaction] }));
    expect(cards.map((card) => [card.indicator, card.source.topic.code])).toEqual([
      ['info', 'guideline'],
      ['warning', 'contraindication'],
    ]);
    expect(asText(cards[1] as Card)).toMatchSnapshot();
  });

  test('given the chart names the reaction, then the card does', () => {
    const named = { ...reaction, display: 'infliximab', note: 'Anaphylaxis' };
    const card = cardsOf(decision({ safety: [named] }))[1];
    expect(card?.summary).toBe('Safety: anaphylaxis to infliximab in the chart. Review before signing.');
    expect(card?.detail).toContain('- Anaphylaxis (infliximab), allergy list 2024-03-01');
  });

  test('given an order the policy does not speak about, then there is none', () => {
    expect(cardsOf(decision({ ...silent['preferred site'], safety: [reaction] }))).toEqual([]);
  });
});

describe('hostile chart text', () => {
  const evil = '[pay here](https://evil.example) <b>now</b>\n# www.evil.example';

  test('given Markdown in every name, then no link, HTML or heading reaches the card', () => {
    const [card] = cardsOf(
      decision({
        ...samples.met,
        drug: drug({ name: evil }),
        site: site({ name: evil }),
        criteria: [
          criterion('C', 'met', 0, evil, evil, {
            evidence: [{ reference: 'Condition/c1', date: evil, display: evil }],
            documents: [evil],
          }),
        ],
        assumptions: [evil],
        unavailable: [evil],
      }),
    );
    const text = `${card?.summary}\n${card?.detail}`;
    expect(text).toContain('pay here');
    expect(text).not.toMatch(/\]\(|https?:\/\/|www\.|<|\n#/);
    expect(card?.detail?.split('\n').every((line) => line.startsWith('- '))).toBe(true);
  });
});
