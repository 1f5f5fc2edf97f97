/** Loads policies/<folder>/policy.yaml with its answers and drug list; any fault stops the start, named with file and line. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { PolicyDocument } from '../core/policy/document.js';
import { compilePolicy, type CompiledPolicy } from '../core/policy/policy.js';
import type { CompiledValueSet } from '../core/terminology/types.js';
import { KnowledgeError, type KnowledgeFault } from './faults.js';
import { loadForm } from './forms.js';
import { readYaml } from './yaml-file.js';

const SCHEMA = 'policies/policy.schema.json';

export interface LoadedPolicy {
  /** Name of the folder under policies/. */
  readonly folder: string;
  readonly policy: CompiledPolicy;
}

/**
 * @param root the project folder
 * @throws KnowledgeError listing every fault of every policy
 */
export function loadPolicies(
  root: string,
  valueSets: ReadonlyMap<string, CompiledValueSet>,
): readonly LoadedPolicy[] {
  const schema = JSON.parse(readFileSync(join(root, SCHEMA), 'utf8')) as object;
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<PolicyDocument>(schema);
  const faults: KnowledgeFault[] = [];
  const loaded = policyFolders(root).flatMap((folder) => {
    const name = `policies/${folder}/policy.yaml`;
    const file = readYaml(join(root, name), name, validate);
    faults.push(...file.faults);
    if (!file.value) return [];
    const compiled = compilePolicy(file.value, {
      valueSets,
      revision: revisionOf(join(root, 'policies', folder)),
    });
    faults.push(...compiled.faults.map((fault) => file.fault(fault.path, fault.message)));
    const { form, faults: formFaults } = loadForm(root, folder, compiled.policy, valueSets);
    faults.push(...formFaults);
    return [{ folder, policy: form ? { ...compiled.policy, form } : compiled.policy }];
  });
  if (loaded.length === 0 && faults.length === 0) {
    faults.push({ file: 'policies', line: 0, message: 'no folder with a policy.yaml was found' });
  }
  if (faults.length > 0) throw new KnowledgeError(faults);
  return loaded;
}

/** Folders under policies/ that hold a policy, in the order of their names. */
function policyFolders(root: string): readonly string[] {
  return readdirSync(join(root, 'policies'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'policies', entry.name, 'policy.yaml')))
    .map((entry) => entry.name)
    .sort();
}

/** SHA-256 over names and contents of the folder's files: what a decision was made from. */
function revisionOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update('\0');
  }
  return hash.digest('hex');
}
