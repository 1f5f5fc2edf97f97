/** The whole answer to a CRD 2.0 call: cards and coverage information of every decision, and its JSON text. */
import type { Decision } from '../core/decision.js';
import type { Bundle } from '../core/fhir.js';
import { formatDay } from '../core/dates.js';
import type { CardKnowledge } from '../cards/knowledge.js';
import { renderCards } from '../cards/render.js';
import { subjectsOf } from '../cards/subject.js';
import type { Action, Card, CdsResponse } from '../cards/types.js';
import { viewOf } from '../cards/view.js';
import { fill } from '../knowledge/template.js';
import { annotate } from './annotate.js';
import { assertionOf, type AssertionKnowledge } from './coverage-assertion.js';
import { originalsOf, serializeResponse, type Originals } from './lossless-order.js';
import { coverageInformation } from './v2-0.js';

export interface AnswerKnowledge {
  readonly cards: CardKnowledge;
  /** Per policy id. */
  readonly assertions: ReadonlyMap<string, AssertionKnowledge>;
}

export interface AnswerInput {
  readonly decisions: readonly Decision[];
  /** The request body as it came, for numbers JSON.parse does not keep. */
  readonly rawText?: string;
  readonly draftOrders: Bundle;
  readonly knowledge: AnswerKnowledge;
  /** A new UUID at each call; also the source of assertion ids, so it has to be unguessable. */
  readonly ids: () => string;
  /** Day of evaluation, days since 1970-01-01. */
  readonly today: number;
  /** Was this assertion id given out by this service? */
  readonly isOurs: (assertionId: string) => boolean;
}

export interface Answer {
  readonly response: CdsResponse;
  /** `response` as JSON; the only form that keeps the numbers of the orders. */
  readonly serialized: string;
  /** Order reference → coverage-assertion-id, of unchanged assertions too. */
  readonly assertions: ReadonlyMap<string, string>;
}

const INDICATORS = ['critical', 'warning', 'info'] as const;

export function renderAnswer(input: AnswerInput): Answer {
  const originals = originalsOf(input.rawText, input.draftOrders);
  const decisions = input.decisions.map((decision) => withOriginals(decision, originals));
  const systemActions: Action[] = [];
  const assertions = new Map<string, string>();
  const speaking = decisions.filter((decision) => {
    const assertion = assertionOn(decision, input);
    if (assertion && !assertions.has(decision.order.reference)) {
      assertions.set(decision.order.reference, assertion.id);
      // Two updates of one order would undo each other.
      if (assertion.action) systemActions.push(assertion.action);
    }
    // CI-03: an order that already carries this answer gets neither an action nor a card.
    return !assertion || assertion.action;
  });

  const { cards: knowledge } = input.knowledge;
  const cards = subjectsOf(speaking, decisions, knowledge)
    .flatMap((subject) =>
      renderCards(subject, knowledge, input.ids).map((card) => associated(card, subject.decisions)),
    )
    .sort((a, b) => INDICATORS.indexOf(a.indicator) - INDICATORS.indexOf(b.indicator));
  const response = { cards, systemActions };
  return { response, serialized: serializeResponse(response, originals), assertions };
}

interface OrderAssertion {
  readonly id: string;
  /** Absent when the order carries the assertion already. */
  readonly action?: Action;
}

/** Undefined when there is nothing to assert, or no order an update could name. */
function assertionOn(decision: Decision, input: AnswerInput): OrderAssertion | undefined {
  const { words } = input.knowledge.cards.templates;
  const policy = decision.policy && input.knowledge.assertions.get(decision.policy.id);
  const view = viewOf(decision, words);
  const assertion = policy && assertionOf(decision, policy, view);
  if (!assertion || !decision.order.request.id) return undefined;

  const date = formatDay(input.today);
  const write = (id: string) => coverageInformation(assertion, id, date);
  const annotation = annotate(decision.order.request, write, input.ids, input.isOurs);
  if (annotation.kind === 'unchanged') return { id: annotation.id };

  const description = fill(words.coverageAction, view.values) ?? 'Add coverage information';
  return { id: annotation.id, action: { type: 'update', description, resource: annotation.order } };
}

/** The decision about the orders as they came, so that whatever is written from them keeps their numbers. */
function withOriginals(decision: Decision, originals: Originals): Decision {
  const { order } = decision;
  const companions = order.companions.map((one) => ({ ...one, request: originals.of(one.request) }));
  return { ...decision, order: { ...order, request: originals.of(order.request), companions } };
}

/** CR-60: in CRD 2.0 an array of strings. */
function associated(card: Card, decisions: readonly Decision[]): Card {
  const references = decisions.flatMap(({ order }) => (order.request.id ? [order.reference] : []));
  if (references.length === 0) return card;
  return {
    ...card,
    extension: { ...card.extension, 'davinci-crd.associated-resource': [...new Set(references)] },
  };
}
