/** Larger worlds than ours: more policies with payers of their own, a longer drug list. Everything added is made up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The policy that applies, and its payer, come last: whoever searches in order searches longest. */
export function withPolicies(core, count) {
  const [{ policy, tables }] = core.policies;
  const [payer] = core.payers;
  const copies = Array.from({ length: count - 1 }, (_, at) => `COPY.${at}`);
  return {
    ...core,
    policies: [...copies.map((id) => ({ policy: { ...policy, id }, tables })), { policy, tables }],
    payers: [
      ...copies.map((policyId, at) => ({
        ...payer,
        id: `payer-${at}`,
        policyId,
        identifiers: [{ system: payer.identifiers[0].system, value: `not-ours-${at}` }],
        planIds: [`00000GA${String(at).padStart(7, '0')}-01`],
      })),
      payer,
    ],
    directories: new Map([
      ...copies.map((_, at) => [`payer-${at}`, core.directories.get(payer.id)]),
      ...core.directories,
    ]),
  };
}

/** The same knowledge with so many codes on its list, each with a name, a concept of RxNorm and a product of its own. */
export function withDrugRows(core, count, { policies, compileDrugTables }) {
  const read = (name) => JSON.parse(readFileSync(join(policies, name), 'utf8'));
  const list = read('ga-pmn-34/drug-list.json');
  const hcpcs = read('drug-tables/hcpcs.json');
  const rxnorm = read('drug-tables/rxnorm.json');
  const ndc = read('drug-tables/ndc.json');
  const words = read('drug-tables/words.json');
  const known = Object.keys(list.codes).length;
  for (let at = 0; at < count - known; at += 1) {
    const code = `Z${at.toString(36).toUpperCase().padStart(4, '0')}`;
    const name = `${syllables(at)}mab`;
    const rxcui = String(90_000_000 + at);
    hcpcs.codes[code] = {
      name,
      molecule: name,
      brands: [`${syllables(at)}ra`],
      routes: ['IV'],
      forms: [],
      strengths: [],
    };
    list.codes[code] = { name, brands: [] };
    list.rows.push({
      row: 1000 + at,
      hcpcs: code,
      genericAsPrinted: name,
      brandAsPrinted: `${syllables(at)}ra`,
    });
    rxnorm.concepts.push([rxcui, 'IN', name, code]);
    ndc.products.push([String(90_000_000_000 + at), code, name, rxcui, 'C']);
  }
  const tables = compileDrugTables({ list, hcpcs, rxnorm, ndc, words });
  return { ...core, policies: core.policies.map(({ policy }) => ({ policy, tables })) };
}

/** A word for each number: `bababe`. */
function syllables(number) {
  const parts = [];
  for (let rest = number + 1000; rest > 0; rest = Math.floor(rest / 60))
    parts.push('bcdfglmnprtv'[rest % 12] + 'aeiou'[Math.floor((rest % 60) / 12)]);
  return `x${parts.join('')}`;
}
