/** What questions and nodes of the criteria tree answer. */
import type { Evidence } from '../evidence.js';
import type { Truth } from '../truth.js';
import type { ReasonTemplates } from './document.js';

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
  readonly documents: readonly string[];
}

/** The one empty detail: comparing with it is cheaper than looking inside. */
export const NO_DETAIL: Answer['detail'] = {};
/** The one empty list, likewise. */
export const NOTHING: readonly never[] = [];

/** Most questions find nothing. What they answer then is one object for all orders. */
const BARE: Readonly<Record<Truth, Answer>> = {
  met: bare('met'),
  'not-met': bare('not-met'),
  'needs-documentation': bare('needs-documentation'),
};

function bare(truth: Truth): Answer {
  return { truth, evidence: NOTHING, detail: NO_DETAIL, missing: NOTHING };
}

/** A value and nothing else: no evidence, no words, no gap. */
export function isBare({ evidence, detail, missing }: Answer): boolean {
  return evidence === NOTHING && detail === NO_DETAIL && missing === NOTHING;
}

export function answer(
  truth: Truth,
  { evidence = NOTHING, detail = NO_DETAIL, missing = NOTHING }: Partial<Omit<Answer, 'truth'>> = {},
): Answer {
  if (evidence.length === 0 && missing.length === 0 && isEmpty(detail)) return BARE[truth];
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
