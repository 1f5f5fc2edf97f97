/** What the card takes for granted about the drug, when a doubt could change the answer (cards/_words.yaml, `drugDoubt`). */
import type { DrugResolution } from '../core/drug/types.js';
import type { CommonWords } from '../knowledge/card-types.js';
import { fill } from '../knowledge/template.js';
import { clauseOf } from './chart-text.js';

const DOUBT = 100;

/** One doubt is enough to look again; the decision record has all of them. */
export function drugDoubtOf(
  { doubts }: DrugResolution,
  words: CommonWords,
  drug: string,
): string | undefined {
  const { say, about } = words.drugDoubt;
  const found = doubts.find((doubt) => about.some((pattern) => pattern.test(doubt)));
  const doubt = clauseOf(found, DOUBT, words.records);
  return doubt === undefined ? undefined : fill(say, { drug, doubt });
}
