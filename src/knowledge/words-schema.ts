/** JSON Schema of cards/_words.yaml, and the shape it lets through. */
import { ajv } from './ajv.js';
import type { SuggestedSite } from './suggestion-types.js';
import { definition, object, statuses, string, strings } from './schema-parts.js';

type Status = 'met' | 'not-met' | 'needs-documentation' | 'not-evaluated';

export type CriterionWordsFile = {
  readonly title?: string;
  readonly short?: string;
  readonly whole?: boolean;
} & { readonly [status in Status]?: readonly string[] };

export interface WordsFile {
  readonly marks: Readonly<Record<Status, string>>;
  readonly drug: string;
  readonly reaction: string;
  readonly and: string;
  readonly criteria: Readonly<Record<string, CriterionWordsFile>>;
  readonly nothingFound: readonly string[];
  readonly unavailable: {
    readonly types: Readonly<Record<string, string>>;
    readonly reasons: readonly { readonly match: string; readonly say: string }[];
    readonly otherReason: string;
    readonly rest: string;
  };
  readonly homeBarrier: string;
  readonly byHand: { readonly notInDraft: string; readonly sharedService: string };
  readonly drugDoubt: { readonly say: string; readonly about: readonly string[] };
  readonly sites: Readonly<
    Record<'HOPD' | 'OFFICE' | 'ASC_AIC' | 'HOME' | 'PHARMACY' | 'OUT_OF_SCOPE' | 'UNRESOLVED', string>
  >;
  readonly alternatives: Readonly<Record<SuggestedSite, string>>;
  readonly records: Readonly<Record<string, string>>;
  readonly nonQualifying: Readonly<Record<string, string>>;
  readonly or: string;
  readonly more: string;
  readonly coverageAction: string;
  readonly coverageRemoval: string;
}

const textByName = { type: 'object', additionalProperties: string };

const criterionWords = object(
  {
    title: string,
    short: string,
    whole: { const: true },
    ...Object.fromEntries(statuses.map((status) => [status, strings])),
  },
  ['title', 'short', 'whole', ...statuses],
);

const wordsFile = object({
  drug: string,
  reaction: string,
  and: string,
  criteria: { type: 'object', additionalProperties: definition('criterion') },
  nothingFound: strings,
  unavailable: object({
    types: { ...textByName, properties: { other: string }, required: ['other'] },
    reasons: { type: 'array', items: object({ match: string, say: string }), minItems: 1 },
    otherReason: string,
    rest: string,
  }),
  homeBarrier: string,
  byHand: object({ notInDraft: string, sharedService: string }),
  drugDoubt: object({ say: string, about: strings }),
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
  coverageRemoval: string,
});

export const validateWords = ajv.compile<WordsFile>({
  ...wordsFile,
  definitions: { criterion: criterionWords },
});
