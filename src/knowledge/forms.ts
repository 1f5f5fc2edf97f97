/** Loads the exception form of a policy, policies/<folder>/questionnaire.yaml; a policy without one asks for no documents. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileForm } from '../core/documentation/compile-form.js';
import type { CompiledForm } from '../core/documentation/form.js';
import type { CompiledPolicy } from '../core/policy/policy.js';
import type { CompiledValueSet } from '../core/terminology/types.js';
import type { KnowledgeFault } from './faults.js';
import { validateForm } from './form-schema.js';
import { readYaml } from './yaml-file.js';

export interface LoadedForm {
  /** Absent when there is none, or faults. */
  readonly form?: CompiledForm;
  readonly faults: readonly KnowledgeFault[];
}

/** Faults name file and line; none is thrown. */
export function loadForm(
  root: string,
  folder: string,
  policy: CompiledPolicy,
  valueSets: ReadonlyMap<string, CompiledValueSet>,
): LoadedForm {
  const name = `policies/${folder}/questionnaire.yaml`;
  if (!existsSync(join(root, name))) return { faults: [] };
  const file = readYaml(join(root, name), name, validateForm);
  if (!file.value) return { faults: file.faults };
  const shop = {
    valueSets,
    parameters: policy.parameters,
    faults: [],
    needs: [],
    known: new Set(policy.criteria),
    used: new Set<string>(),
    seen: new Set<never>(),
  };
  const { form, faults } = compileForm(file.value, { shop, criteria: policy.criteria });
  const unread = [...new Set(form.needs.map(({ key }) => key))].filter(
    (key) => !policy.needs.some((read) => read.key === key),
  );
  return {
    form,
    faults: [
      ...faults.map((fault) => file.fault(fault.path, fault.message)),
      // A form is filled in with what the decision rests on; it causes no reading of its own.
      ...unread.map((key) => file.fault(['items'], `the policy does not read ${key}, which an item needs`)),
    ],
  };
}
