/** The whole answer to a call: cards and coverage information of every decision, and its JSON text. */
import type { HookName } from '../core/call.js';
import type { Decision } from '../core/decision.js';
import type { FhirResource } from '../core/fhir.js';
import { additionalCards } from '../cards/home-orders.js';
import type { CardKnowledge } from '../cards/knowledge.js';
import { renderKinds } from '../cards/render.js';
import { subjectsOf, type Subject } from '../cards/subject.js';
import type { Card, CdsResponse } from '../cards/types.js';
import { extended } from '../core/extended.js';
import { orderKey } from '../core/orders/key.js';
import { assertAll } from './assert-all.js';
import {
  isWanted,
  mostImportant,
  readConfiguration,
  remarksOn,
  type Configuration,
} from './configuration.js';
import type { AssertionKnowledge } from './coverage-assertion.js';
import type { CrdDialect } from './dialect.js';
import { mannerOf } from './hook-manner.js';
import { serializeResponse, type Originals } from './lossless-order.js';

export interface AnswerKnowledge {
  readonly cards: Omit<CardKnowledge, 'topicSystem'>;
  /** Per policy id. */
  readonly assertions: ReadonlyMap<string, AssertionKnowledge>;
}

export interface AnswerInput {
  /** order-sign when absent. */
  readonly hook?: HookName;
  readonly decisions: readonly Decision[];
  /** The resources of the call's context. */
  readonly draft?: readonly FhirResource[];
  /** What the EHR wants to hear; the defaults when absent. */
  readonly configuration?: Configuration;
  readonly dialect: CrdDialect;
  /** The resources as they came, with the numbers JSON.parse does not keep. */
  readonly originals: Originals;
  readonly knowledge: AnswerKnowledge;
  /** A new UUID at each call; also the source of assertion ids, so it has to be unguessable. */
  readonly ids: () => string;
  /** Day of evaluation, days since 1970-01-01. */
  readonly today: number;
  /** Was this assertion id given out by this service? */
  readonly isOurs: (assertionId: string) => boolean;
  /** Has the same user been shown this card about these orders just now? Then it is not said again. */
  readonly isTold?: (card: Card, orders: readonly string[]) => boolean;
}

export interface Answer {
  readonly response: CdsResponse;
  /** `response` as JSON; the only form that keeps the numbers of the orders. */
  readonly serialized: string;
  /** Order (orderKey) → coverage-assertion-id, of unchanged assertions too. */
  readonly assertions: ReadonlyMap<string, string>;
  /** The orders (orderKey) that the answer says something about, in a card or an action. */
  readonly spoken: ReadonlySet<string>;
  /** Its cards, each with the orders (orderKey) it is about. */
  readonly shown: readonly ShownCard[];
}

export interface ShownCard {
  readonly card: Card;
  /** Kind of its template. */
  readonly kind: string;
  readonly orders: readonly string[];
}

const INDICATORS = ['critical', 'warning', 'info'] as const;

export function renderAnswer(input: AnswerInput): Answer {
  const { dialect, originals } = input;
  const isLossless = originals.stringify !== undefined;
  const decisions = isLossless
    ? input.decisions.map((decision) => withOriginals(decision, originals))
    : input.decisions;
  const manner = mannerOf(input.hook ?? 'order-sign');
  const wanted = decisions.filter((decision) => manner.speaksOf(decision));
  const asserted = assertAll(wanted, input, manner.asksForDocuments);
  // CI-03: an order that already carries this answer gets neither an action nor a card.
  const speaking = wanted.filter((decision) => !asserted.unchanged.has(decision));

  const { options } = input.knowledge.cards.templates;
  const configuration = input.configuration ?? readConfiguration(undefined, options);
  const cards = cardsFor(speaking, decisions, input, configuration);
  const { assertions } = asserted;
  const isOn = configuration.coverageInformation;
  const systemActions = isOn ? asserted.actions : [];
  const response = {
    cards: cards.map(({ card }) => card),
    ...((systemActions.length > 0 || dialect.sendsEmptyActions) && { systemActions }),
    ...remarksOn(configuration),
  };
  const shown = cards.map(({ card, kind, decisions: about }) => ({ card, kind, orders: keysOf(about) }));
  const spoken = new Set(isOn ? keysOf(asserted.changed) : []);
  for (const { orders } of shown) for (const key of orders) spoken.add(key);
  return { response, serialized: serializeResponse(response, originals), assertions, spoken, shown };
}

interface CardAbout {
  readonly card: Card;
  readonly kind: string;
  readonly decisions: readonly Decision[];
}

/** The most urgent first, and what only goes with other cards last (CR-27). */
function cardsFor(
  speaking: readonly Decision[],
  decisions: readonly Decision[],
  { dialect, knowledge: { cards }, draft = [], ids, isTold = () => false }: AnswerInput,
  configuration: Configuration,
): readonly CardAbout[] {
  const { templates, source, policies } = cards;
  const knowledge: CardKnowledge = { templates, source, topicSystem: dialect.topicSystem, policies };
  const all: CardAbout[] = [];
  const suggesting: Subject[] = [];
  for (const subject of subjectsOf(speaking, decisions, knowledge))
    for (const { card, kind } of renderKinds(subject, knowledge, ids)) {
      if (!isWanted(card, configuration)) continue;
      all.push({ card, kind, decisions: subject.decisions });
      if (card.suggestions) suggesting.push(subject);
    }
  all.sort((a, b) => INDICATORS.indexOf(a.card.indicator) - INDICATORS.indexOf(b.card.indicator));
  for (const one of additionalCards(suggesting, draft, knowledge, ids))
    if (isWanted(one.card, configuration)) all.push(one);
  const news = all.filter((one) => !isTold(one.card, keysOf(one.decisions)));
  return mostImportant(news, configuration).map(({ card, kind, decisions: about }) => ({
    card: associated(card, about, dialect),
    kind,
    decisions: about,
  }));
}

function keysOf(decisions: readonly Decision[]): readonly string[] {
  return decisions.map(({ order }) => orderKey(order));
}

/** The decision about the orders as they came, so that whatever is written from them keeps their numbers. */
function withOriginals(decision: Decision, originals: Originals): Decision {
  const { order } = decision;
  const companions = order.companions.map((one) => ({ ...one, request: originals.of(one.request) }));
  const carrier = { ...order.carrier, resource: originals.of(order.carrier.resource) };
  return { ...decision, order: { ...order, request: originals.of(order.request), carrier, companions } };
}

/** CR-60: the requests of the call that the card is about. */
function associated(card: Card, decisions: readonly Decision[], dialect: CrdDialect): Card {
  const references: string[] = [];
  for (const { order } of decisions) {
    const { resource, reference } = order.carrier;
    if (resource.id && !references.includes(reference)) references.push(reference);
  }
  if (references.length === 0) return card;
  const extension = { 'davinci-crd.associated-resource': dialect.associatedResource(references) };
  return extended(card, { extension: card.extension ? extended(card.extension, extension) : extension });
}
