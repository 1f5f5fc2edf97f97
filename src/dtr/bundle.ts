/** The package: one form, its draft, and what the form needs to work, each once and with its version (DT-05). */
import type {
  Bundle,
  FhirResource,
  Library,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  ValueSet,
} from 'fhir/r4.js';
import { expanded } from './expansion.js';

const CQF_LIBRARY = 'http://hl7.org/fhir/StructureDefinition/cqf-library';

/** The published knowledge by canonical address. */
export interface Shelf {
  /** A policy's form by its id. */
  readonly form: (id: string) => Questionnaire | undefined;
  readonly questionnaire: (canonical: string) => Questionnaire | undefined;
  readonly library: (canonical: string) => Library | undefined;
  readonly valueSetById: (id: string) => ValueSet | undefined;
  readonly valueSet: (canonical: string) => ValueSet | undefined;
}

export interface Packed {
  readonly bundle: Bundle;
  /** Canonicals the form refers to and that are not published here. */
  readonly missing: readonly string[];
}

export function packageBundle(
  questionnaire: Questionnaire,
  draft: QuestionnaireResponse,
  shelf: Shelf,
  base: string,
  now: Date,
): Packed {
  const missing: string[] = [];
  const find = <T>(canonicals: readonly string[], look: (canonical: string) => T | undefined): readonly T[] =>
    [...new Set(canonicals)].flatMap((canonical) => {
      const found = look(canonical);
      if (found === undefined) missing.push(canonical);
      return found ?? [];
    });
  const libraries = withDependencies(find(librariesOf(questionnaire), shelf.library), shelf, missing);
  const named = [
    ...valueSetsOf(questionnaire.item ?? []),
    ...libraries.flatMap((library) => dependenciesOf(library, 'ValueSet')),
  ];
  const valueSets = find(named, shelf.valueSet).map((set) => expanded(set, now));
  const resources: readonly FhirResource[] = [questionnaire, draft, ...libraries, ...valueSets];
  return {
    missing,
    bundle: {
      resourceType: 'Bundle',
      meta: { profile: ['http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/DTR-QPackageBundle'] },
      type: 'collection',
      timestamp: now.toISOString(),
      entry: resources.map((resource) => ({
        ...(resource.id !== undefined && { fullUrl: `${base}/${resource.resourceType}/${resource.id}` }),
        resource,
      })),
    },
  };
}

function librariesOf({ extension = [] }: Questionnaire): readonly string[] {
  return extension.flatMap(({ url, valueCanonical }) =>
    url === CQF_LIBRARY && valueCanonical !== undefined ? [valueCanonical] : [],
  );
}

/** A library brings those it depends on, each once. */
function withDependencies(
  libraries: readonly Library[],
  shelf: Shelf,
  missing: string[],
): readonly Library[] {
  const found = new Map<string, Library>();
  const queue = [...libraries];
  for (let library = queue.shift(); library; library = queue.shift()) {
    const key = `${library.url}|${library.version ?? ''}`;
    if (found.has(key)) continue;
    found.set(key, library);
    for (const canonical of dependenciesOf(library, 'Library')) {
      const next = shelf.library(canonical);
      if (next) queue.push(next);
      else missing.push(canonical);
    }
  }
  return [...found.values()];
}

function dependenciesOf({ relatedArtifact = [] }: Library, resourceType: string): readonly string[] {
  return relatedArtifact.flatMap(({ type, resource }) =>
    type === 'depends-on' && resource?.includes(`/${resourceType}/`) ? [resource] : [],
  );
}

function valueSetsOf(items: readonly QuestionnaireItem[]): readonly string[] {
  return items.flatMap(({ answerValueSet, item = [] }) => [
    ...(answerValueSet === undefined ? [] : [answerValueSet]),
    ...valueSetsOf(item),
  ]);
}
