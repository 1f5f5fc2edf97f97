/** A text of an order, looked at once: its words, the drug names in them, and whether they say anything else. */
import { Remembered } from '../remembered.js';
import { wordsOf } from './text.js';
import type { Hit } from './dictionary.js';
import type { DrugName } from './names.js';
import type { DrugTables } from './tables.js';

export interface Phrase {
  readonly text: string;
  readonly words: readonly string[];
  /** The words as one string. */
  readonly normal: string;
  /** Every drug name in the text. */
  readonly names: readonly DrugName[];
  /** The names, when the text says nothing else; empty when it does, or when it names a form that is not injected. */
  readonly exact: readonly DrugName[];
  /** Dose forms, in the vocabulary of policies/drug-tables/words.json. */
  readonly forms: readonly string[];
  /** Manufacturers that tell codes apart. */
  readonly labelers: readonly string[];
}

// Tables are loaded once; tests load several.
const phrases = new WeakMap<DrugTables, Remembered<Phrase>>();

export function phraseOf(text: string, tables: DrugTables): Phrase {
  let known = phrases.get(tables);
  if (!known) phrases.set(tables, (known = new Remembered((words) => readPhrase(words, tables))));
  return known.of(text);
}

function readPhrase(text: string, tables: DrugTables): Phrase {
  const words = wordsOf(text);
  const hits = tables.names.dictionary.find(words);
  const names = hits.map((hit) => hit.meaning);
  const forms = tables.words.forms.find(words).map((hit) => hit.meaning);
  const injected = !forms.some((form) => tables.words.notInjected.has(form) && form !== 'rectal');
  const makers = tables.words.labelers.find(words);
  const exact = injected && saysNothingElse(words, [...hits, ...makers], tables) ? names : [];
  const labelers = makers.map((hit) => hit.meaning);
  return { text, words, normal: words.join(' '), names, exact, forms, labelers };
}

/** Amounts, forms, routes and timing aside, does every word belong to a name, of the drug or of who makes it? */
function saysNothingElse(
  words: readonly string[],
  hits: readonly Hit<unknown>[],
  tables: DrugTables,
): boolean {
  let named = 0;
  return words.every((word, at) => {
    const hit = hits.find((candidate) => candidate.at === at);
    if (hit) named = at + hit.length;
    return at < named || tables.names.filler.has(word) || /^\d+$/.test(word);
  });
}
