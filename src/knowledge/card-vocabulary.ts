/** Every name a card template may use. src/cards/view.ts gives each its value; an unknown name stops the start. */

/** Single values: `{{drug}}`. Any may be missing for a given decision, except `drug` and `site`. */
export const CARD_VALUES = [
  'drug',
  'orderCount',
  'hcpcs',
  'codes',
  'conflict',
  'drugRow',
  'openReason',
  'site',
  'siteReason',
  'planned',
  'policyId',
  'policyVersion',
  'payer',
  'phone',
  'durationDays',
  'supported',
  'lacking',
  'alternatives',
  'inNetwork',
  'homeBarrier',
  'byHand',
  'homeOrders',
  'reaction',
  'nonQualifying',
  'assumptions',
  'unreadable',
  'unavailable',
  'coverageReason',
  'coverageCount',
] as const;

/** Names that are always there and have a shorter form to make a summary fit. */
export const SHORTENABLE = ['drug', 'site'] as const;

export type CardValue = (typeof CARD_VALUES)[number];

const CRITERION = ['mark', 'title', 'paragraph', 'reason', 'evidence'] as const;

/** Lists to repeat a line over with `each`, and the names their items add. */
export const CARD_LISTS = {
  /** Criteria that carry the determination and appear met. */
  met: CRITERION,
  /** Criteria close to being met, for which something is missing. */
  missing: CRITERION,
  /** The two together: what could be claimed on this chart. */
  claimable: CRITERION,
  /** Criteria not met on the available data. */
  unmet: CRITERION,
  /** What to attach when the criteria above are claimed, as many to a line as it holds. */
  documents: ['documents', 'count'],
  /** What has to be answered about the drug, sentence by sentence. */
  question: ['sentence'],
  /** Safety facts of the chart. */
  safety: ['reaction', 'display', 'source', 'date'],
} as const satisfies Record<string, readonly string[]>;

export type CardList = keyof typeof CARD_LISTS;

/** What a suggestion's label and description may name. */
export const SUGGESTION_VALUES = [
  'drug',
  'name',
  'distance',
  'others',
  'days',
  'until',
  'from',
  'limit',
] as const;

export type SuggestionValue = (typeof SUGGESTION_VALUES)[number];

/** What the words for a criterion in _words.yaml may name. */
export const CRITERION_VALUES = ['drug', 'found', 'display', 'date', 'form'] as const;

export type CriterionValue = (typeof CRITERION_VALUES)[number];
