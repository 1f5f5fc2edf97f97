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
const NOTHING: readonly never[] = [];

export function answer(
  truth: Truth,
  { evidence, detail, missing }: Partial<Omit<Answer, 'truth'>> = {},
): Answer {
  return { truth, evidence: evidence ?? NOTHING, detail: detail ?? NO_DETAIL, missing: missing ?? NOTHING };
}
