/**
 * What each determination asserts, as data of the policy (contract.md, "What each determination says").
 * The codes are the newest CRD vocabulary; the serializer of an older CRD version says the same in its own words.
 */
import type { Determination, DeterminationCause } from '../decision.js';

export type CoveredCode = 'covered' | 'not-covered' | 'conditional' | 'indeterminate';
export type PaNeededCode = 'no-auth' | 'auth-needed' | 'performpa' | 'conditional' | 'indeterminate';
export type DocNeededCode = 'clinical' | 'admin' | 'patient' | 'conditional' | 'indeterminate';
export type DocPurposeCode = 'withpa' | 'withclaim' | 'withorder' | 'retain-doc' | 'OTH';
export type InfoNeededCode =
  'performer' | 'location' | 'timeframe' | 'contract-window' | 'detail-code' | 'OTH';

/** Coverage assertion reasons of CRD 2.2. */
export type ReasonCode =
  | 'gold-card'
  | 'no-member-found'
  | 'no-active-coverage'
  | 'coverage-not-found'
  | 'auth-out-network'
  | 'technical';

/** One cell of the table. */
export interface AnswerRow {
  readonly covered: CoveredCode;
  /** Absent: nothing is said (2.0 has to say `no-auth` for `not-covered`, and its serializer does). */
  readonly paNeeded?: PaNeededCode;
  readonly docNeeded?: readonly DocNeededCode[];
  readonly docPurpose?: readonly DocPurposeCode[];
  readonly infoNeeded?: readonly InfoNeededCode[];
  /** Name the policy's questionnaire. Only together with `docNeeded`. */
  readonly questionnaire?: boolean;
  readonly reasonCode?: ReasonCode;
  /** Words of the reason; `{{name}}` placeholders as in cards/. Must not change from day to day. */
  readonly reason: string;
}

/** Rows of one determination by cause; `any` stands for every cause without a row of its own. */
export type AnswersByCause = { readonly [cause in DeterminationCause | 'any']?: AnswerRow };

/** No row means: no coverage-information for that outcome. */
export interface AnswerTable {
  /** Said in every assertion: what the assertion is limited to. */
  readonly limitation: string;
  /** Said beside the period an authorization can cover. */
  readonly period?: string;
  readonly rows: { readonly [determination in Determination]?: AnswersByCause };
}
