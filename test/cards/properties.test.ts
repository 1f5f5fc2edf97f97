import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plain } from '../../src/cards/plain.js';
import { renderCards } from '../../src/cards/render.js';
import type { Card } from '../../src/cards/types.js';
import type { Decision } from '../../src/core/decision.js';
import { anyDecision } from '../support/arbitrary-decisions.js';
import { cardKnowledge, countingIds, subjectOf } from '../support/answers.js';
import { runs } from '../support/property-runs.js';

function forEveryCard(check: (card: Card, decision: Decision) => void): void {
  fc.assert(
    fc.property(anyDecision, (decision) => {
      for (const card of renderCards(subjectOf(decision), cardKnowledge, countingIds()))
        check(card, decision);
    }),
    runs(100),
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
      card.summary.map((one) => one.source.replace(/^\{\{drug\}\}/, '').slice(0, 8)),
    );
    forEveryCard((card, decision) => {
      const { names } = subjectOf(decision).view;
      const starts = ['', ...names.drug].flatMap((drug) => verdicts.map((verdict) => drug + verdict));
      expect(starts.filter((start) => card.summary.startsWith(start))).not.toEqual([]);
    });
  });

  test('a summary holds a name whole or not at all', () => {
    forEveryCard((card, { site, drug }) => {
      const names = [site?.name, drug.name].map((name) => plain(name, 1000) ?? '');
      for (const [index, name] of names.entries()) {
        const start = name.slice(0, 12);
        // The other name may begin with, or hold, the same letters.
        const isOwn = !names[1 - index]?.includes(start);
        if (start.length === 12 && isOwn && card.summary.includes(start))
          expect(card.summary).toContain(name);
      }
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
        expect(line.length).toBeLessThanOrEqual('- '.length + 140);
      }
    });
  });

  test('nothing is approved or denied', () => {
    forEveryCard((card) => {
      const said = (card.suggestions ?? []).flatMap((one) => [
        one.label,
        ...(one.actions ?? []).map((action) => action.description),
      ]);
      expect([card.summary, card.detail, ...said].join(' ')).not.toMatch(/approved|denied/i);
    });
  });

  test('no id of a resource is shown', () => {
    forEveryCard((card) => {
      expect(`${card.summary} ${card.detail}`).not.toMatch(/\b(Coverage|Location|ServiceRequest)\/\w/);
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
