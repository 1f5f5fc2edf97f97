// CQL → ELM (JSON) with the translator of the CQL project.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  CqlCompilerOptions,
  CqlTranslator,
  LibraryManager,
  ModelManager,
  createModelInfoProvider,
  createUcumService,
  stringAsSource,
} from '@cqframework/cql/cql-to-elm';

const require = createRequire(import.meta.url);

/** @throws Error listing every fault the translator finds */
export function translate(text) {
  const models = new Map([
    ['System', join(import.meta.dirname, 'system-model.xml')],
    ['FHIR', require.resolve('cql-exec-fhir/lib/modelInfos/fhir-modelinfo-4.0.1.xml')],
  ]);
  const modelManager = new ModelManager();
  modelManager.modelInfoLoader.registerModelInfoProvider(
    createModelInfoProvider((name) =>
      models.has(name) ? stringAsSource(readFileSync(models.get(name), 'utf8')) : null,
    ),
  );
  const translator = CqlTranslator.fromText(
    text,
    new LibraryManager(modelManager, new CqlCompilerOptions(), undefined, UNITS_AS_WRITTEN),
  );
  const elm = JSON.parse(translator.toJson());
  const faults = elm.library.annotation
    .filter(({ type, errorSeverity }) => type === 'CqlToElmError' && errorSeverity === 'error')
    .map(({ startLine, startChar, message }) => `${startLine}:${startChar} ${message}`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  elm.library.annotation = elm.library.annotation.filter(({ type }) => type === 'CqlToElmInfo');
  return JSON.stringify(elm, (key, value) => (IDLE.has(key) && value.length === 0 ? undefined : value));
}

/** Members the translator writes also where they hold nothing. */
const IDLE = new Set([
  'annotation',
  'codeFilter',
  'codeSystem',
  'dateFilter',
  'include',
  'let',
  'otherFilter',
  'relationship',
  'signature',
]);

/** The libraries use calendar units alone, which are CQL's own. */
const UNITS_AS_WRITTEN = createUcumService(
  () => fail(),
  () => null,
  () => fail(),
  () => fail(),
);

function fail() {
  throw new Error('no calculation with units of measure is expected here');
}
