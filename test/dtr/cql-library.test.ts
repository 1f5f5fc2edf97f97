/** The Library of the form: whole, in the package, and what the policy's files say now (DT-05, DT-09). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, CapabilityStatement, Library, ValueSet } from 'fhir/r4.js';
import { parse } from 'yaml';
import type { FormDocument, FormItem } from '../../src/core/documentation/form.js';
import { contentOf, library } from '../support/cql.js';
import { packageFor, signOne } from '../support/dtr.js';
import { form, initialExpressionOf, itemsOf } from '../support/form.js';
import { startPolicyApp, type PolicyApp } from '../support/policy-app.js';
import { chartOf } from '../support/scenarios/chart.js';
import { drugs } from '../support/scenarios/drugs.js';
import { hospitalService, infusionOrder } from '../support/scenarios/orders.js';
import { EVALUATED_AT } from '../support/scenarios/scenario.js';
import { faultsOfResource } from '../support/validate-fhir.js';

const PROJECT = join(import.meta.dirname, '../..');
const STRUCTURE = 'http://hl7.org/fhir/StructureDefinition';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition';
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition';

interface Named {
  readonly name: string;
  readonly type?: string;
}
interface Elm {
  readonly library: {
    readonly identifier: { readonly id: string; readonly version: string };
    readonly includes?: unknown;
    readonly parameters: { readonly def: readonly Named[] };
    readonly valueSets: { readonly def: readonly { readonly id: string; readonly version: string }[] };
    readonly contexts: { readonly def: readonly Named[] };
    readonly statements: { readonly def: readonly Named[] };
  };
}

interface Retrieve {
  readonly type: 'Retrieve';
  readonly dataType: string;
  readonly codeProperty?: string;
  readonly codes?: { readonly name: string };
}

/** Wherever they stand in an expression. */
function retrievesIn(node: unknown): readonly Retrieve[] {
  if (typeof node !== 'object' || node === null) return [];
  const below = Object.values(node).flatMap(retrievesIn);
  return (node as { type?: unknown }).type === 'Retrieve' ? [node as Retrieve, ...below] : below;
}

const cql = contentOf(library, 'text/cql');
const elm = (JSON.parse(contentOf(library, 'application/elm+json')) as Elm).library;
const defines = elm.statements.def.filter(({ type }) => type !== 'FunctionDef').map(({ name }) => name);
const dependencies = (library.relatedArtifact ?? []).map(({ resource = '' }) => resource).sort();

