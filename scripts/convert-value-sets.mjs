// Converts the reviewed value sets (facts/valuesets.json) into FHIR R4 ValueSets, status filters and negation rules.
// Usage: node scripts/convert-value-sets.mjs [--facts ../shared/facts] [--out .]. The output is deterministic.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { derivedValueSets } from './derived-value-sets.mjs';
import { statusFilters, textNegation } from './value-set-rules.mjs';

const BASE = 'https://site-of-care-cds.example.org/fhir';
const EXTENSION = `${BASE}/StructureDefinition`;
const COPYRIGHT = {
  SNOMED: 'This value set includes content from SNOMED CT, used by permission of SNOMED International.',
  LOINC:
    'This value set includes content from LOINC (http://loinc.org), copyright Regenstrief Institute, Inc.',
  CPT: 'CPT is copyright American Medical Association; code numbers only, descriptors are not reproduced.',
  RXNORM:
    'This value set uses RxNorm, a publicly available resource of the U.S. National Library of Medicine.',
};

const { values } = parseArgs({
  options: {
    facts: { type: 'string', default: '../shared/facts' },
    out: { type: 'string', default: join(import.meta.dirname, '..') },
  },
});
const root = values.out;
const facts = JSON.parse(readFileSync(join(values.facts, 'valuesets.json'), 'utf8'));
const bases = new Map(facts.valueSets.map((set) => [set.id, set]));
const sets = [...facts.valueSets.map(fromBase), ...derivedValueSets.map(fromDerived)];

const directory = join(root, 'fhir-profiles', 'valuesets');
mkdirSync(directory, { recursive: true });
for (const file of readdirSync(directory)) rmSync(join(directory, file));
for (const set of sets) write(join(directory, `${set.id}.json`), toValueSet(set));
mkdirSync(join(root, 'policies'), { recursive: true });
const source = { source: 'facts/valuesets.json', generated: facts.meta.generated };
write(join(root, 'policies', 'text-negation.json'), { ...source, ...textNegation(facts.meta.textNegation) });
write(join(root, 'policies', 'status-filters.json'), {
  ...source,
  resources: statusFilters(facts.statusFilters),
});
console.log(`${sets.length} value sets written`);

/** A reviewed set, with what its parameters say about matching made explicit. */
function fromBase(set) {
  const pattern = set.parameters?.undottedPattern;
  return {
    ...set,
    include: prefixes(set, 'include'),
    exclude: prefixes(set, 'exclude'),
    // The reviewed pattern is for codes without the dot; a published one has to fit codes as they are written.
    regex: pattern ? [{ system: 'ICD10CM', pattern: pattern.replace('(..5', '\\.?(..5') }] : [],
    textPatterns: set.role === 'medication-ingredient' ? names(set.codes) : set.textPatterns,
    description: set.notes,
  };
}

/** A subset of reviewed sets (see derived-value-sets.mjs). */
function fromDerived(rule) {
  const from = rule.from.map((id) => fromBase(bases.get(id)));
  const codes = [...unique(from.flatMap((set) => set.codes)), ...(rule.codes ?? [])];
  const listed = from
    .flatMap((set) => set.parameters?.presumptive ?? [])
    .map((text) => text.split(' ').at(-1));
  const icd = rule.parameter ? listed.filter((code) => /^[A-Z]/.test(code)) : rule.icd;
  const include = icd ?? (rule.text ? from.flatMap((set) => set.include) : []);
  const keep = rule.parameter ? ({ code }) => listed.includes(code) : (rule.keep ?? (() => true));
  return {
    ...rule,
    include,
    exclude: [],
    regex: (rule.regex ?? []).map((entry) => ({ ...entry, weak: true })),
    codes: codes.filter((code) =>
      code.system === 'ICD10CM'
        ? include.some((prefix) => dotless(code.code).startsWith(dotless(prefix)))
        : keep(code),
    ),
    textPatterns: rule.text ? from.flatMap((set) => set.textPatterns) : (rule.textPatterns ?? []),
    textExclude: rule.text ? from.flatMap((set) => set.textExclude) : [],
    description: rule.from.length > 0 ? `Drawn from ${rule.from.join(', ')}.` : rule.reason,
  };
}

