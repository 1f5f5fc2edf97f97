/**
 * The exception form of a policy as its author writes it (policies/<id>/questionnaire.yaml). `from` tells where an answer can be found: one
 * small vocabulary, of which this service's pre-filling and the expressions published with the form are both made.
 */
import type { ReadRequest } from '../chart/chart.js';
import type { SiteClass } from '../site/types.js';
import type { PrefilledAnswer } from './answer.js';
import type { Filled } from './filled.js';

export type ItemType =
  | 'group'
  | 'display'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'date'
  | 'string'
  | 'text'
  | 'choice'
  | 'open-choice'
  | 'attachment'
  | 'reference';

export interface FormDocument {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Code → display of every answer that can be chosen. */
  readonly answers: Readonly<Record<string, string>>;
  readonly items: readonly FormItem[];
}

export interface FormItem {
  readonly linkId: string;
  readonly text: string;
  readonly type: ItemType;
  readonly repeats?: boolean;
  readonly options?: readonly string[];
  /** `2 = fda`: asked only then; any of several conditions is enough. */
  readonly when?: string | readonly string[];
  readonly items?: readonly FormItem[];
  readonly from?: Source;
}

/** Code of an answer → value sets that mean it. */
export type OptionSets = Readonly<Record<string, readonly string[]>>;

/** Exactly one kind each; docs/policies.md, "Where answers come from". */
export type Source =
  /** Of the order: the drug's plain name, the number of doses, the volume of one infusion in mL; the last day of a course that
   *  is no longer than so many days.  */
  | { readonly order: 'drug' | 'doses' | 'volume' }
  | { readonly order: 'lastDay'; readonly atMostDays: number | string }
  /** The resolved kind of site → code of an answer. */
  | { readonly site: Readonly<Partial<Record<SiteClass, string>>> }
  /** Whether the request continues an earlier approval → code of an answer. */
  | { readonly requestType: { readonly initial: string; readonly continued: string } }
  /** Code of an answer → criteria: the answer applies where all of them are met, or open with something found. */
  | { readonly criteria: Readonly<Record<string, readonly string[]>> }
  /** A criterion as yes or no. */
  | { readonly criterion: string }
  /** The sentence the decision gives for a criterion that is met. */
  | { readonly reason: string }
  /** What was found for a criterion, in the chart's words. */
  | { readonly findings: string }
  /** The day of the last certain dose of the molecule. */
  | { readonly exposure: 'lastDose' }
  /** The latest Observation of the value sets, as the policy reads it. */
  | { readonly observation: ObservationSource }
  /** True where the chart holds a coded resource; nothing otherwise, since "not visible" is not "no". */
  | { readonly coded: CodedSource }
  /** Each answer whose coded resources the chart holds. */
  | { readonly codedOptions: Readonly<Record<string, CodedSource>> }
  /** The group repeats for each adverse event of which none of these criteria is refuted. */
  | { readonly each: { readonly adverseEvent: readonly string[] } }
  | EventSource
  /** Documents of these types. */
  | { readonly documents: DocumentsSource }
  /** The order for continuation elsewhere: the kind of place, or the order itself. */
  | {
      readonly continuation: Readonly<Partial<Record<SiteClass, string>>> | 'order';
      readonly criterion: string;
    }
  /** The payer's directory: miles to the nearest site of a class, or what it says of such sites → code of an answer. */
  | { readonly nearest: SiteClass }
  | { readonly sites: DirectorySource };

export interface ObservationSource {
  readonly in: readonly string[];
  readonly part: 'value' | 'date' | 'words' | 'option';
  readonly unit?: string;
  readonly withinMonths: number | string;
  /** For `part: option`. */
  readonly options?: OptionSets;
}

export interface CodedSource {
  readonly in: readonly string[];
  readonly resource?: readonly string[];
  readonly standing?: 'current' | 'ever';
  readonly withinMonths?: number | string;
  /** Only these of the codes, as `system|code`. */
  readonly codes?: readonly string[];
}

/** A part of the adverse event in hand. */
export type EventSource =
  /** When it was, or the documents of that day. */
  | { readonly event: 'date' }
  | { readonly event: 'record'; readonly documents: readonly string[] }
  /** The ordered drug, where this criterion links the event to it. */
  | { readonly event: 'drug'; readonly criterion: string }
  | { readonly event: 'what'; readonly options: OptionSets }
  /** Code of an answer → codes of a severity or grade. */
  | { readonly event: 'grade'; readonly options: OptionSets }
  /** What was given so many hours before or after; `slower`: a lower infusion rate. */
  | {
      readonly event: 'measures';
      readonly options: OptionSets;
      readonly slower: string;
      readonly hours: number | string;
    }
  /** What this criterion about the event's response found. */
  | {
      readonly event: 'response';
      readonly criterion: string;
      readonly answers: { readonly met: string; readonly 'not-met': string };
    }
  | {
      readonly event: 'laterDoses';
      readonly criterion: string;
      readonly answers: { readonly none: string; readonly tolerated: string; readonly recurred: string };
    };

export interface DocumentsSource {
  readonly in: readonly string[];
  readonly withinMonths: number | string;
}

export interface DirectorySource {
  readonly class: SiteClass;
  readonly available: string;
  readonly none: string;
  /** For a class that somebody can decline to serve: the answer where a referral was declined. */
  readonly declined?: string;
  /** Days for which a declination counts. */
  readonly withinDays?: number | string;
}

/** The form, compiled: what it asks, and how what is known is filled in. */
export interface CompiledForm {
  readonly id: string;
  /** Searches its questions rest on. */
  readonly needs: readonly ReadRequest[];
  prefill(filled: Filled): readonly PrefilledAnswer[];
}
