/** Card templates, words and options as compiled from cards/ (the files say what each member means to their author). */
import type { CriterionStatus, Determination, DeterminationCause } from '../core/decision.js';
import type { DrugOutcome } from '../core/drug/types.js';
import type { SiteClass } from '../core/site/types.js';
import type { CardList, CardValue } from './card-vocabulary.js';
import type { SuggestedSite, SuggestionKind, SuggestionWords } from './suggestion-types.js';
import type { Template } from './template.js';

/** Which decisions a template is for. Of several that fit, the one with most conditions is used. */
export interface CardCondition {
  readonly determination?: Determination | undefined;
  readonly causes?: readonly DeterminationCause[] | undefined;
  readonly drugOutcomes?: readonly DrugOutcome[] | undefined;
  /** Each line holds when one of its criteria has the status. */
  readonly criteria?:
    readonly { readonly anyOf: readonly string[]; readonly status: CriterionStatus }[] | undefined;
  /** An additional card for safety facts, whatever the determination. */
  readonly safety?: true | undefined;
  /** An additional card, one for the whole draft, when the orders' own cards suggest this site. */
  readonly offers?: SuggestedSite | undefined;
}

/** `form`: the form of the policy, blank, as a page to read or print. */
export type LinkTarget = 'policy' | 'form';

export interface DetailLine {
  readonly line: Template;
  /** Repeats the line over a list, at most `max` times. */
  readonly each?: CardList | undefined;
  readonly max: number;
  /** The last line says how many more there are. */
  readonly countRest: boolean;
  /** More than `max` where other lines of the card are not there. */
  readonly grows: boolean;
  /** Only when this value or list is there. */
  readonly if?: CardValue | CardList | undefined;
  /** Only when none of these is there. */
  readonly unless: readonly (CardValue | CardList)[];
}

export interface CardTemplate {
  /** Name of the file. */
  readonly kind: string;
  readonly when: CardCondition;
  readonly indicator: 'info' | 'warning' | 'critical';
  /** Code of the CRD card type. */
  readonly topic: string;
  /** Best first; the last one always fits once its names are shortened. */
  readonly summary: readonly Template[];
  readonly detail: readonly DetailLine[];
  readonly suggest: readonly SuggestionKind[];
  readonly recommended?: SuggestedSite | undefined;
  readonly overrideReasons: boolean;
  /** Links by what they lead to; one without a configured address is left out. */
  readonly links: readonly { readonly to: LinkTarget; readonly label: Template }[];
}

/** How a card speaks of one criterion, where the policy's own title and reason are longer or say the same twice. */
export interface CriterionWords {
  readonly title?: string;
  /** In a sentence: `severe adverse event in spite of measures`. */
  readonly short?: string;
  /** A group that is said in one line when it is met: its parts are about one fact. */
  readonly whole: boolean;
  /** In place of the reason, per status; the first whose values are there. */
  readonly reasons: Readonly<Partial<Record<CriterionStatus, readonly Template[]>>>;
}

/** Words for what could not be read. */
export interface UnavailableWords {
  /** By resource type; `other` for the rest. */
  readonly types: Readonly<Record<string, string>>;
  /** The first that matches the technical reason. */
  readonly reasons: readonly { readonly match: RegExp; readonly say: string }[];
  readonly otherReason: string;
  /** `{{count}} more`, where there are too many to name. */
  readonly rest: Template;
}

/** Words that several cards share. */
export interface CommonWords {
  readonly marks: Readonly<Record<CriterionStatus, string>>;
  /** A drug without a name, or with one too long for a summary. */
  readonly drug: string;
  /** A reaction the chart does not name. */
  readonly reaction: string;
  readonly and: string;
  /** By criterion id. */
  readonly criteria: Readonly<Record<string, CriterionWords>>;
  /** A reason that begins with one of these says that nothing was found: no record stands behind it. */
  readonly nothingFound: readonly string[];
  readonly unavailable: UnavailableWords;
  readonly homeBarrier: Template;
  /** Why no click can move the order, and what to do instead. */
  readonly byHand: { readonly notInDraft: Template; readonly sharedService: Template };
  /** Doubts about the drug that could change the answer, and how the card says them. */
  readonly drugDoubt: { readonly say: Template; readonly about: readonly RegExp[] };
  /** A site without a name: `outpatient hospital`. */
  readonly sites: Readonly<Record<SiteClass, string>>;
  /** The sites of `alternatives` in a sentence. */
  readonly alternatives: Readonly<Record<SuggestedSite, string>>;
  /** What kind of record an evidence comes from, by resource type; `other` for the rest. */
  readonly records: Readonly<Record<string, string>>;
  /** Non-qualifying reasons by id, for a sentence. */
  readonly nonQualifying: Readonly<Record<string, string>>;
  readonly or: string;
  readonly more: Template;
  /** What the system action does to the order. */
  readonly coverageAction: Template;
  /** The same when it only takes off what holds no longer. */
  readonly coverageRemoval: Template;
}

/** What an EHR can switch, as discovery lists it (CRD davinci-crd.configuration-options, CR-22). */
export interface ConfigurationOption {
  readonly code: string;
  readonly type: 'boolean' | 'integer';
  readonly name: string;
  readonly description: string;
  readonly default: boolean | number;
}

export interface CardOptions {
  readonly options: readonly ConfigurationOption[];
  /** Card types of CRD that this service has no card of: to switch one off changes nothing. */
  readonly neverSent: ReadonlySet<string>;
}

export interface CardTemplates {
  readonly cards: readonly CardTemplate[];
  readonly words: CommonWords;
  readonly suggestions: SuggestionWords;
  readonly options: CardOptions;
}
