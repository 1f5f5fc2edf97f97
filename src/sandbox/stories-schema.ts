/** The shape of the files under sandbox/; compiled when the first of them is read, since most processes never do. */
import type { SchemaObject } from 'ajv';
import { ajv } from '../knowledge/ajv.js';
import type { Site, Story, UnlistedDrug } from './stories.js';

const TEXT = { type: 'string', minLength: 1 };
const SITE = { enum: ['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'NONE'] };
const PLACE = { enum: ['HOPD', 'OFFICE', 'ASC_AIC', 'HOME'] };
const ORGANIZATION = { type: 'string', pattern: '^Organization/[A-Za-z0-9.-]+$' };
const DETERMINATION = {
  enum: ['met', 'needs-documentation', 'not-met', 'insufficient-context', 'not-applicable'],
};
const DETERMINATIONS = { anyOf: [DETERMINATION, { type: 'array', minItems: 2, items: DETERMINATION }] };

const object = (
  required: readonly string[],
  properties: Readonly<Record<string, SchemaObject>>,
): SchemaObject => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});
const list = (items: SchemaObject): SchemaObject => ({ type: 'array', minItems: 1, items });

export const DRUG = object(['system', 'code', 'display'], { system: TEXT, code: TEXT, display: TEXT });

export const ORDER = object([], {
  days: { type: 'integer', minimum: 1, maximum: 3660 },
  continuation: PLACE,
  note: { ...TEXT, maxLength: 2000 },
  also: DRUG,
  selfAdministered: { type: 'boolean' },
  encounterId: TEXT,
});

const STORIES = list(
  object(['id', 'group', 'title', 'teaches', 'patientId', 'drug', 'site', 'expected'], {
    id: { type: 'string', pattern: '^[a-z0-9-]+$' },
    group: TEXT,
    title: TEXT,
    teaches: TEXT,
    patientId: TEXT,
    drug: DRUG,
    site: SITE,
    hook: { enum: ['order-sign', 'order-select', 'order-dispatch', 'appointment-book'] },
    order: ORDER,
    places: object([], {
      HOPD: ORGANIZATION,
      OFFICE: ORGANIZATION,
      ASC_AIC: ORGANIZATION,
      HOME: ORGANIZATION,
    }),
    expected: object(['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'NONE'], {
      HOPD: DETERMINATIONS,
      OFFICE: DETERMINATIONS,
      ASC_AIC: DETERMINATIONS,
      HOME: DETERMINATIONS,
      NONE: DETERMINATIONS,
    }),
  }),
);

const SITES = list(
  object(['id', 'title', 'description'], {
    id: SITE,
    title: TEXT,
    description: TEXT,
    at: ORGANIZATION,
    placeOfService: { type: 'string', pattern: '^\\d\\d$' },
    service: { type: 'string', pattern: '^\\d{5}$' },
  }),
);

const UNLISTED_DRUGS = list(
  object(['code', 'display'], { code: { type: 'string', pattern: '^\\d+$' }, display: TEXT, brand: TEXT }),
);

export function storyChecks() {
  return {
    isStories: ajv.compile<Story[]>(STORIES),
    isSites: ajv.compile<Site[]>(SITES),
    isUnlistedDrugs: ajv.compile<UnlistedDrug[]>(UNLISTED_DRUGS),
  };
}
