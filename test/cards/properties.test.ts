import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderCards } from '../../src/cards/render.js';
import type { Card } from '../../src/cards/types.js';
import type { Decision } from '../../src/core/decision.js';
import { anyDecision } from '../support/arbitrary-decisions.js';
import { cardKnowledge, countingIds } from '../support/answers.js';

function forEveryCard(check: (card: Card, decision: Decision) => void): void {
  fc.assert(
    fc.property(anyDecision, (decision) => {
      for (const card of renderCards(decision, cardKnowledge, countingIds())) check(card, decision);
    }),
    { numRuns: 300 },
  );
}

describe('whatever the decision', () => {
  test('a summary has between 1 and 139 characters', () => {
    forEveryCard((card) => {
      expect(card.summary.length).toBeLessThanOrEqual(139);
      expect(card.summary.length).toBeGreaterThan(20);
      expect(card.summary).not.toMatch(/\p{Cs}/u);
    });
  });

  test('a summary begins with the verdict of its card', () => {
    const verdicts = cardKnowledge.templates.cards.flatMap((card) =>
      card.summary.map((one) => one.source.slice(0, 8)),
    );
    forEveryCard((card) => {
      expect(verdicts).toContain(card.summary.slice(0, 8));
    });
  });

  test('a detail has at most twelve plain bullet lines without HTML, table or link', () => {
    forEveryCard((card) => {
      const lines = card.detail?.split('\n') ?? [];
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThanOrEqual(12);
      for (const line of lines) {
        expect(line).toMatch(/^- \S/);
        expect(line).not.toMatch(/[<>|`]|\]\(|:\/\//);
        expect(line.length).toBeLessThanOrEqual(600);
      }
    });
  });

  test('nothing is approved or denied', () => {
    forEveryCard((card, decision) => {
      const names = [
        decision.drug.name,
        decision.site?.name,
        ...decision.criteria.map((one) => one.title),
      ].join(' ');
      if (/approve|den(y|ied)/i.test(names)) return;
      expect(`${card.summary} ${card.detail}`).not.toMatch(/\bapproved\b|\bdenied\b/i);
    });
  });

  test('every uuid is there once, every action says what it does', () => {
    forEveryCard((card) => {
      const suggestions = card.suggestions ?? [];
      const uuids = [card.uuid, ...suggestions.map((one) => one.uuid)];
      expect(new Set(uuids).size).toBe(uuids.length);
      expect(suggestions.filter((one) => one.isRecommended).length).toBeLessThanOrEqual(1);
      for (const suggestion of suggestions) {
        expect(suggestion.label).not.toBe('');
        expect(suggestion.actions).toHaveLength(1);
        for (const action of suggestion.actions ?? []) {
          expect(action.description).not.toBe('');
          expect(action.resource).toBeDefined();
          expect(action).not.toHaveProperty('resourceId');
        }
      }
    });
  });

  test('optional members are left out, never empty', () => {
    forEveryCard((card) => {
      expect(card.suggestions).not.toEqual([]);
      expect(card.links).not.toEqual([]);
      expect(card.overrideReasons).not.toEqual([]);
      expect(card.suggestions === undefined).toBe(card.selectionBehavior === undefined);
      expect(JSON.stringify(card)).not.toMatch(/:(null|""|\[\]|\{\})/);
    });
  });
});
