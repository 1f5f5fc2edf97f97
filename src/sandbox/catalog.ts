/** Everything the page can offer: servers, hooks, stories, sites, policies. */
import type { CompiledPolicy } from '../core/policy/policy.js';
import type { HookService } from '../hooks/service.js';
import { dialectOf } from '../hooks/serve-hook.js';
import { nameOf, NO_NAME } from './patients.js';
import { outlineOf, type PolicyOutline } from './policy-tree.js';
import type { Site, Story, StoryBook } from './stories.js';
import type { Json } from './fhir-source.js';

export interface Catalog {
  /** Base address of the embedded FHIR server; absent when it is off, and then there are no stories. */
  readonly embeddedFhir?: string;
  readonly hooks: readonly { readonly hook: string; readonly services: Readonly<Record<string, string>> }[];
  readonly stories: readonly (Story & { readonly patientName: string; readonly plannedDate: string })[];
  readonly sites: readonly Pick<Site, 'id' | 'title' | 'description'>[];
  readonly policies: readonly PolicyOutline[];
}

export interface CatalogDeps {
  readonly book: StoryBook;
  readonly services: readonly HookService[];
  readonly policies: readonly CompiledPolicy[];
  readonly embeddedFhir: string | undefined;
  readonly readPatient: (id: string) => Json | undefined;
  readonly plannedDate: string;
}

export function catalogOf(deps: CatalogDeps): Catalog {
  const { book, services, policies, embeddedFhir, plannedDate } = deps;
  const hooks = [...new Set(services.map(({ definition }) => definition.hook))];
  return {
    ...(embeddedFhir !== undefined && { embeddedFhir }),
    hooks: hooks.map((hook) => ({ hook, services: addressesOf(hook, services) })),
    stories:
      embeddedFhir === undefined
        ? []
        : book.stories.map((story) => {
            const patient = deps.readPatient(story.patientId);
            return { ...story, patientName: patient ? nameOf(patient) : NO_NAME, plannedDate };
          }),
    sites: book.sites.map(({ id, title, description }) => ({ id, title, description })),
    policies: policies.map(outlineOf),
  };
}

/** CRD version → path. */
function addressesOf(hook: string, services: readonly HookService[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    services
      .filter(({ definition }) => definition.hook === hook)
      .map((service) => {
        const { version, base } = dialectOf(service);
        return [version, `${base}/cds-services/${service.definition.id}`];
      }),
  );
}
