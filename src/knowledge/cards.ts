/** Loads cards/: one template per kind of card, and what they share: _words.yaml, _suggestions.yaml, _options.yaml. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { compileOptions, validateOptions } from './card-options.js';
import { validateCard } from './card-schema.js';
import type { CardTemplates } from './card-types.js';
import { compileCard, type Fault } from './compile-card.js';
import { compileSuggestions } from './compile-suggestions.js';
import { compileWords } from './compile-words.js';
import { KnowledgeError, type KnowledgeFault } from './faults.js';
import { validateSuggestions } from './suggestion-schema.js';
import { validateWords } from './words-schema.js';
import { readYaml } from './yaml-file.js';

const WORDS = '_words.yaml';
const SUGGESTIONS = '_suggestions.yaml';
const OPTIONS = '_options.yaml';

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
    )
    .filter((card) => card !== undefined);
  const words = load(WORDS, validateWords, compileWords);
  const suggestions = load(SUGGESTIONS, validateSuggestions, compileSuggestions);
  // Which types of cards there are is only known when all of them could be read.
  const topics = cards.length === names.length ? new Set(cards.map(({ topic }) => topic)) : undefined;
  const options = load(OPTIONS, validateOptions, (file, fault) => compileOptions(file, topics, fault));
  if (faults.length > 0 || !words || !suggestions || !options) throw new KnowledgeError(faults);
  return { cards, words, suggestions, options };
}
