/** Makes the cards about one answer, from its decisions alone. */
import type { CardTemplate } from '../knowledge/card-types.js';
import type { CardKnowledge, PolicyCardFacts } from './knowledge.js';
import { templatesFor } from './select.js';
import type { Subject } from './subject.js';
import { suggestionsFor } from './suggestions.js';
import type { Card, Link, Suggestion } from './types.js';
import { filled, type CardView } from './view.js';
import { wordsOf } from './words-of.js';

export interface RenderedCard {
  readonly card: Card;
  /** Kind of the template it was made with, such as `not-met`. */
  readonly kind: string;
}

/** `ids` gives a new UUID at each call. No card means: there is nothing a prescriber has to know. */
export function renderCards(subject: Subject, knowledge: CardKnowledge, ids: () => string): Card[] {
  return renderKinds(subject, knowledge, ids).map(({ card }) => card);
}

/** The same cards, each with the kind of its template. */
export function renderKinds(
  subject: Subject,
  knowledge: CardKnowledge,
  ids: () => string,
): readonly RenderedCard[] {
  const [decision] = subject.decisions;
  const templates = templatesFor(decision, knowledge.templates.cards);
  const facts = factsOf(subject, knowledge);
  return templates.map((template) => {
    const suggestions = suggestionsFor(subject, template, facts, knowledge.templates, ids);
    return {
      card: cardOf(template, subject, suggestions, 'at-most-one', knowledge, ids),
      kind: template.kind,
    };
  });
}

export function cardOf(
  template: CardTemplate,
  subject: Subject,
  suggestions: readonly Suggestion[],
  selectionBehavior: 'at-most-one' | 'any',
  knowledge: CardKnowledge,
  ids: () => string,
): Card {
  const { view } = subject;
  const [decision] = subject.decisions;
  const facts = factsOf(subject, knowledge);
  const overrideReasons = template.overrideReasons ? (facts?.overrideReasons ?? []) : [];
  // A card with links is an External Reference, and suggests nothing (CRD 2.2 resp-22).
  const links = suggestions.length > 0 ? [] : linksOf(template, view, facts);
  const uuid = ids();
  const { summary, detail } = wordsOf(template, view, knowledge.templates.words);
  return {
    uuid,
    summary,
    detail,
    indicator: template.indicator,
    source: {
      label: decision.payer?.name ?? knowledge.source.label,
      ...(knowledge.source.url !== undefined && { url: knowledge.source.url }),
      topic: { system: knowledge.topicSystem, code: template.topic },
    },
    ...(suggestions.length > 0 && { suggestions, selectionBehavior }),
    ...(overrideReasons.length > 0 && { overrideReasons }),
    ...(links.length > 0 && { links }),
  };
}

function factsOf(
  { decisions: [decision] }: Subject,
  { policies }: CardKnowledge,
): PolicyCardFacts | undefined {
  return decision.policy && policies.get(decision.policy.id);
}

function linksOf(
  template: CardTemplate,
  view: CardView,
  facts: PolicyCardFacts | undefined,
): readonly Link[] {
  const addresses = { policy: facts?.url, form: facts?.formUrl };
  return template.links.flatMap((link) => {
    const url = addresses[link.to];
    const label = filled(link.label, view);
    return label === undefined || url === undefined ? [] : [{ label, url, type: 'absolute' as const }];
  });
}
