/** The words by which an order describes a product: routes, forms, presentations, manufacturers. */
import { Dictionary } from './dictionary.js';
import { normalise, wordsOf } from './text.js';
import type { DrugTablesData, HcpcsData } from './data.js';

export interface ProductWords {
  readonly routeCodes: ReadonlyMap<string, string>;
  readonly routes: Dictionary<string>;
  readonly notInjected: ReadonlySet<string>;
  readonly forms: Dictionary<string>;
  readonly presentations: Dictionary<string>;
  readonly selfAdministeredForms: ReadonlySet<string>;
  /** Names of manufacturers that tell codes apart. */
  readonly labelers: Dictionary<string>;
  readonly vague: ReadonlySet<string>;
}

/** Manufacturers by the names they go by; a name of two or three letters is too easily a word of its own. */
function labelers({ codes, labelerAliases }: HcpcsData): Dictionary<string> {
  const names = Object.values(codes).flatMap((code) => code.labelers ?? []);
  const known = names.map((name) => [name, name] as const);
  const aliases = Object.entries(labelerAliases).map(([alias, name]) => [normalise(alias), name] as const);
  return new Dictionary(new Map([...known, ...aliases].filter(([name]) => name.length > 3)));
}

/** Indexes the words by which an order describes a product. */
export function compileProductWords({ words, hcpcs }: DrugTablesData): ProductWords {
  const normalised = (record: Readonly<Record<string, string>>): Dictionary<string> =>
    new Dictionary(new Map(Object.entries(record).map(([phrase, meaning]) => [normalise(phrase), meaning])));
  return {
    routeCodes: new Map(Object.entries(words.routeCodes)),
    routes: normalised(words.routeWords),
    notInjected: new Set(words.notInjected),
    forms: normalised(words.formWords),
    presentations: normalised(words.presentationWords),
    selfAdministeredForms: new Set(words.selfAdministeredForms),
    labelers: labelers(hcpcs),
    vague: new Set(words.vague.flatMap(wordsOf)),
  };
}
