/** JSON Schema of policies/<id>/answers.yaml. */
import type { AnswerTable } from '../core/policy/answers.js';
import { ajv } from './ajv.js';

const string = { type: 'string', minLength: 1 } as const;
const listOf = (...codes: readonly string[]) => ({
  type: 'array',
  items: { enum: codes },
  minItems: 1,
  uniqueItems: true,
});

const row = {
  type: 'object',
  properties: {
    covered: { enum: ['covered', 'not-covered', 'conditional', 'indeterminate'] },
    paNeeded: { enum: ['no-auth', 'auth-needed', 'performpa', 'conditional', 'indeterminate'] },
    docNeeded: listOf('clinical', 'admin', 'patient', 'conditional', 'indeterminate'),
    docPurpose: listOf('withpa', 'withclaim', 'withorder', 'retain-doc', 'OTH'),
    infoNeeded: listOf('performer', 'location', 'timeframe', 'contract-window', 'detail-code', 'OTH'),
    questionnaire: { type: 'boolean' },
    reasonCode: {
      enum: [
        'gold-card',
        'no-member-found',
        'no-active-coverage',
        'coverage-not-found',
        'auth-out-network',
        'technical',
      ],
    },
    reason: string,
  },
  required: ['covered', 'reason'],
  additionalProperties: false,
};

/** Every outcome a row can be given for; a misspelt one would silently assert nothing. */
const CAUSES = [
  'any',
  'criteria',
  'facility',
  'site-unknown',
  'drug-ambiguous',
  'administration-unknown',
  'date-unknown',
  'coverage-unknown',
  'coverage-missing',
  'coverage-inactive',
  'preferred-site',
  'drug-not-listed',
  'not-provider-administered',
  'other-line-of-business',
  'other-payer',
  'out-of-scope-setting',
  'before-effective-date',
  'unusable-order',
  'technical-failure',
];

const byCause = {
  type: 'object',
  properties: Object.fromEntries(CAUSES.map((cause) => [cause, { $ref: '#/definitions/row' }])),
  additionalProperties: false,
};

/** By reference: Ajv writes code for each place a schema stands in, and a row can stand in 95. */
const schema = {
  definitions: { row, byCause },
  type: 'object',
  properties: {
    limitation: string,
    period: string,
    rows: {
      type: 'object',
      properties: Object.fromEntries(
        ['met', 'needs-documentation', 'not-met', 'insufficient-context', 'not-applicable'].map((name) => [
          name,
          { $ref: '#/definitions/byCause' },
        ]),
      ),
      additionalProperties: false,
    },
  },
  required: ['limitation', 'rows'],
  additionalProperties: false,
};

export const validateAnswers = ajv.compile<AnswerTable>(schema);
