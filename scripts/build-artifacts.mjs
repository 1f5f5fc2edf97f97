// Builds the FHIR artifacts that are authored with the policy: the policy to be read, the form, its answers, the override reasons.
// Usage: node scripts/build-artifacts.mjs [--out .]. Reads policies/ga-pmn-34/*.yaml; the output is deterministic.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { libraryOf } from './cql/generate-form.mjs';
import { toPlanDefinition } from './lib/plan-definition.mjs';
import {
  answersCodeSystem,
  codeSystem,
  launchContextCodeSystem,
  toQuestionnaire,
} from './lib/questionnaire.mjs';

const POLICY = 'ga-pmn-34';
const FOLDERS = {
  Questionnaire: 'questionnaires',
  CodeSystem: 'codesystems',
  PlanDefinition: 'plandefinitions',
};

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: root } } });
const { form, policy, generated } = libraryOf(root, POLICY);
const { version } = policy;

for (const resource of [
  toPlanDefinition(policy, POLICY),
  toQuestionnaire(form, {
    version,
    effective: policy.parameters['policy.effective'].value,
    expressions: generated.items,
  }),
  answersCodeSystem(form, version),
  launchContextCodeSystem(version),
  codeSystem({
    id: 'site-of-care-override-reasons',
    version,
    name: 'SiteOfCareOverrideReasons',
    title: 'Reasons for keeping the ordered site',
    description: `The exceptions of ${policy.id} that a prescriber can name when overriding a card.`,
    concepts: policy.exceptions.map(({ code, display }) => ({ code, display })),
  }),
]) {
  const folder = join(values.out, 'fhir-profiles', FOLDERS[resource.resourceType]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${resource.id}.json`), `${JSON.stringify(resource, null, 2)}\n`);
}
