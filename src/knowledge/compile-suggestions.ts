/** Turns the checked _suggestions.yaml into templates and patterns. */
import type { NewOrderWords, SuggestedSite, SuggestionWords } from './suggestion-types.js';
import { SUGGESTION_VALUES } from './card-vocabulary.js';
import { compileText, type Fault } from './compile-card.js';
import { pattern } from './compile-words.js';
import type { SuggestionsFile } from './suggestion-schema.js';
import type { Template } from './template.js';

type Path = readonly (string | number)[];

export function compileSuggestions(file: SuggestionsFile, fault: Fault): SuggestionWords {
  const text = (source: string, ...path: Path): Template =>
    compileText(source, SUGGESTION_VALUES, path, fault);

  const site = (name: SuggestedSite) => {
    const words = file[name];
    if (words.places.at(-1)?.taxonomies) fault([name, 'places'], 'the last place has to do for any taxonomy');
    return {
      ...words,
      label: text(words.label, name, 'label'),
      unnamed: text(words.unnamed, name, 'unnamed'),
      description: text(words.description, name, 'description'),
    };
  };

  const newOrder = (words: SuggestionsFile['HOME_ORDERS'][number] | ContinuationFile, path: Path) =>
    ({
      label: text(words.label, ...path, 'label'),
      description: text(words.description, ...path, 'description'),
      ...(words.code && { code: words.code }),
      text: text(words.text, ...path, 'text'),
    }) satisfies NewOrderWords;

  const { criterion, shorten, continue: elsewhere } = file.SPLIT;
  const continuation = (name: SuggestedSite) => {
    const path = ['SPLIT', 'continue', 'at', name];
    const words = elsewhere.at[name];
    return { ...newOrder(words, path), both: text(words.both, ...path, 'both') };
  };
  return {
    HOME: site('HOME'),
    ASC_AIC: site('ASC_AIC'),
    SPLIT: {
      criterion,
      shorten: {
        unlessMet: shorten.unlessMet,
        label: text(shorten.label, 'SPLIT', 'shorten', 'label'),
        description: text(shorten.description, 'SPLIT', 'shorten', 'description'),
      },
      continue: {
        unlessMet: elsewhere.unlessMet,
        at: { HOME: continuation('HOME'), ASC_AIC: continuation('ASC_AIC') },
      },
    },
    HOME_ORDERS: file.HOME_ORDERS.map((words, index) => ({
      ...newOrder(words, ['HOME_ORDERS', index]),
      name: words.name,
      present: pattern(words.present, ['HOME_ORDERS', index, 'present'], fault),
    })),
  };
}

type ContinuationFile = SuggestionsFile['SPLIT']['continue']['at'][SuggestedSite];
