/** What several values and lists of a card are made from: names, and the criteria the card is about. */
import type { CriterionResult, Decision } from '../core/decision.js';
import type { SiteClass } from '../core/site/types.js';
import type { CommonWords } from '../knowledge/card-types.js';
import { LINE_LIMIT } from '../knowledge/compile-card.js';
import { fill, type Values } from '../knowledge/template.js';
import { joined, nameOf } from './chart-text.js';
import { metCriteria, missingCriteria } from './criteria.js';
import { criterionLines } from './criterion-lines.js';
import { unavailableOf, type Unavailable } from './unavailable.js';

/** The names of a summary, from the fullest to the shortest; the last is short enough for every template. */
export interface Names {
  readonly drug: readonly string[];
  readonly site: readonly string[];
}

/** Longest values, in characters: a line of a card stays short. */
export const NAME = 70;
export const SENTENCE = LINE_LIMIT - 12;

export class ViewFacts {
  readonly names: Names;
  readonly drugName: string;
  #missing: readonly CriterionResult[] | undefined;
  #met: readonly CriterionResult[] | undefined;
  #unavailable: Unavailable | undefined;

  constructor(
    readonly decision: Decision,
    readonly words: CommonWords,
  ) {
    const { drug, site } = decision;
    const { records, sites } = words;
    const drugs = [nameOf(drug.name, NAME, records), nameOf(drug.molecule, NAME, records), words.drug];
    const places = [
      nameOf(site?.name, NAME, records),
      sites[site?.class ?? ('UNRESOLVED' satisfies SiteClass)],
    ];
    this.names = { drug: drugs.filter(isThere), site: places.filter(isThere) };
    this.drugName = this.names.drug[0] ?? words.drug;
  }

  get missing(): readonly CriterionResult[] {
    return (this.#missing ??= missingCriteria(this.decision));
  }

  get met(): readonly CriterionResult[] {
    return (this.#met ??= metCriteria(this.decision, this.missing, this.words));
  }

  get unavailable(): Unavailable {
    return (this.#unavailable ??= unavailableOf(this.decision.unavailable, this.words));
  }

  /** @param decides see criterionLines */
  lines(criteria: readonly CriterionResult[], decides: boolean): readonly Values[] {
    return criterionLines(criteria, this.words, this.drugName, decides);
  }

  /** As many parts as a line has room for; undefined without any. */
  enumerated(parts: readonly string[], separator: string, limit = SENTENCE): string | undefined {
    return parts.length === 0 ? undefined : joined(parts, separator, limit, (count) => this.#more(count));
  }

  #more(count: number): string {
    return fill(this.words.more, { count: String(count) }) ?? '';
  }
}

export function isThere(text: string | undefined): text is string {
  return text !== undefined;
}
