/** What questions and nodes of the criteria tree answer. */
import type { Evidence } from '../evidence.js';
import type { Truth } from '../truth.js';
import type { ReasonTemplates } from './document.js';
import type { CompiledReasons } from './reasons.js';

/** What a question found: its value, what it rests on, words for the reason, and what could not be seen. */
export interface Answer {
  readonly truth: Truth;
  readonly evidence: readonly Evidence[];
  /** Values for the placeholders of the reason templates. */
  readonly detail: Readonly<Record<string, string>>;
  /** Read keys that were needed and not fully available: `administrations`. */
  readonly missing: readonly string[];
}

/** The value of one node of the criteria tree with those of its children. */
export interface NodeResult extends Answer {
  readonly node: NodeLabel;
  readonly children: readonly NodeResult[];
  /** Why the value is not the question's own: the criterion does not concern this order, or was not reached. */
  readonly standing: 'evaluated' | 'not-concerned' | 'not-evaluated';
  /** Open for no other reason than that something could not be read: seeing it might settle the value. */
  readonly unseen: boolean;
  /**
   * Holds nothing of a patient, here or below, and is the same object whenever the same is found: what is made of it (results of groups,
   * records, lines of cards) need not be made again, and may be kept.
   */
  readonly impersonal: boolean;
}

export interface NodeLabel {
  readonly id?: string;
  readonly title?: string;
  readonly paragraph?: string;
  readonly reasons?: ReasonTemplates;
  /** The same, ready to be filled in. */
  readonly sentences?: CompiledReasons;
  readonly documents: readonly string[];
}

/** The one empty detail: comparing with it is cheaper than looking inside. */
export const NO_DETAIL: Answer['detail'] = {};
/** The one empty list, likewise. */
export const NOTHING: readonly never[] = [];

/** Most questions find nothing. What they answer then is one object for all orders. */
const BARE = byTruth((truth): Answer => ({ truth, evidence: NOTHING, detail: NO_DETAIL, missing: NOTHING }));

/** One thing for each value, made once. Asked for a hundred times a call, so it compares where a record would be looked up by name. */
export function byTruth<T>(make: (truth: Truth) => T): (truth: Truth) => T {
  const met = make('met');
  const notMet = make('not-met');
  const open = make('needs-documentation');
  return (truth) => (truth === 'met' ? met : truth === 'not-met' ? notMet : open);
}

/** A value and nothing else: no evidence, no words, no gap. */
export function isBare({ evidence, detail, missing }: Answer): boolean {
  return evidence === NOTHING && detail === NO_DETAIL && missing === NOTHING;
}

export function answer(
  truth: Truth,
  { evidence = NOTHING, detail = NO_DETAIL, missing = NOTHING }: Partial<Omit<Answer, 'truth'>> = {},
): Answer {
  if (evidence.length === 0 && missing.length === 0 && isEmpty(detail)) return BARE(truth);
  return {
    truth,
    evidence: evidence.length === 0 ? NOTHING : evidence,
    detail,
    missing: missing.length === 0 ? NOTHING : missing,
  };
}

function isEmpty(detail: Answer['detail']): boolean {
  if (detail === NO_DETAIL) return true;
  for (const _ in detail) return false;
  return true;
}
