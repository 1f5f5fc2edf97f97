/**
 * A decision as the words and lists that templates may name (src/knowledge/card-vocabulary.ts). All of it is plain text. Most templates name
 * few of them, so each is made when it is first asked for.
 */
import type { Decision } from '../core/decision.js';
import { keptWith } from '../core/kept-with.js';
import type { CommonWords } from '../knowledge/card-types.js';
import type { CardList, CardValue } from '../knowledge/card-vocabulary.js';
import { fillFrom, type Template, type ValueOf, type Values } from '../knowledge/template.js';
import { ViewFacts, type Names } from './view-facts.js';
import { LISTS } from './view-lists.js';
import { VALUES } from './view-values.js';

export interface CardView {
  /** Undefined when there is nothing to say. */
  readonly value: (name: CardValue) => string | undefined;
  readonly list: (name: CardList) => readonly Values[];
  readonly names: Names;
}

// A decision never changes, and card and coverage information are both made from its view.
const views = keptWith<Decision, { readonly words: CommonWords; readonly view: CardView }>();

export function viewOf(decision: Decision, words: CommonWords): CardView {
  const before = views.get(decision);
  if (before?.words === words) return before.view;
  const view = newView(decision, words);
  views.set(decision, { words, view });
  return view;
}

function newView(decision: Decision, words: CommonWords): CardView {
  const facts = new ViewFacts(decision, words);
  const { names } = facts;
  return {
    names,
    value: remembered((name) => VALUES[name](facts)),
    list: remembered((name) => LISTS[name](facts)),
  };
}

/** The view with other values in place of some. */
export function viewWith(
  view: CardView,
  changes: Readonly<Partial<Record<CardValue, () => string | undefined>>>,
  names: Names = view.names,
): CardView {
  const changed = remembered<CardValue, string | undefined>((name) => changes[name]?.());
  return {
    names,
    // What is not changed the view remembers.
    value: (name) => (changes[name] ? changed(name) : view.value(name)),
    list: view.list,
  };
}

/** The template with the values of the view, which are all it may name (src/knowledge/compile-card.ts). */
export function filled(template: Template, view: CardView): string | undefined {
  return fillFrom(template, view.value as ValueOf);
}

function remembered<Name extends string, Value>(make: (name: Name) => Value): (name: Name) => Value {
  const known = new Map<Name, Value>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined || known.has(name)) return before as Value;
    const value = make(name);
    known.set(name, value);
    return value;
  };
}
