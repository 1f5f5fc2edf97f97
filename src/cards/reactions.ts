/** Severe reactions to the ordered drug, in the words of cards. */
import type { Decision } from '../core/decision.js';
import type { Evidence } from '../core/evidence.js';
import type { CommonWords } from '../knowledge/card-types.js';
import { fill, type Values } from '../knowledge/template.js';
import { enumerated, sentenceOf } from './chart-text.js';
import { dateOf, recordOf } from './criterion-lines.js';

const NAME = 70;

/** Why home infusion is not offered although the coverage would allow it. */
export function homeBarrierOf(decision: Decision, words: CommonWords, drug: string): string | undefined {
  const [fact] = decision.safety;
  if (!fact) return undefined;
  const { reaction = words.reaction, source } = safetyOf(fact, words);
  return fill(words.homeBarrier, { reaction: lowered(reaction), drug, source });
}

/** One fact as an item of the safety card. `note` is the reaction, `display` what it was a reaction to. */
export function safetyOf(fact: Evidence, words: CommonWords): Values {
  const reaction = sentenceOf(fact.note, NAME, words.records) ?? words.reaction;
  return {
    reaction: reaction.charAt(0).toUpperCase() + reaction.slice(1),
    display: sentenceOf(fact.display, NAME, words.records),
    source: recordOf(fact, words),
    date: dateOf(fact),
  };
}

/** `anaphylaxis`, in a sentence; undefined when the chart records none. */
export function reactionsOf({ safety }: Decision, words: CommonWords): string | undefined {
  const reactions = new Set(safety.map((one) => lowered(safetyOf(one, words)['reaction'] ?? words.reaction)));
  return reactions.size === 0 ? undefined : enumerated([...reactions], words.and);
}

/** In a sentence; an abbreviation stays as it is. */
function lowered(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
