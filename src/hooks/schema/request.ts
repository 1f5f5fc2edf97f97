/**
 * A CDS Hooks 2.0 request as JSON Schema, one for each hook. Unknown members pass at every level (CH-13), and null stands
 * for "absent" where a member is optional, because EHRs send it. What FHIR demands of the resources is not looked at here.
 */
import type { SchemaObject } from 'ajv';

const TEXT = { type: 'string', minLength: 1 } as const;
const OPTIONAL_TEXT = { type: ['string', 'null'] } as const;

const USER = { userId: TEXT, patientId: TEXT, encounterId: OPTIONAL_TEXT } as const;
/** Its items are looked at in the code: a schema would note each fault of a list as long as the body. */
const LIST = { type: ['array', 'null'] } as const;

/** Members of `context` by hook (CDS Hooks library; facts/crd-requirements.md §2). */
const CONTEXTS: Readonly<Record<string, SchemaObject>> = {
  'order-sign': {
    type: 'object',
    required: ['userId', 'patientId', 'draftOrders'],
    properties: { ...USER, draftOrders: { type: 'object' } },
  },
  'order-select': {
    type: 'object',
    required: ['userId', 'patientId', 'draftOrders', 'selections'],
    properties: {
      ...USER,
      draftOrders: { type: 'object' },
      selections: { type: 'array' },
    },
  },
  // Its members have three spellings (HK-08); dispatch-context.ts looks whether any of them was given.
  'order-dispatch': {
    type: 'object',
    required: ['patientId'],
    properties: {
      patientId: TEXT,
      performer: OPTIONAL_TEXT,
      order: OPTIONAL_TEXT,
      task: { type: ['object', 'null'] },
      dispatchedOrders: LIST,
      'dispatched-orders': LIST,
      fulfillmentTasks: LIST,
      'fulfillment-tasks': LIST,
    },
  },
  'appointment-book': {
    type: 'object',
    required: ['userId', 'patientId', 'appointments'],
    properties: { ...USER, appointments: { type: 'object' } },
  },
};

/** The schema for a hook. Throws for a hook this service has none for, at start, when the services are put together. */
export function requestSchema(hook: string): SchemaObject {
  const context = CONTEXTS[hook];
  if (!context) throw new Error(`There is no request schema for the hook ${hook}.`);
  return {
    type: 'object',
    required: ['hook', 'hookInstance', 'context'],
    properties: {
      hook: TEXT,
      // CDS Hooks wants a UUID; another string serves as well to find the answer again, as long as it is short.
      hookInstance: { ...TEXT, maxLength: 256 },
      fhirServer: OPTIONAL_TEXT,
      fhirAuthorization: {
        type: ['object', 'null'],
        required: ['access_token', 'token_type', 'expires_in'],
        properties: {
          access_token: { type: 'string' },
          token_type: { type: 'string' },
          expires_in: { type: 'number' },
          scope: OPTIONAL_TEXT,
          subject: OPTIONAL_TEXT,
          patient: OPTIONAL_TEXT,
        },
      },
      context,
      prefetch: { type: ['object', 'null'] },
      extension: { type: ['object', 'null'] },
    },
  };
}
