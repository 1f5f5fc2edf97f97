/**
 * Prefetch templates as an EHR fills them: plain tokens (CDS Hooks 2.0), and the simpler FHIRPath of 3.0 that CRD 2.2 uses: paths from the
 * context or from an earlier key, with resolve(), ofType() and extension().
 */
import { list } from '../core/chart/read.js';
import { typeAndId } from '../core/chart/references.js';
import type { Json } from './fhir-source.js';

export interface TokenScope {
  readonly context: Readonly<Record<string, unknown>>;
  /** What earlier keys gave. */
  readonly fetched: ReadonlyMap<string, unknown>;
}

const TOKEN = /\{\{(.*?)\}\}/g;
const STEP = /\.([A-Za-z]+)(?:\((?:'([^']*)'|([A-Za-z]*))\))?/g;

/** The keys a template builds on. */
export function keysIn(template: string): readonly string[] {
  return [...template.matchAll(/%([A-Za-z]+)/g)]
    .map(([, key = '']) => key)
    .filter((key) => key !== 'context');
}

/** Undefined when a token has no value: an EHR then leaves the key out (CH-27). */
export function filled(template: string, scope: TokenScope): string | undefined {
  let complete = true;
  const url = template.replace(TOKEN, (_all, token: string) => {
    const values = [...new Set(token.split('|').flatMap((path) => valuesOf(path.trim(), scope)))];
    if (values.length === 0) complete = false;
    return values.map((value) => encodeURIComponent(value).replaceAll('%2F', '/')).join(',');
  });
  return complete ? url : undefined;
}

function valuesOf(path: string, scope: TokenScope): readonly string[] {
  const root = /^%?([A-Za-z]+)/.exec(path);
  if (!root) return [];
  const [start = '', name = ''] = root;
  if (start === name && name !== 'context') return userId(name, scope.context);
  let nodes: readonly unknown[] = name === 'context' ? [scope.context] : [scope.fetched.get(name)];
  for (const [, step = '', quoted, type] of path.slice(start.length).matchAll(STEP))
    nodes = nodes.flatMap((node) => next(node, step, quoted ?? type, scope));
  return nodes.filter((node): node is string => typeof node === 'string' && node !== '');
}

/** `userPractitionerId`: the id of the user, when they are one. */
function userId(token: string, { userId: user }: Readonly<Record<string, unknown>>): readonly string[] {
  const type = /^user([A-Z][A-Za-z]+)Id$/.exec(token)?.[1];
  const [named, id] = typeof user === 'string' ? user.split('/') : [];
  return type !== undefined && type === named && id !== undefined ? [id] : [];
}

function next(
  node: unknown,
  step: string,
  argument: string | undefined,
  scope: TokenScope,
): readonly unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  const element = node as Json;
  switch (step) {
    case 'resolve':
      return resolved(element, scope);
    case 'ofType':
      return element['resourceType'] === argument ? [element] : [];
    case 'extension':
      if (argument !== undefined)
        return list(element['extension'] as Json[] | undefined).filter(({ url }) => url === argument);
  }
  const names = element[step] === undefined ? choicesOf(element, step) : [step];
  return names.flatMap((name) => list(element[name] as object | undefined));
}

/** `medication` stands for medicationReference too. */
function choicesOf(element: Json, step: string): readonly string[] {
  return Object.keys(element).filter(
    (name) => name.startsWith(step) && /^[A-Z]/.test(name.slice(step.length)),
  );
}

/** The resource the reference leads to; when it is not at hand, its type and id, which is all a search by id needs. */
function resolved({ reference }: Json, { context, fetched }: TokenScope): readonly Json[] {
  const key = typeAndId(reference);
  if (key === undefined) return [];
  const known = [context, ...fetched.values()].flatMap(resourcesIn);
  const found = known.find(
    (resource) => `${String(resource['resourceType'])}/${String(resource['id'])}` === key,
  );
  const [resourceType, id] = key.split('/');
  return [found ?? { resourceType, id }];
}

function resourcesIn(value: unknown): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const { resourceType, entry } = value as Json;
  if (resourceType === 'Bundle')
    return list(entry as Json[] | undefined).flatMap(({ resource }) => resourcesIn(resource));
  if (resourceType !== undefined) return [value as Json];
  return Object.values(value).flatMap(resourcesIn);
}
