/** Can a client of that version run the prefetch templates? Checked at start, so that discovery never lists one that nobody can. */
import type { CrdVersion } from '../crd/dialect.js';
import type { ServiceDefinition } from './service.js';

/** CDS Hooks 2.0: a token is a root member of the context, or one of the four user ids (CH-20). */
const PLAIN_TOKEN = /^(context\.[A-Za-z]+|user(Practitioner|PractitionerRole|Patient|RelatedPerson)Id)$/;

/** CDS Hooks 3.0, "simpler FHIRPath": a path from the context or from an earlier key, with these functions only (CH-26). */
const STEP = String.raw`\.(?:[A-Za-z]+|ofType\([A-Z][A-Za-z]+\)|resolve\(\)|extension\('[^']+'\))`;
const PATH = new RegExp(`^(?:context|%([A-Za-z]+))(?:${STEP})+$`);

/** A read, a search of one type, or a reference that is read as it is. */
const TEMPLATE = /^(?:[A-Z][A-Za-z]+(?:\/\{\{[^{}]+\}\}|\?[^{}\s]+=.+)|\{\{[^{}]+\}\})$/;
/** Beyond the queries that every client runs (CH-21). */
const INCLUDE = /[?&]_(?:rev)?include/;

/** @throws Error naming the service, the key and what is wrong with it */
export function checkTemplates({ id, prefetch = {} }: ServiceDefinition, version: CrdVersion): void {
  const earlier = new Set<string>();
  for (const [key, template] of Object.entries(prefetch)) {
    const refuse = (what: string): never => {
      throw new Error(`${id}: prefetch "${key}" ${what}`);
    };
    if (!TEMPLATE.test(template)) refuse('is neither a read nor a search of one type.');
    if (INCLUDE.test(template)) refuse('uses _include, which a client need not know.');
    for (const [, token = ''] of template.matchAll(/\{\{(.*?)\}\}/g)) {
      if (PLAIN_TOKEN.test(token)) continue;
      if (version === '2.0') refuse(`uses {{${token}}}, which CDS Hooks 2.0 does not know.`);
      for (const path of token.split('|')) {
        const match = PATH.exec(path);
        if (!match) refuse(`uses ${path}, which is no prefetch path.`);
        const other = match?.[1];
        if (other !== undefined && !earlier.has(other))
          refuse(`uses %${other}, which does not stand before it.`);
      }
    }
    earlier.add(key);
  }
}
