/** Every name a card template may use. src/cards/view.ts gives each its value; an unknown name stops the start. */

/** Single values: `{{drug}}`. Any may be missing for a given decision, except `drug` and `site`. */
export const CARD_VALUES = [
  'drug',
  'hcpcs',
  'codes',
  'drugRow',
  'question',
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
  'homeSite',
  'suiteSite',
  'nonQualifying',
  'assumptions',
  'unavailable',
  'coverageReason',
] as const;

/** Names that are always there and may be shortened to make a summary fit. */
export const SHORTENABLE = ['drug', 'site'] as const;

export type CardValue = (typeof CARD_VALUES)[number];

const CRITERION = ['mark', 'title', 'paragraph', 'reason', 'evidence'] as const;

/** Lists to repeat a line over with `each`, and the names their items add. */
export const CARD_LISTS = {
  /** Criteria that carry the determination and appear met. */
  met: CRITERION,
  /** Criteria close to being met, for which something is missing. */
  missing: CRITERION,
  /** Criteria not met on the available data. */
  unmet: CRITERION,
  /** What to attach when the criteria above are claimed. */
  documents: ['document'],
  /** Safety facts of the chart. */
  safety: ['display', 'source', 'date'],
} as const satisfies Record<string, readonly string[]>;

export type CardList = keyof typeof CARD_LISTS;

/** What a suggestion's label and description may name. */
export const SUGGESTION_VALUES = ['drug', 'name', 'distance'] as const;

export type SuggestionValue = (typeof SUGGESTION_VALUES)[number];
