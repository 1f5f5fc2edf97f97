/** What an answer of the form may be taken from: the order as the policy judged it, so that form and decision cannot disagree. */
import type { JudgedEvent } from '../policy/each-adverse-event.js';
import type { NodeResult } from '../policy/result.js';
import type { Subject } from '../policy/subject.js';
import type { Found } from './answer.js';

export interface Filled {
  readonly subject: Subject;
  /** Initial or continued, as the policy decided. */
  readonly kind: 'initial' | 'continued';
  /** The judgement behind `kind`. */
  readonly requestType: NodeResult;
  /** The sentence of the decision for a criterion. */
  readonly reasonOf: (criterion: string) => string | undefined;
  /** Below a group that repeats for each adverse event: the event of the repetition in hand, and all of them. */
  readonly event?: JudgedEvent;
  readonly events?: readonly JudgedEvent[];
}

/** Fills one item in; nothing where nothing is known. */
export type Fill = (filled: Filled) => readonly Found[];

/** A criterion that was evaluated and concerns the order. */
export function resultOf({ subject }: Filled, criterion: string): NodeResult | undefined {
  const result = subject.results.get(criterion);
  return result?.standing === 'evaluated' ? result : undefined;
}
