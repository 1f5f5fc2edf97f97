/** Loads the value sets and the rules for reading chart text, once, at start. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValueSet } from '../core/fhir.js';
import { compileValueSet } from '../core/terminology/compile.js';
import { linkValueSets } from '../core/terminology/value-set.js';
import type { CompiledValueSet, TextNegation } from '../core/terminology/types.js';
import { KnowledgeError, type KnowledgeFault } from './faults.js';

const FOLDER = 'fhir-profiles/valuesets';
const NEGATION = 'policies/text-negation.json';

export interface LoadedValueSets {
  /** As published under /fhir/ValueSet. */
  readonly resources: readonly ValueSet[];
  readonly compiled: ReadonlyMap<string, CompiledValueSet>;
}

/**
 * @param root the project folder, which holds `fhir-profiles/valuesets` and `policies/text-negation.json`
 * @throws KnowledgeError listing every file that is not JSON or does not compile
 */
export function loadValueSets(root: string): LoadedValueSets {
  const faults: KnowledgeFault[] = [];
  const attempt = <T>(file: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      faults.push({ file, line: 0, message: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

  const negation = attempt(NEGATION, () => json(NEGATION) as TextNegation);
  const resources: ValueSet[] = [];
  const compiled = new Map<string, CompiledValueSet>();
  for (const name of readdirSync(join(root, FOLDER)).sort()) {
    if (!name.endsWith('.json') || negation === undefined) continue;
    const file = `${FOLDER}/${name}`;
    attempt(file, () => {
      const resource = json(file) as ValueSet;
      const set = compileValueSet(resource, negation);
      if (`${set.id}.json` !== name)
        throw new Error(`the file of ValueSet ${set.id} has to be named after it`);
      resources.push(resource);
      compiled.set(set.id, set);
    });
  }
  if (faults.length > 0) throw new KnowledgeError(faults);
  return { resources, compiled: linkValueSets(compiled) };
}
