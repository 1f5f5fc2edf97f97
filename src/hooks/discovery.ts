/** GET /cds-services: the services as CDS Hooks lists them, written once at start. */
import type { CrdVersion } from '../crd/dialect.js';
import { checkTemplates } from './check-templates.js';
import type { ServiceDefinition } from './service.js';

/**
 * The discovery document as JSON text. Members are named one by one, so that nothing internal leaks into it.
 *
 * @throws Error for what no client could use: a doubled id, a prefetch template that CDS Hooks does not know
 */
export function discoveryDocument(definitions: readonly ServiceDefinition[], version: CrdVersion): string {
  const ids = new Set<string>();
  for (const definition of definitions) {
    if (ids.has(definition.id)) throw new Error(`Two CDS services have the id ${definition.id}.`);
    ids.add(definition.id);
    checkTemplates(definition, version);
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
