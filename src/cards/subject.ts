/** What a card is about: one order, or several that get the same answer; and the rest of the draft, which a click must not change. */
import type { Decision } from '../core/decision.js';
import { byHandOf } from './by-hand.js';
import { targetOf, type Target } from './changed-order.js';
import type { CardKnowledge } from './knowledge.js';
import { offeredSites } from './offered.js';
import { templatesFor } from './select.js';
import { viewOf, viewWith, type CardView } from './view.js';
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
  /** What a change of site is written to, decision by decision. */
  readonly targets: () => Targets;
}

/** Undefined where nothing of the draft can be changed. */
export type Targets = readonly (Target | undefined)[];

/**
 * One subject per answer, in the order of the draft (facts: users and cards, A5 rule 2).
 * @param speaking decisions that get a card, if there is one
 */
export function subjectsOf(
  speaking: readonly Decision[],
  draft: readonly Decision[],
  knowledge: CardKnowledge,
): readonly Subject[] {
  const [first, ...others] = speaking;
  if (!first) return [];
  if (others.length === 0) return [subjectOf([first], draft, knowledge)];
  const groups = new Map<string, [Decision, ...Decision[]]>();
  const repeated = repeatedKeys(speaking);
  for (const decision of speaking) {
    // The words need to be made only for orders that can share them.
    const drug = drugKey(decision);
    const key = repeated.has(drug) ? answerKey(decision, knowledge) : drug;
    const group = groups.get(key);
    if (group) group.push(decision);
    else groups.set(key, [decision]);
  }
  return [...groups.values()].map((decisions) => subjectOf(decisions, draft, knowledge));
}

function subjectOf(
  decisions: readonly [Decision, ...Decision[]],
  draft: readonly Decision[],
  knowledge: CardKnowledge,
): Subject {
  let known: Targets | undefined;
  const targets = () => (known ??= decisions.map((one) => targetOf(one, { decisions, draft })));
  return { decisions, view: viewOfAll(decisions, targets, knowledge), draft, targets };
}

function repeatedKeys(decisions: readonly Decision[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const decision of decisions) {
    const key = drugKey(decision);
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  return repeated;
}

function drugKey({ determination, cause, policy, drug }: Decision): string {
  return JSON.stringify([policy?.id, drug.hcpcs, drug.name, determination, cause]);
}

/** What a reader sees, apart from the planned date: orders that differ in nothing else share a card. */
function answerKey(decision: Decision, knowledge: CardKnowledge): string {
  const { order } = decision;
  // No update could name it, and no card could say which order it means.
  if (!order.request.id) return `${order.reference}#${knowledge.source.label}`;
  const view = viewWith(viewOf(decision, knowledge.templates.words), DATELESS);
  const words = templatesFor(decision, knowledge.templates.cards).map((template) =>
    wordsOf(template, view, knowledge.templates.words),
  );
  const sites = offeredSites(decision).map(({ siteClass, sites: [nearest] }) => [siteClass, nearest]);
  return JSON.stringify([drugKey(decision), words, sites]);
}

function viewOfAll(
  decisions: readonly [Decision, ...Decision[]],
  targets: () => Targets,
  { templates }: CardKnowledge,
): CardView {
  const [first, ...others] = decisions;
  const view = viewOf(first, templates.words);
  const drug = view.value('drug') ?? templates.words.drug;
  const byHand = () => byHandOf(decisions, targets(), drug, templates.words);
  if (others.length === 0) return viewWith(view, { byHand });
  const references = new Set(decisions.map(({ order }) => order.reference));
  if (references.size === 1) return viewWith(view, { byHand });
  const orderCount = () => String(references.size);
  const sameDay = others.every(({ order }) => order.planned.text === first.order.planned.text);
  return viewWith(view, { byHand, orderCount, ...(!sameDay && DATELESS) });
}

const DATELESS = { planned: () => undefined };
