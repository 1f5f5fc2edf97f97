/** JSON Schemas of the cards and suggestions under cards/, and the shapes they let through. */
import type { DrugOutcome } from '../core/drug/types.js';
import type { Coding } from '../core/fhir.js';
import { ajv } from './ajv.js';
import type { CardCondition, SuggestionKind } from './card-types.js';
import type { CardList } from './card-vocabulary.js';
import { CARD_LISTS } from './card-vocabulary.js';
import { definition, object, statuses, string, strings } from './schema-parts.js';

export interface CardFile {
  readonly when: CardCondition;
  readonly indicator: 'info' | 'warning' | 'critical';
  readonly topic: string;
  readonly summary: readonly string[];
  readonly detail: readonly (string | DetailLineFile)[];
  readonly suggest?: readonly SuggestionKind[];
  readonly recommended?: SuggestionKind;
  readonly overrideReasons?: boolean;
  readonly links?: readonly { readonly to: 'policy'; readonly label: string }[];
}

export interface DetailLineFile {
  readonly line: string;
  readonly each?: CardList;
  readonly max?: number;
  readonly countRest?: boolean;
  readonly if?: string;
  readonly unless?: string;
}

interface SiteFile {
  readonly label: string;
  readonly unnamed: string;
  readonly description: string;
  readonly encounterType: Coding;
  readonly dispenses: boolean;
  readonly places: readonly {
    readonly taxonomies?: readonly string[];
    readonly locationCode: readonly Coding[];
    readonly specialty: readonly Coding[];
  }[];
}

export interface SuggestionsFile {
  readonly HOME: SiteFile;
  readonly ASC_AIC: SiteFile;
  readonly CONTINUATION: {
    readonly label: string;
    readonly description: string;
    readonly code: Coding;
    readonly text: string;
    readonly startsAfterDays: number;
  };
}

const coding = definition('coding');
const codings = definition('codings');
const codingDefinitions = {
  coding: object({ system: string, code: string, display: string }, ['display']),
  codings: { type: 'array', items: coding, minItems: 1 },
};
const suggestionKind = { enum: ['HOME', 'ASC_AIC', 'CONTINUATION'] };

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
  },
  ['determination', 'causes', 'drugOutcomes', 'criteria', 'safety'],
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
      if: string,
      unless: string,
    },
    ['each', 'max', 'countRest', 'if', 'unless'],
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
    recommended: suggestionKind,
    overrideReasons: { type: 'boolean' },
    links: { type: 'array', items: object({ to: { enum: ['policy'] }, label: string }), minItems: 1 },
  },
  ['suggest', 'recommended', 'overrideReasons', 'links'],
);

const siteDefinition = object({
  label: string,
  unnamed: string,
  description: string,
  encounterType: coding,
  dispenses: { type: 'boolean' },
  places: {
    type: 'array',
    items: object({ taxonomies: strings, locationCode: codings, specialty: codings }, ['taxonomies']),
    minItems: 1,
  },
});

const suggestionsFile = object({
  HOME: definition('site'),
  ASC_AIC: definition('site'),
  CONTINUATION: object({
    label: string,
    description: string,
    code: coding,
    text: string,
    startsAfterDays: { type: 'integer', minimum: 1 },
  }),
});

export const validateCard = ajv.compile<CardFile>(cardFile);
export const validateSuggestions = ajv.compile<SuggestionsFile>({
  ...suggestionsFile,
  definitions: { ...codingDefinitions, site: siteDefinition },
});
