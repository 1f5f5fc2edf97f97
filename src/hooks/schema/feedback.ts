/** CDS Hooks 2.0 feedback as JSON Schema (CH-71); unknown members pass. */
import type { SchemaObject } from 'ajv';

const TEXT = { type: 'string', minLength: 1 } as const;

export const FEEDBACK_SCHEMA: SchemaObject = {
  type: 'object',
  required: ['feedback'],
  properties: {
    feedback: {
      type: 'array',
      items: {
        type: 'object',
        required: ['card', 'outcome', 'outcomeTimestamp'],
        properties: {
          // CDS Hooks wants a UUID; another text is taken as well, as long as it is short.
          card: { ...TEXT, maxLength: 256 },
          outcome: { enum: ['accepted', 'overridden'] },
          outcomeTimestamp: { type: 'string', format: 'date-time' },
          acceptedSuggestions: {
            type: ['array', 'null'],
            items: { type: 'object', required: ['id'], properties: { id: TEXT } },
          },
          overrideReason: {
            type: ['object', 'null'],
            properties: {
              reason: {
                type: ['object', 'null'],
                required: ['code'],
                properties: { code: TEXT, system: { type: ['string', 'null'] } },
              },
              userComment: { type: ['string', 'null'] },
            },
          },
        },
        if: { required: ['outcome'], properties: { outcome: { const: 'accepted' } } },
        then: {
          required: ['acceptedSuggestions'],
          properties: { acceptedSuggestions: { type: 'array', minItems: 1 } },
        },
      },
    },
  },
};