function toValueSet(set) {
  const weakIcd = new Set(
    set.codes.filter((code) => code.system === 'ICD10CM' && isWeak(code)).map((code) => code.code),
  );
  const systems = [...new Set(set.codes.map((code) => code.system))];
  const exactSystems = systems.filter((system) => system !== 'ICD10CM');
  const open = set.include.length > 0 || set.regex.length > 0;
  const copyright = systems.flatMap((system) => COPYRIGHT[system] ?? []).join(' ');
  return {
    resourceType: 'ValueSet',
    id: set.id,
    extension: [
      { url: `${EXTENSION}/value-set-role`, valueCode: set.role },
      ...set.usedBy.map((id) => ({ url: `${EXTENSION}/value-set-criterion`, valueString: id })),
      ...set.textPatterns.map((text) => ({ url: `${EXTENSION}/value-set-text-pattern`, valueString: text })),
      ...set.textExclude.map((text) => ({ url: `${EXTENSION}/value-set-text-exclude`, valueString: text })),
      ...(set.role === 'medication-ingredient'
        ? [{ url: `${EXTENSION}/value-set-match-display`, valueBoolean: true }]
        : []),
    ],
    url: `${BASE}/ValueSet/${set.id}`,
    version: facts.meta.generated,
    name: set.id
      .split('-')
      .map((word) => word[0].toUpperCase() + word.slice(1))
      .join(''),
    title: set.title,
    status: 'active',
    experimental: false,
    date: facts.meta.generated,
    publisher: 'site-of-care-cds',
    ...(set.description ? { description: set.description } : {}),
    purpose: set.reason ?? `Evidence for ${set.usedBy.join(', ')}.`,
    ...(copyright ? { copyright } : {}),
    compose: {
      include: [
        ...set.include.map((prefix) => ({ ...weak(weakIcd.has(prefix)), ...prefixFilter(prefix) })),
        ...set.regex.map((rule) => ({
          ...weak(rule.weak),
          system: uri(rule.system),
          filter: [{ property: 'code', op: 'regex', value: rule.pattern }],
        })),
        ...exactSystems.map((system) => ({
          system: uri(system),
          concept: set.codes.filter((code) => code.system === system).map(concept),
        })),
      ],
      ...(set.exclude.length > 0 ? { exclude: set.exclude.map(prefixFilter) } : {}),
    },
    expansion: {
      // Prefix and pattern rules also take codes that are newer than this list.
      ...(open
        ? {
            extension: [
              { url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true },
            ],
          }
        : {}),
      timestamp: facts.meta.generated,
      total: set.codes.length,
      contains: set.codes.map((code) => ({
        ...weak(isWeak(code)),
        system: uri(code.system),
        ...plain(code),
      })),
    },
  };
}

function concept(code) {
  return { ...weak(isWeak(code)), ...plain(code) };
}

function plain({ code, display }) {
  return { code, ...(display ? { display } : {}) };
}

function weak(value) {
  return value ? { extension: [{ url: `${EXTENSION}/value-set-weak`, valueBoolean: true }] } : {};
}

/** A code that was not verified, or that only hints at the meaning, must never decide. */
function isWeak(code) {
  return code.confidence === 'unverified' || code.strength === 'weak';
}

function prefixFilter(prefix) {
  return { system: uri('ICD10CM'), filter: [{ property: 'concept', op: 'is-a', value: prefix }] };
}

function prefixes(set, member) {
  return set.prefixRules.flatMap((rule) => rule[member]);
}

/** Products are not enumerated in RxNorm sets, so a product is also recognised by the name of its ingredient (a name without a strength). */
function names(codes) {
  const words = codes
    .filter(({ system, display }) => system === 'RXNORM' && /^\D+$/.test(display ?? ''))
    .map(({ display }) => display.toLowerCase());
  return words.length > 0 ? [`\\b(${words.join('|')})\\b`] : [];
}

function unique(codes) {
  return [...new Map(codes.map((code) => [`${code.system}|${code.code}`, code])).values()];
}

function dotless(code) {
  return code.replaceAll('.', '').toUpperCase();
}

function uri(system) {
  return facts.meta.systemUris[system] ?? system;
}

function write(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
