/** JSON Schema of cards/_suggestions.yaml, and the shape it lets through. */
import type { Coding } from '../core/fhir.js';
import { ajv } from './ajv.js';
import { definition, object, string, strings } from './schema-parts.js';
import type { SuggestedSite } from './suggestion-types.js';

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

interface NewOrderFile {
  readonly label: string;
  readonly description: string;
  readonly code?: Coding;
  readonly text: string;
}

export interface SuggestionsFile {
  readonly HOME: SiteFile;
  readonly ASC_AIC: SiteFile;
  readonly SPLIT: {
    readonly criterion: string;
    readonly shorten: { readonly unlessMet: string; readonly label: string; readonly description: string };
    readonly continue: {
      readonly unlessMet: string;
      readonly at: Readonly<Record<SuggestedSite, NewOrderFile & { readonly both: string }>>;
    };
  };
  readonly HOME_ORDERS: readonly (NewOrderFile & { readonly name: string; readonly present: string })[];
}

const coding = definition('coding');
const codings = definition('codings');
const codingDefinitions = {
  coding: object({ system: string, code: string, display: string }, ['display']),
  codings: { type: 'array', items: coding, minItems: 1 },
};

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

const newOrder = { label: string, description: string, code: coding, text: string };
const continuation = object({ ...newOrder, both: string }, ['code']);

const suggestionsFile = object({
  HOME: definition('site'),
  ASC_AIC: definition('site'),
  SPLIT: object({
    criterion: string,
    shorten: object({ unlessMet: string, label: string, description: string }),
    continue: object({
      unlessMet: string,
      at: object({ HOME: continuation, ASC_AIC: continuation }),
    }),
  }),
  HOME_ORDERS: {
    type: 'array',
    items: object({ ...newOrder, name: string, present: string }),
    minItems: 1,
  },
});

export const validateSuggestions = ajv.compile<SuggestionsFile>({
  ...suggestionsFile,
  definitions: { ...codingDefinitions, site: siteDefinition },
});
