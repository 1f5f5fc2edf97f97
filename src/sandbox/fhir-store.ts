/** The resources of the embedded FHIR server: loading Bundles, reading and removing by id, searching by a few parameters. */
import { randomUUID } from 'node:crypto';

export type Json = Record<string, unknown>;

export class FhirStore {
  readonly #resources = new Map<string, Json>();

  clear(): void {
    this.#resources.clear();
  }

  /** Resources of all types. */
  get size(): number {
    return this.#resources.size;
  }

  read(type: string, id: string): Json | undefined {
    return this.#resources.get(`${type}/${id}`);
  }

  /** False when there was none. */
  remove(type: string, id: string): boolean {
    return this.#resources.delete(`${type}/${id}`);
  }

  /** What these resources refer to from one element, each once; for `_include`. */
  referredFrom(resources: readonly Json[], element: string): Json[] {
    const references = resources
      .flatMap((resource) => [resource[element], resource[`${element}Reference`]])
      .flatMap((value) => arrayOf(value))
      .map((value) => textOf(value['reference']));
    const found = references.flatMap((reference): Json[] => {
      const resource = this.#resources.get(reference);
      return resource ? [resource] : [];
    });
    return [...new Set(found)];
  }

  /**
   * Loads the resources of a Bundle of any type, or plain resources; gives `Type/id` of each, in order.
   * References by urn and conditional references (`Practitioner?identifier=…`) are rewritten to `Type/id`.
   */
  load(content: object | readonly object[]): string[] {
    const entries = entriesOf(content).map((entry) => ({ ...entry, reference: referenceOf(entry) }));
    const byUrl = new Map<string, string>();
    const resources = entries.map(({ resource, fullUrl, reference }) => {
      if (typeof fullUrl === 'string') byUrl.set(fullUrl, reference);
      const copy = structuredClone(resource);
      copy['id'] = reference.slice(reference.indexOf('/') + 1);
      this.#resources.set(reference, copy);
      return copy;
    });
    for (const resource of resources) this.#rewrite(resource, byUrl);
    return entries.map(({ reference }) => reference);
  }

  /** Resources of a type that match every parameter; `undefined` when a parameter is not one this server knows. */
  search(type: string, params: URLSearchParams): Json[] | undefined {
    const tests = [...params]
      .filter(([name]) => !name.startsWith('_') || name === '_id')
      .map(([name, value]) => parameterTest(name, value.split(',')));
    if (tests.includes(undefined)) return undefined;
    return [...this.#resources.values()].filter(
      (resource) => resource['resourceType'] === type && tests.every((test) => test?.(resource)),
    );
  }

  #rewrite(node: unknown, byUrl: ReadonlyMap<string, string>): void {
    if (Array.isArray(node)) node.forEach((item) => this.#rewrite(item, byUrl));
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const element = node as Json;
    const reference = element['reference'];
    if (typeof reference === 'string')
      element['reference'] = byUrl.get(reference) ?? this.#conditional(reference);
    for (const value of Object.values(element)) this.#rewrite(value, byUrl);
  }

  #conditional(reference: string): string {
    const [type, query] = reference.split('?', 2);
    const identifier = query === undefined ? null : new URLSearchParams(query).get('identifier');
    if (identifier === null) return reference;
    const [system, value] = identifier.includes('|') ? identifier.split('|') : [undefined, identifier];
    for (const [key, resource] of this.#resources) {
      const found = arrayOf(resource['identifier']).some(
        (item) => item['value'] === value && (system === undefined || item['system'] === system),
      );
      if (found && resource['resourceType'] === type) return key;
    }
    return reference;
  }
}

interface Entry {
  readonly resource: Json;
  readonly fullUrl?: unknown;
  readonly request?: Json;
}

function entriesOf(content: object | readonly object[]): Entry[] {
  if (Array.isArray(content)) return (content as Json[]).flatMap(entriesOf);
  const resource = content as Json;
  if (resource['resourceType'] !== 'Bundle') return [{ resource }];
  return arrayOf(resource['entry']).filter((entry) => entry['resource']) as unknown as Entry[];
}

function referenceOf({ resource, request }: Entry): string {
  const type = String(resource['resourceType']);
  const put =
    request?.['method'] === 'PUT' ? /^[A-Za-z]+\/[^/?]+$/.exec(String(request['url']))?.[0] : undefined;
  return put ?? `${type}/${typeof resource['id'] === 'string' ? resource['id'] : randomUUID()}`;
}

type ResourceTest = (resource: Json) => boolean;

const PATIENT_ELEMENTS = ['patient', 'subject', 'beneficiary', 'for'];
const CODE_ELEMENTS = ['code', 'medicationCodeableConcept', 'vaccineCode', 'event', 'type'];
const TOKEN_ELEMENTS = ['status', 'intent', 'category', 'clinical-status', 'identifier', 'class'];

function parameterTest(name: string, wanted: readonly string[]): ResourceTest | undefined {
  if (name === '_id') return (resource) => wanted.includes(String(resource['id']));
  if (PATIENT_ELEMENTS.includes(name)) {
    const references = wanted.map((value) => (value.includes('/') ? value : `Patient/${value}`));
    return (resource) =>
      PATIENT_ELEMENTS.some((element) =>
        references.includes(String((resource[element] as Json)?.['reference'])),
      );
  }
  if (name === 'code')
    return (resource) => CODE_ELEMENTS.some((element) => hasToken(resource[element], wanted));
  if (name === 'name') return (resource) => wanted.some((words) => hasName(resource, words));
  if (!TOKEN_ELEMENTS.includes(name)) return undefined;
  const element = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return (resource) => hasToken(resource[element], wanted);
}

/** FHIR string search on a person's names: every word begins a part of one of them. */
function hasName(resource: Json, words: string): boolean {
  const parts = arrayOf(resource['name']).flatMap((name) =>
    [name['text'], name['family'], name['given'], name['prefix'], name['suffix']].flat().map(textOf),
  );
  const known = parts.flatMap((part) => part.toLowerCase().split(/\s+/));
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.some((part) => part.startsWith(word)));
}

/** FHIR token search on code, Coding, CodeableConcept and Identifier: `code`, `system|code`, `|code`. */
function hasToken(element: unknown, wanted: readonly string[]): boolean {
  if (typeof element === 'string') return wanted.some((value) => value.replace(/^.*\|/, '') === element);
  return arrayOf(element).some((item) => {
    const tokens = item['coding'] === undefined ? [item] : arrayOf(item['coding']);
    return tokens.some((token) => {
      const code = textOf(token['code'] ?? token['value']);
      return wanted.includes(code) || wanted.includes(`${textOf(token['system'])}|${code}`);
    });
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function arrayOf(value: unknown): Json[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]) as Json[];
}
