/**
 * Our own answer as JSON Schema: CDS Hooks 2.0 "CDS Service Response" with what CRD adds (CH-42…CH-51, CR-10, CR-12).
 * Strict, unlike the request: an unknown member here is a mistake of ours.
 */
import type { SchemaObject } from 'ajv';

const TEXT = { type: 'string', minLength: 1 } as const;
const URL_TEXT = { type: 'string', format: 'http-url' } as const;
const UUID = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' } as const;
/** `Type/id` */
const REFERENCE = { type: 'string', pattern: '^[A-Z][A-Za-z]+/[^/]+$' } as const;
const EXTENSION = { type: 'object', minProperties: 1 } as const;
const RESOURCE = { type: 'object', required: ['resourceType'], properties: { resourceType: TEXT } } as const;

function closed(required: readonly string[], properties: SchemaObject): SchemaObject {
  return { type: 'object', required: [...required], properties, additionalProperties: false };
}

function listOf(items: SchemaObject): SchemaObject {
  return { type: 'array', minItems: 1, items };
}

/** create and update carry the whole resource; delete carries `Type/id` and no resource (CH-47). */
const ACTION: SchemaObject = {
  ...closed(['type', 'description'], {
    type: { enum: ['create', 'update', 'delete'] },
    description: TEXT,
    resource: RESOURCE,
    resourceId: REFERENCE,
    extension: EXTENSION,
  }),
  if: { properties: { type: { const: 'delete' } } },
  then: { required: ['resourceId'], properties: { resource: { type: 'null' } } },
  else: { required: ['resource'], properties: { resourceId: { type: 'null' } } },
};

const SUGGESTION = closed(['label', 'uuid'], {
  label: TEXT,
  uuid: UUID,
  isRecommended: { type: 'boolean' },
  actions: listOf(ACTION),
});

const LINK: SchemaObject = {
  ...closed(['label', 'url', 'type'], {
    label: TEXT,
    url: URL_TEXT,
    type: { enum: ['absolute', 'smart'] },
    appContext: TEXT,
  }),
  if: { properties: { type: { const: 'absolute' } } },
  then: { properties: { appContext: { type: 'null' } } },
};

const CODING = closed(['system', 'code', 'display'], {
  system: TEXT,
  code: TEXT,
  display: TEXT,
  version: TEXT,
});

const CARD: SchemaObject = {
  ...closed(['uuid', 'summary', 'indicator', 'source'], {
    uuid: UUID,
    summary: { type: 'string', minLength: 1, maxLength: 139 },
    // No HTML (CH-43): a "<" may stand before a number, not before a tag.
    detail: { type: 'string', minLength: 1, not: { pattern: '<[A-Za-z/!]' } },
    indicator: { enum: ['info', 'warning', 'critical'] },
    source: closed(['label', 'topic'], {
      label: TEXT,
      url: URL_TEXT,
      icon: URL_TEXT,
      topic: closed(['system', 'code'], { system: TEXT, code: TEXT, display: TEXT }),
    }),
    suggestions: listOf(SUGGESTION),
    selectionBehavior: { enum: ['at-most-one', 'any'] },
    overrideReasons: listOf(CODING),
    links: listOf(LINK),
    extension: EXTENSION,
  }),
  if: { required: ['suggestions'] },
  then: { required: ['selectionBehavior'] },
};

export const RESPONSE_SCHEMA = closed(['cards'], {
  cards: { type: 'array', items: CARD },
  systemActions: { type: 'array', items: ACTION },
  extension: EXTENSION,
});

/** Where the CRD versions differ: the actions of an answer without any (CH-41), the topic's system, the associated resources (CR-60). */
export const CRD_RULES: Readonly<Record<'2.0' | '2.2', SchemaObject>> = {
  '2.0': {
    type: 'object',
    required: ['systemActions'],
    properties: { cards: cardsWith('http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp', REFERENCE) },
  },
  '2.2': {
    type: 'object',
    properties: {
      cards: cardsWith(
        'http://terminology.hl7.org/CodeSystem/cdshooks-card-type',
        closed(['reference'], { reference: REFERENCE }),
      ),
      systemActions: { type: 'array', minItems: 1 },
    },
  },
};

function cardsWith(topicSystem: string, associated: SchemaObject): SchemaObject {
  const source = {
    type: 'object',
    properties: { topic: { type: 'object', properties: { system: { const: topicSystem } } } },
  };
  const extension = {
    type: 'object',
    properties: { 'davinci-crd.associated-resource': listOf(associated) },
  };
  return { type: 'array', items: { type: 'object', properties: { source, extension } } };
}
