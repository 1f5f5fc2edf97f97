/** What a card is about: one order, or several that get the same answer; and the rest of the draft, which a click must not change. */
import type { Decision } from '../core/decision.js';
import { byHandOf } from './by-hand.js';
import type { CardKnowledge } from './knowledge.js';
import { offeredSites } from './offered.js';
import { templatesFor } from './select.js';
import { viewOf, type CardView } from './view.js';
import { wordsOf } from './words-of.js';

/** Decisions, and the draft they are part of. */
export interface Draft {
  /** With the same answer in the same words; the first speaks for all. */
  readonly decisions: readonly Decision[];
  /** Every decision of the draft, those without a card included. */
  readonly draft: readonly Decision[];
}

export interface Subject extends Draft {
  readonly decisions: readonly [Decision, ...Decision[]];
  readonly view: CardView;
}

/**
 * One subject per answer, in the order of the draft (facts: users and cards, A5 rule 2).
 * @param speaking decisions that get a card, if there is one
 */
export function subjectsOf(
  speaking: readonly Decision[],
  draft: readonly Decision[],
  knowledge: CardKnowledge,
): readonly Subject[] {
  const groups = new Map<string, [Decision, ...Decision[]]>();
  for (const decision of speaking) {
    const key = speaking.length === 1 ? '' : answerKey(decision, knowledge);
    const group = groups.get(key);
    if (group) group.push(decision);
    else groups.set(key, [decision]);
  }
  return [...groups.values()].map((decisions) => ({
    decisions,
    view: viewOfAll(decisions, draft, knowledge),
    draft,
  }));
}

/** What a reader sees, apart from the planned date: orders that differ in nothing else share a card. */
function answerKey(decision: Decision, knowledge: CardKnowledge): string {
  const { order, determination, cause, policy, drug } = decision;
  // No update could name it, and no card could say which order it means.
  if (!order.request.id) return `${order.reference}#${knowledge.source.label}`;
  const view = dateless(viewOf(decision, knowledge.templates.words));
  const words = templatesFor(decision, knowledge.templates.cards).map((template) =>
    wordsOf(template, view, knowledge.templates.words),
  );
  const sites = offeredSites(decision).map(({ siteClass, sites: [nearest] }) => [siteClass, nearest]);
  return JSON.stringify([policy?.id, drug.hcpcs, drug.name, determination, cause, words, sites]);
}

function viewOfAll(
  decisions: readonly [Decision, ...Decision[]],
  draft: readonly Decision[],
  { templates }: CardKnowledge,
): CardView {
  const [first, ...others] = decisions;
  const { values, ...rest } = viewOf(first, templates.words);
  const references = new Set(decisions.map(({ order }) => order.reference));
  const byHand = byHandOf({ decisions, draft }, values.drug ?? templates.words.drug, templates.words);
  const view = { ...rest, values: { ...values, byHand } };
  if (references.size === 1) return view;
  const counted = { ...view, values: { ...view.values, orderCount: String(references.size) } };
  const sameDay = others.every(({ order }) => order.planned.text === first.order.planned.text);
  return sameDay && values.planned !== undefined ? counted : dateless(counted);
}

function dateless(view: CardView): CardView {
  return { ...view, values: { ...view.values, planned: undefined } };
}
