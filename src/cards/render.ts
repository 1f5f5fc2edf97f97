/** Makes the cards of one decision, from the decision alone. */
import type { Decision } from '../core/decision.js';
import type { CardTemplate, DetailLine } from '../knowledge/card-types.js';
import type { CardList, CardValue } from '../knowledge/card-vocabulary.js';
import { CARD_LISTS } from '../knowledge/card-vocabulary.js';
import { fill, type Values } from '../knowledge/template.js';
import type { CardKnowledge, PolicyCardFacts } from './knowledge.js';
import { templatesFor } from './select.js';
import { suggestionsFor } from './suggestions.js';
import { summarise } from './summary.js';
import type { Card, Link } from './types.js';
import { viewOf, type CardView } from './view.js';

/** `ids` gives a new UUID at each call. No card means: there is nothing a prescriber has to know. */
export function renderCards(
  decision: Decision,
  knowledge: CardKnowledge,
  ids: () => string,
  view: CardView = viewOf(decision, knowledge.templates.words),
): Card[] {
  const templates = templatesFor(decision, knowledge.templates.cards);
  const facts = decision.policy && knowledge.policies.get(decision.policy.id);
  return templates.map((template) => cardOf(template, decision, view, facts, knowledge, ids));
}

function cardOf(
  template: CardTemplate,
  decision: Decision,
  view: CardView,
  facts: PolicyCardFacts | undefined,
  knowledge: CardKnowledge,
  ids: () => string,
): Card {
  const uuid = ids();
  const suggestions = suggestionsFor(decision, template, knowledge.templates.suggestions, ids);
  const overrideReasons = template.overrideReasons ? (facts?.overrideReasons ?? []) : [];
  const links = linksOf(template, view, facts);
  return {
    uuid,
    summary: summarise(template.summary, view.values),
    detail: detailOf(template, view, knowledge),
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

/** A bullet list: every line stands alone, so it reads the same with and without Markdown. */
function detailOf(template: CardTemplate, view: CardView, knowledge: CardKnowledge): string {
  return template.detail
    .flatMap((line) => linesOf(line, view, knowledge))
    .map((line) => `- ${line}`)
    .join('\n');
}

function linesOf(line: DetailLine, view: CardView, knowledge: CardKnowledge): readonly string[] {
  if (line.if !== undefined && !isThere(line.if, view)) return [];
  if (line.unless !== undefined && isThere(line.unless, view)) return [];
  const items: readonly Values[] = line.each === undefined ? [{}] : view.lists[line.each];
  const lines = items.map((item) => fill(line.line, view.values, item)).filter((text) => text !== undefined);
  const shown = lines.slice(0, line.max);
  const hidden = lines.length - shown.length;
  if (hidden === 0) return shown;
  const more = fill(knowledge.templates.words.more, { count: String(hidden) }) ?? '';
  return shown.map((text, index) => (index === shown.length - 1 ? `${text}${more}` : text));
}

function isThere(name: CardValue | CardList, view: CardView): boolean {
  return isList(name) ? view.lists[name].length > 0 : view.values[name] !== undefined;
}

function isList(name: CardValue | CardList): name is CardList {
  return name in CARD_LISTS;
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
