/** Loads the FHIR artifacts this project publishes under /fhir: value sets, forms, code systems, …, once, at start. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { FhirResource, ValueSet } from '../core/fhir.js';
import { KnowledgeError, type KnowledgeFault } from './faults.js';
import { readJson } from './json-file.js';

const FOLDER = 'fhir-profiles';
/** Read by value-sets.ts, which compiles them as well. */
const VALUE_SETS = `${FOLDER}/valuesets`;

/** A FHIR resource known by a canonical address. */
export type PublishedArtifact = FhirResource & {
  readonly id: string;
  readonly url: string;
  readonly version?: string;
};

const validate = new Ajv({ allErrors: true }).compile<PublishedArtifact>({
  type: 'object',
  required: ['resourceType', 'id', 'url'],
  properties: {
    resourceType: { type: 'string', pattern: '^[A-Z][A-Za-z]+$' },
    id: { type: 'string', pattern: '^[A-Za-z0-9.-]{1,64}$' },
    url: { type: 'string', pattern: '^https?://[^|\\s]+$' },
    version: { type: 'string', minLength: 1 },
  },
});

interface Source {
  readonly artifact: PublishedArtifact;
  readonly fault: (path: readonly string[], message: string) => KnowledgeFault;
}

/**
 * The value sets, then every other JSON file under fhir-profiles/ by name.
 * @param root the project folder
 * @param valueSets as loaded by `loadValueSets`, so that they are not read twice
 * @throws KnowledgeError listing every file that is no artifact, and every id or address that is used twice for a type
 */
export function loadArtifacts(root: string, valueSets: readonly ValueSet[]): readonly PublishedArtifact[] {
  const faults: KnowledgeFault[] = [];
  const sources: Source[] = [];
  for (const resource of valueSets) {
    const file = `${VALUE_SETS}/${resource.id}.json`;
    if (validate(resource)) {
      sources.push({ artifact: resource, fault: (_path, message) => ({ file, line: 0, message }) });
    } else {
      faults.push({ file, line: 0, message: 'a published value set needs an id and a url' });
    }
  }
  for (const name of artifactFiles(root)) {
    const file = readJson(join(root, name), name, validate);
    faults.push(...file.faults);
    if (file.value)
      sources.push({ artifact: file.value, fault: (path, message) => file.fault(path, message) });
  }
  faults.push(...duplicates(sources, 'id'), ...duplicates(sources, 'url'));
  if (faults.length > 0) throw new KnowledgeError(faults);
  return sources.map(({ artifact }) => artifact);
}

/** Paths from the project folder, with forward slashes, in the order of their names. */
function artifactFiles(root: string): readonly string[] {
  return readdirSync(join(root, FOLDER), { recursive: true, encoding: 'utf8' })
    .map((name) => `${FOLDER}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.json') && !name.startsWith(`${VALUE_SETS}/`))
    .sort();
}

/** Read and search under /fhir answer with one artifact, so a second one would never be seen. */
function duplicates(sources: readonly Source[], member: 'id' | 'url'): readonly KnowledgeFault[] {
  const seen = new Set<string>();
  return sources.flatMap(({ artifact, fault }) => {
    const key = `${artifact.resourceType} ${artifact[member]}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      fault([member], `${member} "${artifact[member]}" belongs to another ${artifact.resourceType} already`),
    ];
  });
}
