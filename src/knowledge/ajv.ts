/**
 * One Ajv for the schemas of this folder. An instance compiles the meta-schema at its first schema, some 30 ms each time.
 * `inlineRefs` off: a definition that is referred to in many places is compiled once, not once per place.
 */
import { Ajv } from 'ajv';

export const ajv = new Ajv({ allErrors: true, inlineRefs: false, strictTypes: false });
