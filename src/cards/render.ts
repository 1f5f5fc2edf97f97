/** Makes the cards about one answer, from its decisions alone. */
import type { CardTemplate } from '../knowledge/card-types.js';
import { fill } from '../knowledge/template.js';
import type { CardKnowledge, PolicyCardFacts } from './knowledge.js';
import { templatesFor } from './select.js';
import type { Subject } from './subject.js';
import { suggestionsFor } from './suggestions.js';
import type { Card, Link } from './types.js';
import type { CardView } from './view.js';
import { wordsOf } from './words-of.js';

/** `ids` gives a new UUID at each call. No card means: there is nothing a prescriber has to know. */
export function renderCards(subject: Subject, knowledge: CardKnowledge, ids: () => string): Card[] {
  const [decision] = subject.decisions;
  const templates = templatesFor(decision, knowledge.templates.cards);
  const facts = decision.policy && knowledge.policies.get(decision.policy.id);
  return templates.map((template) => cardOf(template, subject, facts, knowledge, ids));
}

function cardOf(
  template: CardTemplate,
  subject: Subject,
  facts: PolicyCardFacts | undefined,
  knowledge: CardKnowledge,
  ids: () => string,
): Card {
  const { view } = subject;
  const [decision] = subject.decisions;
  const uuid = ids();
  const suggestions = suggestionsFor(subject, template, knowledge.templates, ids);
  const overrideReasons = template.overrideReasons ? (facts?.overrideReasons ?? []) : [];
  const links = linksOf(template, view, facts);
  return {
    uuid,
    ...wordsOf(template, view, knowledge.templates.words),
    indicator: template.indicator,
    source: {
      label: decision.payer?.name ?? knowledge.source.label,
      ...(knowledge.source.url !== undefined && { url: knowledge.source.url }),
      topic: { system: knowledge.topicSystem, code: template.topic },
    },
    ...(suggestions.length > 0 && { suggestions, selectionBehavior: 'at-most-one' as const }),
    ...(overrideReasons.length > 0 && { overrideReasons }),
    ...(links.length > 0 && { links }),
  };
}

function linksOf(
  template: CardTemplate,
  view: CardView,
  facts: PolicyCardFacts | undefined,
): readonly Link[] {
  const url = facts?.url;
  if (url === undefined) return [];
  return template.links.flatMap((link) => {
    const label = fill(link.label, view.values);
    return label === undefined ? [] : [{ label, url, type: 'absolute' as const }];
  });
}
