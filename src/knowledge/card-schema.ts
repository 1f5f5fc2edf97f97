/** JSON Schemas of the files under cards/, and the shapes they let through. */
import { Ajv } from 'ajv';
import type { Coding } from '../core/fhir.js';
import type { CardCondition, SuggestedSite, SuggestionKind } from './card-types.js';
import type { CardList } from './card-vocabulary.js';
import { CARD_LISTS } from './card-vocabulary.js';

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

export interface WordsFile {
  readonly marks: Readonly<Record<'met' | 'not-met' | 'needs-documentation' | 'not-evaluated', string>>;
  readonly sites: Readonly<
    Record<'HOPD' | 'OFFICE' | 'ASC_AIC' | 'HOME' | 'PHARMACY' | 'OUT_OF_SCOPE' | 'UNRESOLVED', string>
  >;
  readonly alternatives: Readonly<Record<SuggestedSite, string>>;
  readonly records: Readonly<Record<string, string>>;
  readonly nonQualifying: Readonly<Record<string, string>>;
  readonly or: string;
  readonly more: string;
  readonly coverageAction: string;
}

const string = { type: 'string', minLength: 1 } as const;
const strings = { type: 'array', items: string, minItems: 1 } as const;
const statuses = ['met', 'not-met', 'needs-documentation', 'not-evaluated'] as const;

/** An object with exactly these members; those of `optional` may be absent. */
function object(properties: Record<string, unknown>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const textByName = { type: 'object', additionalProperties: string };
const coding = object({ system: string, code: string, display: string }, ['display']);
const codings = { type: 'array', items: coding, minItems: 1 };
const suggestionKind = { enum: ['HOME', 'ASC_AIC', 'CONTINUATION'] };

const when = object(
  {
    determination: {
      enum: ['met', 'needs-documentation', 'not-met', 'insufficient-context', 'not-applicable'],
    },
    causes: strings,
    criteria: { type: 'array', items: object({ anyOf: strings, status: { enum: statuses } }), minItems: 1 },
    safety: { const: true },
  },
  ['determination', 'causes', 'criteria', 'safety'],
);

const detailLine = {
  if: { type: 'string' },
  then: string,
  else: object(
    {
      line: string,
      each: { enum: Object.keys(CARD_LISTS) },
      max: { type: 'integer', minimum: 1 },
      if: string,
      unless: string,
    },
    ['each', 'max', 'if', 'unless'],
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

const site = object({
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
  HOME: site,
  ASC_AIC: site,
  CONTINUATION: object({
    label: string,
    description: string,
    code: coding,
    text: string,
    startsAfterDays: { type: 'integer', minimum: 1 },
  }),
});

const wordsFile = object({
  marks: object(Object.fromEntries(statuses.map((status) => [status, string]))),
  sites: object(
    Object.fromEntries(
      ['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'PHARMACY', 'OUT_OF_SCOPE', 'UNRESOLVED'].map((name) => [
        name,
        string,
      ]),
    ),
  ),
  alternatives: object({ HOME: string, ASC_AIC: string }),
  records: { ...textByName, properties: { other: string }, required: ['other'] },
  nonQualifying: textByName,
  or: string,
  more: string,
  coverageAction: string,
});

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });

export const validateCard = ajv.compile<CardFile>(cardFile);
export const validateSuggestions = ajv.compile<SuggestionsFile>(suggestionsFile);
export const validateWords = ajv.compile<WordsFile>(wordsFile);
