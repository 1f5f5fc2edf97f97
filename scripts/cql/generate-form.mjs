// The CQL of a policy's form, from the files of the project.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { generateLibrary } from './generate.mjs';

/** @param root the project folder */
export function libraryOf(root, policyId) {
  const text = (...path) => readFileSync(join(root, ...path), 'utf8');
  const policy = parse(text('policies', policyId, 'policy.yaml'));
  const form = parse(text('policies', policyId, 'questionnaire.yaml'));
  const filters = JSON.parse(text('policies', 'status-filters.json')).resources;
  const valueSetById = (id) => JSON.parse(text('fhir-profiles', 'valuesets', `${id}.json`));
  return { form, policy, generated: generateLibrary({ form, policy, filters, valueSetById }) };
}
