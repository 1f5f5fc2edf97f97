/** A suggestion before it is put on a card, and the words every suggestion may name. */
import type { ReachableSite } from '../core/site/types.js';
import type { CommonWords } from '../knowledge/card-types.js';
import type { SuggestionValue } from '../knowledge/card-vocabulary.js';
import { fill, type Template } from '../knowledge/template.js';
import { nameOf } from './chart-text.js';
import type { Action } from './types.js';

export interface Made {
  readonly label: string;
  readonly uuid: string;
  readonly actions: readonly Action[];
}

export type SuggestionValues = Readonly<Record<SuggestionValue, string | undefined>>;

const NAME = 80;

export function valuesOf(
  drug: string | undefined,
  site: ReachableSite | undefined,
  words: CommonWords,
): SuggestionValues {
  return {
    drug,
    name: nameOf(site?.name, NAME, words.records),
    distance: site?.distanceMiles?.toFixed(1),
    others: undefined,
    days: undefined,
    until: undefined,
    from: undefined,
    limit: undefined,
  };
}

/** The first of the texts whose values are there; `otherwise` when none is. */
export function said(templates: readonly Template[], values: SuggestionValues, otherwise: string): string {
  for (const template of templates) {
    const text = fill(template, values);
    if (text !== undefined) return text;
  }
  return otherwise;
}
