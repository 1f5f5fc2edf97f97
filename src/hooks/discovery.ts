/** GET /cds-services: the services as CDS Hooks lists them, written once at start. */
import type { ServiceDefinition } from './service.js';

/** CDS Hooks 2.0: a token is a root member of the context, or one of the four user ids (CH-20). */
const PLAIN_TOKEN =
  /^\{\{(context\.[A-Za-z]+|user(Practitioner|PractitionerRole|Patient|RelatedPerson)Id)\}\}$/;

/**
 * The discovery document as JSON text. Members are named one by one, so that nothing internal leaks into it.
 *
 * @throws Error when a service breaks CDS Hooks 2.0: a doubled id, an empty text, an illegal prefetch token
 */
export function discoveryDocument(definitions: readonly ServiceDefinition[]): string {
  const ids = new Set<string>();
  for (const definition of definitions) {
    if (ids.has(definition.id)) throw new Error(`Two CDS services have the id ${definition.id}.`);
    ids.add(definition.id);
    checkPrefetch(definition);
  }
  return JSON.stringify({ services: definitions.map(describe) });
}

function describe(definition: ServiceDefinition): ServiceDefinition {
  const { id, hook, title, description, usageRequirements, prefetch, extension } = definition;
  return {
    id,
    hook,
    title,
    description,
    ...(usageRequirements !== undefined && { usageRequirements }),
    ...(prefetch && Object.keys(prefetch).length > 0 && { prefetch }),
    ...(extension && Object.keys(extension).length > 0 && { extension }),
  };
}

function checkPrefetch({ id, prefetch }: ServiceDefinition): void {
  for (const [key, template] of Object.entries(prefetch ?? {})) {
    for (const token of template.match(/\{\{.*?\}\}/g) ?? []) {
      if (!PLAIN_TOKEN.test(token))
        throw new Error(`${id}: prefetch "${key}" uses ${token}, which CDS Hooks 2.0 does not know.`);
    }
  }
}
