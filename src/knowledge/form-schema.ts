/** JSON Schema of policies/<id>/questionnaire.yaml: the form, and where its answers come from. */
import type { FormDocument } from '../core/documentation/form.js';
import { ajv } from './ajv.js';
import { definition, object, string, strings } from './schema-parts.js';

const number = { type: ['integer', 'string'], pattern: '^\\$' } as const;
const SITES = ['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'PHARMACY', 'OUT_OF_SCOPE', 'UNRESOLVED'] as const;
const mapOf = (values: object): object => ({
  type: 'object',
  additionalProperties: values,
  minProperties: 1,
});
const optionSets = mapOf(strings);
const bySite = {
  type: 'object',
  properties: Object.fromEntries(SITES.map((site) => [site, string])),
  additionalProperties: false,
  minProperties: 1,
};

const coded = object(
  {
    in: strings,
    resource: strings,
    standing: { enum: ['current', 'ever'] },
    withinMonths: number,
    codes: strings,
  },
  ['resource', 'standing', 'withinMonths', 'codes'],
);

const observation = object(
  {
    in: strings,
    part: { enum: ['value', 'date', 'words', 'option'] },
    unit: string,
    withinMonths: number,
    options: optionSets,
  },
  ['unit', 'options'],
);

const sites = object(
  { class: { enum: SITES }, available: string, none: string, declined: string, withinDays: number },
  ['declined', 'withinDays'],
);

const event = (name: string, members: Record<string, unknown> = {}): object =>
  object({ event: { const: name }, ...members });

const source = {
  anyOf: [
    object({ order: { enum: ['drug', 'doses', 'volume'] } }),
    object({ order: { const: 'lastDay' }, atMostDays: number }),
    object({ site: bySite }),
    object({ requestType: object({ initial: string, continued: string }) }),
    object({ criteria: optionSets }),
    object({ criterion: string }),
    object({ reason: string }),
    object({ findings: string }),
    object({ exposure: { const: 'lastDose' } }),
    object({ observation }),
    object({ coded }),
    object({ codedOptions: mapOf(coded) }),
    object({ documents: object({ in: strings, withinMonths: number }) }),
    object({ continuation: { anyOf: [bySite, { const: 'order' }] }, criterion: string }),
    object({ nearest: { enum: SITES } }),
    object({ sites }),
    object({ each: object({ adverseEvent: strings }) }),
    event('date'),
    event('record', { documents: strings }),
    event('drug', { criterion: string }),
    event('what', { options: optionSets }),
    event('grade', { options: optionSets }),
    event('measures', { options: optionSets, slower: string, hours: number }),
    event('response', { criterion: string, answers: object({ met: string, 'not-met': string }) }),
    event('laterDoses', {
      criterion: string,
      answers: object({ none: string, tolerated: string, recurred: string }),
    }),
  ],
};

const item = object(
  {
    linkId: { type: 'string', pattern: '^\\d+(\\.\\d+)*$' },
    text: string,
    type: {
      enum: [
        'group',
        'display',
        'boolean',
        'decimal',
        'integer',
        'date',
        'string',
        'text',
        'choice',
        'open-choice',
        'attachment',
        'reference',
      ],
    },
    required: { type: 'boolean' },
    repeats: { type: 'boolean' },
    readOnly: { type: 'boolean' },
    options: strings,
    unit: object({ code: string, display: string }),
    min: { type: 'integer' },
    max: { type: 'integer' },
    target: string,
    when: { anyOf: [string, strings] },
    items: { type: 'array', items: definition('item'), minItems: 1 },
    from: definition('source'),
  },
  ['required', 'repeats', 'readOnly', 'options', 'unit', 'min', 'max', 'target', 'when', 'items', 'from'],
);

export const validateForm = ajv.compile<FormDocument>({
  definitions: { source, item },
  ...object({
    id: string,
    name: string,
    title: string,
    description: string,
    answers: mapOf(string),
    items: { type: 'array', items: definition('item'), minItems: 1 },
  }),
});
