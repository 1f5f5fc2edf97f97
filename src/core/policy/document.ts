/** A policy file as its author writes it (policies/<id>/policy.yaml; checked against policies/policy.schema.json). */

export type ParameterValue = string | number | boolean;

/** A reading of the policy text that a payer may choose differently; `reading` names the ambiguity (A1 … A20). */
export interface ParameterDocument {
  readonly value: ParameterValue;
  readonly meaning: string;
  readonly reading?: string;
  readonly allowed?: readonly ParameterValue[];
}

/** One sentence, or several of which the first is used whose `{name}` values are known. */
export type Sentences = string | readonly string[];

/** Sentences for a prescriber, by status; `{name}` is filled from what the question found. */
export interface ReasonTemplates {
  readonly met?: Sentences;
  readonly 'not-met'?: Sentences;
  readonly 'needs-documentation'?: Sentences;
  /** The criterion does not concern this order (`when` is not met). */
  readonly otherwise?: Sentences;
}

type TruthWord = 'met' | 'not-met' | 'needs-documentation';

/**
 * One node of the criteria tree: exactly one of the combinators or one question (any other single member, whose name is
 * the kind of question). A node with an id is recorded in the decision.
 */
export interface NodeDocument {
  readonly id?: string;
  readonly title?: string;
  /** Paragraph of the policy, `I.A.1.c`. */
  readonly paragraph?: string;
  readonly all?: readonly NodeDocument[];
  readonly any?: readonly NodeDocument[];
  readonly not?: NodeDocument;
  /** Asks its children about each adverse event of the chart in turn; the event that fits best decides. */
  readonly eachAdverseEvent?: { readonly all: readonly NodeDocument[] } & EventSelection;
  /** The node concerns the order only if this holds (or cannot be ruled out); else its value is `otherwise`. */
  readonly when?: NodeDocument;
  readonly otherwise?: TruthWord;
  /** What a found value is worth here: `{ met: needs-documentation }` makes a hit a hint. */
  readonly as?: Partial<Record<TruthWord, TruthWord>>;
  /** What makes an open value `not-met`: an answer of the completed form, which settles what the chart leaves open. */
  readonly refutedBy?: NodeDocument;
  /** Parameter values that differ below this node. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly reasons?: ReasonTemplates;
  /** What to attach when the criterion is claimed. */
  readonly documents?: readonly string[];
  /** Of a gate: what it is about, so that a failed or open one can be explained. */
  readonly about?: GateSubject;
  /** Of a facility rule: it holds for every kind of site, also the preferred ones. */
  readonly everySite?: boolean;
  readonly [question: string]: unknown;
}

export type GateSubject = 'drug' | 'route' | 'coverage' | 'date' | 'site';

/** Which coded facts are candidate adverse events. */
export interface EventSelection {
  readonly valueSets: readonly string[];
  /** Severity codes: an event the record gives one of these is a candidate too, whatever it is called. */
  readonly severe?: readonly string[];
  readonly withinMonths: number | string;
}

export interface PolicyDocument {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** Where the payer publishes it. */
  readonly url?: string;
  readonly lineOfBusiness: string;
  readonly parameters: Readonly<Record<string, ParameterDocument>>;
  /** Scope gates in the order in which they are asked. */
  readonly gates: readonly NodeDocument[];
  /** Rules for the facility; a failed one cannot be cured by a clinical criterion. */
  readonly facility: readonly NodeDocument[];
  /** Met: a continued request; anything else: an initial one. */
  readonly requestType: NodeDocument;
  readonly initial: NodeDocument;
  readonly continued: NodeDocument;
  readonly nonQualifying: readonly NodeDocument[];
  /** What another site has to satisfy to be offered, besides the facility rules that hold for every site. */
  readonly offers: readonly NodeDocument[];
  /** Clinical safety facts to show whatever the determination. */
  readonly safety: readonly NodeDocument[];
  /** Criteria whose approval is short: id → days; others last `approval.maxMonths`. */
  readonly shortApprovals: Readonly<Record<string, number | string>>;
  readonly maxApprovalMonths: number | string;
  /** Exceptions a prescriber can claim when overriding: criterion ids with a display. */
  readonly exceptions: readonly {
    readonly code: string;
    readonly criterion: string;
    readonly display: string;
  }[];
}