/** docs/conformance.md, "Answers by CQL": linkId → kind of source. */
function leftToTheDraft(): Readonly<Record<string, string>> {
  const [, section = ''] = readFileSync(join(PROJECT, 'docs/conformance.md'), 'utf8').split(
    '## Answers by CQL',
  );
  const rows = [...section.matchAll(/^\| ([\d., ]+?) +\| `([^`]+)` +\| \S/gm)];
  return Object.fromEntries(
    rows.flatMap(([, items = '', kind = '']) => items.split(', ').map((linkId) => [linkId, kind] as const)),
  );
}

function authored(): readonly FormItem[] {
  const text = readFileSync(join(PROJECT, 'policies/ga-pmn-34/questionnaire.yaml'), 'utf8');
  const below = (items: readonly FormItem[] = []): readonly FormItem[] =>
    items.flatMap((item) => [item, ...below(item.items)]);
  return below((parse(text) as FormDocument).items);
}

function kindOf(source: NonNullable<FormItem['from']>): string {
  if ('order' in source) return `order: ${source.order}`;
  return (
    ['event', 'continuation', 'criterion'].find((kind) => kind in source) ?? Object.keys(source)[0] ?? ''
  );
}

describe('the form and its Library', () => {
  test('an item that knows where its answer is has an expression, or a reason why not in docs/conformance.md', () => {
    const expressed = new Set(
      itemsOf(form.item).flatMap((item) => (initialExpressionOf(item) ? [item.linkId] : [])),
    );
    const without = authored().flatMap(({ linkId, from }) =>
      from && !expressed.has(linkId) ? [[linkId, kindOf(from)] as const] : [],
    );
    expect(leftToTheDraft()).toEqual(Object.fromEntries(without));
    expect(expressed.size).toBeGreaterThan(10);
  });

  test('every expression is a define of the Library, with its compiled form beside it', () => {
    for (const item of itemsOf(form.item)) {
      const expression = initialExpressionOf(item);
      if (!expression) continue;
      expect(expression.language).toBe('text/cql-identifier');
      expect(defines).toContain(expression.expression);
      const [alternative] = expression.extension ?? [];
      expect(alternative?.url).toBe(`${DTR}/alternativeExpression`);
      expect(alternative?.valueExpression?.language).toBe('application/elm+json');
      expect(JSON.parse(alternative?.valueExpression?.expression ?? '')).toEqual({
        type: 'ExpressionRef',
        name: expression.expression,
        libraryName: elm.identifier.id,
      });
    }
  });

  test('the form names the Library with its version, and hands it what it asks for', () => {
    const at = (url: string) => (form.extension ?? []).filter((one) => one.url === url);
    expect(at(`${STRUCTURE}/cqf-library`).map(({ valueCanonical }) => valueCanonical)).toEqual([
      `${library.url}|${library.version}`,
    ]);
    const handed = at(`${SDC}/sdc-questionnaire-launchContext`).map(
      ({ extension = [] }) => extension.find(({ url }) => url === 'name')?.valueCoding?.code,
    );
    expect(handed).toEqual(expect.arrayContaining(elm.parameters.def.map(({ name }) => name)));
  });
});

describe('the Library', () => {
  test('is valid, and holds CQL and ELM of one name and version for patients', () => {
    expect(faultsOfResource(library)).toEqual([]);
    expect(cql).toContain(`library ${elm.identifier.id} version '${elm.identifier.version}'`);
    expect(elm.identifier).toEqual({ id: library.name, version: library.version });
    expect(elm.contexts.def.map(({ name }) => name)).toEqual(['Patient']);
  });

  test('needs no other library', () => {
    expect(elm.includes).toBeUndefined();
  });

  test('depends on the value sets of its ELM, each in the version that is published', () => {
    expect(elm.valueSets.def.map(({ id, version }) => `${id}|${version}`).sort()).toEqual(dependencies);
    for (const canonical of dependencies) {
      const { url, version } = published(canonical);
      expect(`${url}|${version}`).toBe(canonical);
    }
  });

  test('says beforehand what it reads', () => {
    const required = (library.dataRequirement ?? []).flatMap(({ type, codeFilter = [] }) =>
      codeFilter.map(({ path, valueSet = '' }) => `${type} ${path} ${valueSet}`),
    );
    const whole = (library.dataRequirement ?? []).flatMap(({ type, codeFilter }) =>
      codeFilter ? [] : [type],
    );
    const retrieves = retrievesIn(elm.statements).filter(({ dataType }) => !dataType.endsWith('}Patient'));
    const read = retrieves.map(({ dataType, codeProperty, codes }) => {
      const type = dataType.split('}')[1] ?? '';
      if (!codes) return type;
      const { url, version } = published(`/${codes.name}`);
      return `${type} ${codeProperty} ${url}|${version}`;
    });
    expect([...new Set(read)].sort()).toEqual([...required, ...whole].sort());
  });

  test('is what the scripts make of the policy now', () => {
    const out = mkdtempSync(join(tmpdir(), 'cql-'));
    try {
      execFileSync(process.execPath, [join(PROJECT, 'scripts/build-cql.mjs'), '--out', out]);
      for (const ending of ['cql', 'json']) {
        const file = `fhir-profiles/libraries/ga-pmn-34-site-of-care.${ending}`;
        expect(readFileSync(join(PROJECT, file), 'utf8')).toBe(readFileSync(join(out, file), 'utf8'));
      }
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});

function published(canonical: string): ValueSet {
  const id = /\/([a-z0-9-]+)(?:\||$)/.exec(canonical)?.[1] ?? '';
  return JSON.parse(readFileSync(join(PROJECT, `fhir-profiles/valuesets/${id}.json`), 'utf8')) as ValueSet;
}

describe('at the service', () => {
  let app: PolicyApp;
  let bundle: Bundle;
  beforeAll(async () => {
    app = await startPolicyApp({ now: EVALUATED_AT });
    const draft = [infusionOrder(drugs.infliximab), hospitalService()];
    const { order } = await signOne(app, { draft, chart: chartOf() });
    bundle = (await packageFor(app, order)).bundle;
  });
  afterAll(() => app.close());

  const inPackage = <T extends { readonly resourceType: string }>(type: T['resourceType']): readonly T[] =>
    (bundle.entry ?? []).flatMap(({ resource }) =>
      resource?.resourceType === type ? [resource as unknown as T] : [],
    );

  test('the package brings the Library once, as it is published', () => {
    expect(inPackage<Library>('Library')).toEqual([library]);
  });

  test('the package brings each value set once, and the codes of those that are small', () => {
    const sets = inPackage<ValueSet>('ValueSet');
    expect(sets.map(({ url, version }) => `${url}|${version}`).sort()).toEqual(dependencies);
    for (const { compose, expansion } of sets) {
      const codes = (compose?.include ?? []).flatMap(({ concept, filter }) =>
        filter ? [] : (concept ?? []),
      );
      if (codes.length < 40) expect((expansion?.contains ?? []).length).toBeGreaterThan(0);
    }
  });

  test('it is served by its address and listed in the metadata', async () => {
    const found = (await (
      await fetch(`${app.url}/fhir/Library?url=${library.url}|${library.version}`)
    ).json()) as Bundle;
    expect(found.entry?.map(({ resource }) => resource)).toEqual([library]);
    const metadata = (await (await fetch(`${app.url}/fhir/metadata`)).json()) as CapabilityStatement;
    const types = metadata.rest?.flatMap(({ mode, resource = [] }) =>
      mode === 'server' ? resource.map(({ type }) => type) : [],
    );
    expect(types).toContain('Library');
  });
});
