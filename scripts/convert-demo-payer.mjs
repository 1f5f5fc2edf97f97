// Converts the fictional payer and its network (facts/demo-payer.json, demo-network.json) into policies/payers/demo-ga-him.
// Usage: node scripts/convert-demo-payer.mjs [--facts ../shared/facts]. The output is deterministic.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const ID = 'demo-ga-him';
const { values } = parseArgs({ options: { facts: { type: 'string', default: '../shared/facts' } } });
const read = (name) => JSON.parse(readFileSync(join(values.facts, name), 'utf8'));
const facts = read('demo-payer.json');
const network = read('demo-network.json');

const organization = network.entry
  .map(({ resource }) => resource)
  .find((resource) => `${resource.resourceType}/${resource.id}` === facts.payer.organization);
const phone = organization?.telecom?.find(({ system }) => system === 'phone')?.value;

const payer = {
  comment: facts._comment,
  source: 'facts/demo-payer.json',
  id: ID,
  name: facts.payer.name,
  identifiers: [facts.payer.identifier],
  ...(phone && { phone }),
  lineOfBusiness: facts.lineOfBusiness,
  state: facts.state,
  planIds: facts.planIds,
  policyId: facts.policy,
  network: facts.network,
  maxDistanceMiles: facts.maxDistanceMiles,
  facilityCertifications: facts.facilityCertifications,
  specialtyPharmacyCannotSupply: facts.specialtyPharmacyCannotSupply,
  zipCentroids: facts.zipCentroids,
};

const folder = join(import.meta.dirname, '..', 'policies', 'payers', ID);
mkdirSync(folder, { recursive: true });
for (const [name, content] of Object.entries({ 'payer.json': payer, 'network.json': network })) {
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
}
console.log(`${ID}: ${network.entry.length} resources of its network written`);
