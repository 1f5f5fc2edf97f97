/** How each list that a template may repeat a line over is made from a decision. */
import type { CardList } from '../knowledge/card-vocabulary.js';
import { LINE_LIMIT } from '../knowledge/compile-card.js';
import type { Values } from '../knowledge/template.js';
import { clauseOf } from './chart-text.js';
import { unmetCriteria } from './criteria.js';
import { documentLines } from './documents.js';
import { safetyOf } from './reactions.js';
import type { ViewFacts } from './view-facts.js';

export const LISTS: Readonly<Record<CardList, (facts: ViewFacts) => readonly Values[]>> = {
  met: (facts) => facts.lines(facts.met, true),
  missing: (facts) => facts.lines(facts.missing, true),
  claimable: (facts) => [...facts.lines(facts.met, true), ...facts.lines(facts.missing, true)],
  unmet: (facts) => facts.lines(unmetCriteria(facts.decision), false),
  documents: ({ decision, met, missing, words }) => documentLines(decision, [...missing, ...met], words),
  question: questionOf,
  safety: ({ decision, words }) => decision.safety.map((one) => safetyOf(one, words)),
};

/** Sentence by sentence; an enumeration is cut between its members. */
function questionOf(facts: ViewFacts): readonly Values[] {
  const sentences = facts.decision.drug.question?.split(/(?<=[.?])\s+(?=[A-Z])/) ?? [];
  return sentences.flatMap((sentence) => {
    const text = clauseOf(sentence, sentence.length + 1, facts.words.records);
    return text === undefined ? [] : [{ sentence: facts.enumerated(text.split(', '), ', ', LINE_LIMIT) }];
  });
}
