/** Loads cards/: one template per kind of card, the words they share (_words.yaml) and the suggestions (_suggestions.yaml). */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { validateCard, validateSuggestions, type SuggestionsFile } from './card-schema.js';
import type { CardTemplates, SuggestionWords } from './card-types.js';
import { SUGGESTION_VALUES } from './card-vocabulary.js';
import { compileCard, compileText, type Fault } from './compile-card.js';
import { compileWords } from './compile-words.js';
import { KnowledgeError, type KnowledgeFault } from './faults.js';
import { validateWords } from './words-schema.js';
import { readYaml } from './yaml-file.js';

const WORDS = '_words.yaml';
const SUGGESTIONS = '_suggestions.yaml';

/** Throws KnowledgeError that lists every fault of every file. */
export function loadCards(directory: string): CardTemplates {
  const faults: KnowledgeFault[] = [];
  const load = <T, R>(
    name: string,
    validate: ValidateFunction<T>,
    compile: (value: T, fault: Fault) => R,
  ): R | undefined => {
    const file = readYaml(join(directory, name), `${basename(directory)}/${name}`, validate);
    faults.push(...file.faults);
    return file.value && compile(file.value, (path, message) => faults.push(file.fault(path, message)));
  };

  const names = readdirSync(directory).filter((name) => name.endsWith('.yaml') && !name.startsWith('_'));
  const cards = names
    .sort()
    .map((name) =>
      load(name, validateCard, (file, fault) => compileCard(name.slice(0, -'.yaml'.length), file, fault)),
    );
  const words = load(WORDS, validateWords, compileWords);
  const suggestions = load(SUGGESTIONS, validateSuggestions, compileSuggestions);
  if (faults.length > 0 || !words || !suggestions) throw new KnowledgeError(faults);
  return { cards: cards.filter((card) => card !== undefined), words, suggestions };
}

function compileSuggestions(file: SuggestionsFile, fault: Fault): SuggestionWords {
  const text = (source: string, ...path: string[]) => compileText(source, SUGGESTION_VALUES, path, fault);
  const site = (name: 'HOME' | 'ASC_AIC') => {
    const words = file[name];
    if (words.places.at(-1)?.taxonomies) fault([name, 'places'], 'the last place has to do for any taxonomy');
    return {
      ...words,
      label: text(words.label, name, 'label'),
      unnamed: text(words.unnamed, name, 'unnamed'),
      description: text(words.description, name, 'description'),
    };
  };
  const continuation = file.CONTINUATION;
  return {
    HOME: site('HOME'),
    ASC_AIC: site('ASC_AIC'),
    CONTINUATION: {
      ...continuation,
      label: text(continuation.label, 'CONTINUATION', 'label'),
      description: text(continuation.description, 'CONTINUATION', 'description'),
      text: text(continuation.text, 'CONTINUATION', 'text'),
    },
  };
}
