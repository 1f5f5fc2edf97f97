/** Compiles one of our FHIR ValueSets for look-up, once at start. */
import { list } from '../chart/read.js';
import type { Extension, ValueSet } from '../fhir.js';
import { dotless, exactKey } from './keys.js';
import { knownSystem } from './systems.js';
import { compileText } from './text.js';
import type { CompiledValueSet, PatternRule, PrefixIndex, SetEntry, TextNegation } from './types.js';

const EXTENSION = 'https://site-of-care-cds.example.org/fhir/StructureDefinition';

/**
 * Understood: `compose.include` and `.exclude` with `concept`, with a `concept is-a` filter (ICD-10-CM prefix) or
 * with a `code regex` filter; `expansion.contains` adds displays.
 * @throws Error when the resource has no id, or a rule or pattern cannot be compiled: it must stop the start
 */
export function compileValueSet(resource: ValueSet, negation: TextNegation): CompiledValueSet {
  const id = resource.id;
  if (id === undefined) throw new Error('a ValueSet has no id');
  const exact = new Map<string, SetEntry>();
  const included = new Map<string, SetEntry>();
  const excluded = new Map<string, SetEntry>();
  const patternRules: PatternRule[] = [];
  for (const contained of resource.expansion?.contains ?? []) {
    if (contained.code) exact.set(exactKey(contained.system, contained.code), entry(contained));
  }
  for (const include of resource.compose?.include ?? []) {
    for (const concept of include.concept ?? [])
      exact.set(exactKey(include.system, concept.code), entry(concept));
    for (const { property, op, value } of include.filter ?? []) {
      if (property === 'concept' && op === 'is-a') included.set(dotless(value), entry(include));
      else if (property === 'code' && op === 'regex') {
        patternRules.push({
          system: knownSystem(include.system) ?? '',
          pattern: new RegExp(value, 'i'),
          weak: isWeak(include),
        });
      } else throw new Error(`${id}: filter ${property} ${op} is not understood`);
    }
  }
  for (const exclude of resource.compose?.exclude ?? []) {
    for (const { value } of exclude.filter ?? []) excluded.set(dotless(value), entry(exclude));
  }
  return {
    id,
    url: resource.url ?? '',
    version: resource.version ?? '',
    title: resource.title ?? id,
    role: extensions(resource, 'value-set-role')[0]?.valueCode ?? '',
    exact,
    prefixes: prefixIndex(included),
    excludedPrefixes: prefixIndex(excluded),
    patternRules,
    text: compileText(
      strings(resource, 'value-set-text-pattern'),
      strings(resource, 'value-set-text-exclude'),
      negation,
    ),
    matchDisplay: extensions(resource, 'value-set-match-display').some(
      ({ valueBoolean }) => valueBoolean === true,
    ),
  };
}

function prefixIndex(entries: ReadonlyMap<string, SetEntry>): PrefixIndex {
  const lengths = [...new Set([...entries.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a);
  return { lengths, entries };
}

interface Extended {
  readonly extension?: Extension[] | undefined;
}

function extensions(element: Extended, name: string): readonly Extension[] {
  return list(element.extension).filter(({ url }) => url === `${EXTENSION}/${name}`);
}

function strings(element: Extended, name: string): readonly string[] {
  return extensions(element, name).flatMap(({ valueString }) => valueString ?? []);
}

function isWeak(element: Extended): boolean {
  return extensions(element, 'value-set-weak').some(({ valueBoolean }) => valueBoolean === true);
}

function entry(element: Extended & { readonly display?: string | undefined }): SetEntry {
  return { weak: isWeak(element), ...(element.display === undefined ? {} : { display: element.display }) };
}
