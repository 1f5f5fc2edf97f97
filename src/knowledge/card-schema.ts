/** JSON Schema of a card under cards/, and the shape it lets through. */
import type { DrugOutcome } from '../core/drug/types.js';
import { ajv } from './ajv.js';
import type { CardCondition, LinkTarget } from './card-types.js';
import type { SuggestedSite, SuggestionKind } from './suggestion-types.js';
import type { CardList } from './card-vocabulary.js';
import { CARD_LISTS } from './card-vocabulary.js';
import { object, statuses, string, strings } from './schema-parts.js';

export interface CardFile {
  readonly when: CardCondition;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly topic: string;
  readonly summary: readonly string[];
  readonly detail: readonly (string | DetailLineFile)[];
  readonly suggest?: readonly SuggestionKind[];
  readonly recommended?: SuggestedSite;
  readonly overrideReasons?: boolean;
  readonly links?: readonly { readonly to: LinkTarget; readonly label: string }[];
}

export interface DetailLineFile {
  readonly line: string;
  readonly each?: CardList;
  readonly max?: number;
  readonly countRest?: boolean;
  readonly grows?: boolean;
  readonly if?: string;
  readonly unless?: string | readonly string[];
}

const suggestedSite = { enum: ['HOME', 'ASC_AIC'] };
const suggestionKind = { enum: ['HOME', 'ASC_AIC', 'SPLIT', 'HOME_ORDERS'] };

const DRUG_OUTCOMES: readonly DrugOutcome[] = [
  'RESOLVED',
  'LISTED_CODE_AMBIGUOUS',
  'AMBIGUOUS_MIXED',
  'SELF_ADMIN_FORM',
  'CONFLICT',
  'NOT_LISTED',
  'UNRESOLVED',
];

const when = object(
  {
    determination: {
      enum: ['met', 'needs-documentation', 'not-met', 'insufficient-context', 'not-applicable'],
    },
    causes: strings,
    drugOutcomes: { type: 'array', items: { enum: DRUG_OUTCOMES }, minItems: 1 },
    criteria: { type: 'array', items: object({ anyOf: strings, status: { enum: statuses } }), minItems: 1 },
    safety: { const: true },
    offers: suggestedSite,
  },
  ['determination', 'causes', 'drugOutcomes', 'criteria', 'safety', 'offers'],
);

const detailLine = {
  if: { type: 'string' },
  then: string,
  else: object(
    {
      line: string,
      each: { enum: Object.keys(CARD_LISTS) },
      max: { type: 'integer', minimum: 1 },
      countRest: { type: 'boolean' },
      grows: { type: 'boolean' },
      if: string,
      unless: { if: { type: 'string' }, then: string, else: strings },
    },
    ['each', 'max', 'countRest', 'grows', 'if', 'unless'],
  ),
};

const cardFile = object(
  {
    when: { ...when, minProperties: 1 },
    indicator: { enum: ['info', 'warning', 'critical'] },
    topic: string,
    summary: strings,
    detail: { type: 'array', items: detailLine, minItems: 1 },
    suggest: { type: 'array', items: suggestionKind, minItems: 1, uniqueItems: true },
    recommended: suggestedSite,
    overrideReasons: { type: 'boolean' },
    links: { type: 'array', items: object({ to: { enum: ['policy', 'form'] }, label: string }), minItems: 1 },
  },
  ['suggest', 'recommended', 'overrideReasons', 'links'],
);

export const validateCard = ajv.compile<CardFile>(cardFile);
