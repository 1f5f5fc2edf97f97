/** What suggestions write into orders, as compiled from cards/_suggestions.yaml. */
import type { Coding } from '../core/fhir.js';
import type { Template } from './template.js';

/** Sites a suggestion can change an order to. */
export type SuggestedSite = 'HOME' | 'ASC_AIC';
/** `SPLIT`: a short order here and one to continue elsewhere. `HOME_ORDERS`: what home infusion needs beside the drug. */
export type SuggestionKind = SuggestedSite | 'SPLIT' | 'HOME_ORDERS';

/** How a site is written into an order. */
export interface SiteWords {
  readonly label: Template;
  readonly unnamed: Template;
  readonly description: Template;
  readonly encounterType: Coding;
  /** A named site also dispenses the drug (home infusion pharmacies). */
  readonly dispenses: boolean;
  /** First entry that has one of the site's taxonomies, or that names none. */
  readonly places: readonly {
    readonly taxonomies?: readonly string[];
    readonly locationCode: readonly Coding[];
    readonly specialty: readonly Coding[];
  }[];
}

/** Words and code of an order that a suggestion creates. */
export interface NewOrderWords {
  readonly label: Template;
  readonly description: Template;
  /** Absent: the code of the service that is ordered for the present site, if there is one. */
  readonly code?: Coding;
  readonly text: Template;
}

/** A first course: short at the hospital, then elsewhere. A part is left out when its criterion is met already. */
export interface SplitWords {
  /** Its short approval (policy.yaml, `shortApprovals`) says for how many days the order may run here. */
  readonly criterion: string;
  readonly shorten: {
    readonly unlessMet: string;
    readonly label: Template;
    readonly description: Template;
  };
  readonly continue: {
    readonly unlessMet: string;
    /** `both` is the label when the order is shortened as well. */
    readonly at: Readonly<Record<SuggestedSite, NewOrderWords & { readonly both: Template }>>;
  };
}

/** One of the orders that home infusion needs beside the drug. */
export interface HomeOrderWords extends NewOrderWords {
  /** In a sentence: `nursing`. */
  readonly name: string;
  /** Codes of a ServiceRequest that is this order already. */
  readonly present: RegExp;
}

export interface SuggestionWords {
  readonly HOME: SiteWords;
  readonly ASC_AIC: SiteWords;
  readonly SPLIT: SplitWords;
  readonly HOME_ORDERS: readonly HomeOrderWords[];
}
