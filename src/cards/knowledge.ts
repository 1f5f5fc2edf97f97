/** What cards are made from besides the decision: words, and facts of the payer's installation. */
import type { Coding } from '../core/fhir.js';
import type { CardTemplates } from '../knowledge/card-types.js';

export interface CardKnowledge {
  readonly templates: CardTemplates;
  /** Who speaks when the decision knows no payer; otherwise the payer's name is used (CRD CR-11). */
  readonly source: { readonly label: string; readonly url?: string };
  /** Code system of `source.topic`, which differs between CRD versions. */
  readonly topicSystem: string;
  /** Per policy id. */
  readonly policies: ReadonlyMap<string, PolicyCardFacts>;
}

export interface PolicyCardFacts {
  /** The policy's exceptions, each with system, code and display. */
  readonly overrideReasons: readonly Coding[];
  /** Where the policy can be read; absolute. */
  readonly url?: string;
  /** Where its form can be read and printed, blank; absolute. */
  readonly formUrl?: string;
  /** For how many days a first course may run at a hospital, by the criterion that allows it. */
  readonly shortApprovals?: ReadonlyMap<string, number>;
}
